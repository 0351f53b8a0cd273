"""A workspace to measure on: a made-up vendor's export, imported and back-filled by the product itself."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.world import LAST

PROJECT = Path(__file__).resolve().parent.parent


def environment(folder: Path) -> dict[str, str]:
    """The variables under which a process serves the workspace in ``folder``."""
    return {**os.environ, "BANSO_HOME": str(folder.parent), "BANSO_WORKSPACE": folder.name}


def make_workspace(folder: Path, *, accounts: int, days: int) -> None:
    """Generate, import, name the events, back-fill; prints what each step took."""
    files = folder.parent / "files"
    python, banso = sys.executable, str(Path(sys.executable).with_name("banso"))
    world = ["bench/world.py", str(files), "--accounts", str(accounts), "--days", str(days)]
    first = LAST - timedelta(days=days - 1)
    steps = {
        "generate": [python, *world],
        "import": [banso, "import", str(files), "--no-backfill"],
        "catalogue": [python, "-m", "bench._workspace"],
        "back-fill": [banso, "backfill", "--from", f"{first}", "--to", f"{LAST}"],
    }
    for name, command in steps.items():
        with _told(name):
            done = subprocess.run(
                command, cwd=PROJECT, env=environment(folder), capture_output=True, text=True
            )
            if done.returncode:
                raise SystemExit(f"{name} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def _told(name: str) -> Iterator[None]:
    begun, spent = time.perf_counter(), _children()
    yield
    print(
        f"{name:12} {time.perf_counter() - begun:8.1f} s {_children() - spent:8.1f} CPU s",
        flush=True,
    )


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def answer_catalogue() -> None:
    """Take over the guessed meaning of the most frequent events, as a person would on screen."""
    from banso.events.queries import event_names
    from banso.events.store import workspace_lake
    from banso.metrics.guessing import guess
    from banso.metrics.operations import save_catalogue_events
    from banso.workspace.viewer import Viewer

    viewer = Viewer.system()
    names = event_names(viewer=viewer, lake=workspace_lake())
    guessed = [p.as_event() for p in guess([(n.name, n.events) for n in names])]
    save_catalogue_events(viewer=viewer, events=guessed, now=datetime.now(UTC))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")
    import django

    django.setup()
    answer_catalogue()
