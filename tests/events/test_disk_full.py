"""A full disk in the middle of a write, a commit, a checkpoint, a merge: nothing torn, named, goes on after.

For real: on a small disk of its own where the system lets an ordinary user make one, and
everywhere under a limit to the size of files, which ends the same calls in the same places.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MODULE = [sys.executable, "-m", "tests.events.filling"]
# A name space of one's own, in which an ordinary user may mount.
ON_A_DISK = 'mount -t tmpfs -o size=1500k none "$1" && shift && exec "$@"'


def small_disks() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", ON_A_DISK, "sh", "/tmp", "true"],  # noqa: S108
        capture_output=True,
    )
    return tried.returncode == 0


def failures(command: list[str]) -> dict[str, int]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_it_survives_a_full_disk(tmp_path: Path) -> None:
    if not small_disks():
        pytest.skip("this system lets nobody but root mount a small disk")
    on_a_disk = ["unshare", "-Urm", "sh", "-c", ON_A_DISK, "sh", str(tmp_path)]
    found = failures([*on_a_disk, *MODULE, str(tmp_path)])
    assert all(found.values()), found


def test_it_survives_a_limit_to_the_size_of_files(tmp_path: Path) -> None:
    found = failures([*MODULE, str(tmp_path), "limit"])
    assert all(found.values()), found
