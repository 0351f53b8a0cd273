"""A process killed at any boundary of a write leaves a lake the next one goes on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from banso.events import lake as _lake  # noqa: F401  declares the boundaries
from banso.events.lake import check, open_lake
from banso.lib.steps import declared
from tests.events.conftest import PLAIN, values

WRITER = """
import sys
from pathlib import Path
from banso.events.lake import lost_files, open_lake, remake, strike, tidy
from tests.events.conftest import NUMBERS, PLAIN
lake = open_lake(Path(sys.argv[1]))
table = lake.table(PLAIN)
with lake.cursor() as cursor:
    for mark in range(1, 13):
        table.append(cursor, "select ? as n", [mark], app="spool", mark=mark)
    tidy(table, cursor, at_least=2)
    other = lake.folder / "numbers"
    if not other.exists():
        numbers = lake.table(NUMBERS)
        for account in (1, 2):
            numbers.append(cursor, "select date '2024-05-01' as day, ? as account", [account])
        numbers.merge_files(cursor)
        (other / numbers.snapshot().files[0].path).unlink()
    for lost in lost_files(other):
        remake(lake.folder, cursor, lost, NUMBERS)
    numbers = open_lake(lake.folder).table(NUMBERS)
    if sum(f.rows for f in numbers.snapshot().files) == 2:
        numbers.append(cursor, "select date '2024-06-01' as day, 3 as account")
        last = [f for f in numbers.snapshot().files if f.rows == 1]
        (other / last[0].path).unlink()
    strike(lake.folder, "numbers", lost_files(other))
"""


def run(folder: Path, boundary: str = "") -> int:
    environment = {**os.environ, "BANSO_KILL_AT": boundary}
    return subprocess.run([sys.executable, "-c", WRITER, str(folder)], env=environment).returncode


@pytest.mark.parametrize("boundary", declared("lake."))
def test_it_goes_on_after_a_kill(lake_folder: Path, boundary: str) -> None:
    assert run(lake_folder, boundary) == -signal.SIGKILL
    assert check(lake_folder) == []
    assert run(lake_folder) == 0
    lake = open_lake(lake_folder)
    table = lake.table(PLAIN)
    with lake.cursor() as cursor:
        assert values(cursor, table) == list(range(1, 13))
    assert table.mark("spool") == 12
    assert len(table.snapshot().files) == 1
