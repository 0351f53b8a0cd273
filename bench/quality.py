"""The quality report of files somebody has: how long it takes, and what it finds.

    python -m bench.quality FOLDER [--mapping KEY] [--workspace FOLDER]

Imports the tables of FOLDER into a workspace of its own (with the shipped mapping KEY), runs every
check, and prints each finding with its count. Without FOLDER, ``--workspace`` names a workspace
that has data already.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench._workspace import PROJECT, environment


def measure() -> None:
    """Every check over the workspace of this process's environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")
    import django

    django.setup()
    from banso.connectors.quality.operations import make_report
    from banso.connectors.quality.queries import report
    from banso.workspace.viewer import Viewer

    begun, spent = time.perf_counter(), time.process_time()
    make_report(viewer=Viewer.system(), now=datetime.now(UTC))
    wall, cpu = time.perf_counter() - begun, time.process_time() - spent
    made = report(viewer=Viewer.system())
    assert made is not None
    looked = ", ".join(f"{k} {n:,}" for k, n in made.rows.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"looked at: {looked}")
    print(f"{wall:.1f} s, {cpu:.1f} CPU s, {peak:,.0f} MB at most\n")
    for found in made.findings:
        money = " ".join(f"{c} {n:,}" for c, n in found.money.items())
        print(f"{found.count:>12,}  {found.check.id:<28} {found.accounts:>7,} accounts  {money}")
        print(f"{'':14}{found.fact.in_('en')}")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", nargs="?", type=Path)
    words.add_argument("--mapping")
    words.add_argument("--workspace", type=Path)
    given = words.parse_args()
    if given.workspace:
        os.environ.update(environment(given.workspace))
        measure()
        return
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "quality"
        folder.mkdir()
        banso = str(Path(sys.executable).with_name("banso"))
        more = ["--mapping", given.mapping] if given.mapping else []
        subprocess.run(
            [banso, "migrate", "-v", "0"], cwd=PROJECT, env=environment(folder), check=True
        )
        done = subprocess.run(
            [banso, "import", str(given.folder), *more, "--no-backfill"],
            cwd=PROJECT,
            env=environment(folder),
            check=False,
        )
        if done.returncode not in (0, 3):  # 3: some rows stayed out
            raise SystemExit("the import failed")
        os.environ.update(environment(folder))
        measure()


if __name__ == "__main__":
    main()
