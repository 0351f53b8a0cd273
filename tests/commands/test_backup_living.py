"""A backup while an import is under way: the copy holds the import whole, or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from banso.connectors import steps
from tests.connectors.helping import write
from tests.ground.servers import PROJECT, WorkspaceFolder

EVENTS = 60_000


def rows(n: int) -> list[tuple[object, ...]]:
    head: list[tuple[object, ...]] = [("event_id", "account_id", "event_name", "timestamp")]
    return head + [(f"e{i}", f"a{i % 40}", "login", f"2026-03-{i % 28 + 1:02d}") for i in range(n)]


def counts(workspace: WorkspaceFolder) -> dict[str, Any]:
    return dict(json.loads(workspace.python("-m", "tests.commands.counting")))


def whole(found: dict[str, Any]) -> None:
    """No event without its committed import, no import half-way."""
    states = found["batches"]
    assert set(states.values()) <= {"committed", "swept", "staged"}, states
    assert {states[b] for b in found["events"]} <= {"committed"}


def restored(workspace: WorkspaceFolder, file: Path, key: str) -> WorkspaceFolder:
    workspace.run("restore", str(file), "--as", key)
    return WorkspaceFolder(workspace.home, key)


@pytest.mark.parametrize("step", [steps.MARKED, steps.EVENTS_WRITTEN, steps.RECORDS_WRITTEN])
def test_what_was_half_way_is_swept(
    other_workspace: WorkspaceFolder, tmp_path: Path, step: str
) -> None:
    """A dead import looks as one that is under way does at that instant."""
    file = write(tmp_path, "events.csv", rows(500))
    other_workspace.run("import", str(file), "--no-backfill", check=False, BANSO_KILL_AT=step)
    done = json.loads(other_workspace.run("backup", "--json").stdout)
    again = counts(restored(other_workspace, Path(done["file"]), "again"))
    whole(again)
    assert again["events"] == {}
    # The very same file then comes in, in full.
    copy = WorkspaceFolder(other_workspace.home, "again")
    copy.run("import", str(file), "--no-backfill")
    assert sum(counts(copy)["events"].values()) == 500


def test_backups_during_an_import_are_each_whole(
    other_workspace: WorkspaceFolder, tmp_path: Path
) -> None:
    first = write(tmp_path, "first.csv", rows(400))
    other_workspace.run("import", str(first), "--no-backfill")
    file = write(
        tmp_path,
        "events.csv",
        [(f"x{r[0]}", *r[1:]) if i else r for i, r in enumerate(rows(EVENTS))],
    )
    launcher = str(Path(sys.executable).with_name("banso"))
    running = subprocess.Popen(
        [launcher, "import", str(file), "--no-backfill"],
        env=other_workspace.environment(), cwd=PROJECT, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    taken = []
    try:
        while running.poll() is None and len(taken) < 3:
            said = other_workspace.run(
                "backup", "--to", str(tmp_path / f"{len(taken)}.banso.zip"), "--json"
            )
            taken.append(Path(json.loads(said.stdout)["file"]))
            time.sleep(0.05)
        assert running.wait(timeout=240) == 0
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()
    assert taken, "the import was over before a backup could begin"
    for number, backup in enumerate(taken):
        found = counts(restored(other_workspace, backup, f"copy{number}"))
        whole(found)
        assert sum(found["events"].values()) in (400, 400 + EVENTS)
    assert sum(counts(other_workspace)["events"].values()) == 400 + EVENTS
