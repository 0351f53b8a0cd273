"""Upkeep under the real retention never breaks a query that runs, nor one over files listed before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from banso.events.lake import Cursor, Lake, Wanted, keep
from tests.events.conftest import NUMBERS

# Opens a query over every file, reads the first rows, says so, waits for a line, reads the rest. It then
# runs a second query over the list of files it held before the upkeep.
READER = """
import sys
from pathlib import Path
from banso.events.lake import open_lake
from tests.events.conftest import NUMBERS
lake = open_lake(Path(sys.argv[1]))
held = lake.table(NUMBERS).sql()
with lake.cursor() as one, lake.cursor() as two:
    one.execute(f"select account from {held}")
    count = len(one.fetchmany(1000))
    print("reading", flush=True)
    sys.stdin.readline()
    while rows := one.fetchmany(100_000):
        count += len(rows)
    later = two.execute(f"select count(*), sum(account) from {held}").fetchall()[0]
    fresh = two.execute(f"select count(*) from {lake.table(NUMBERS).sql()}").fetchall()[0][0]
    print(count, later[0], int(later[1]), fresh, flush=True)
"""
ROWS, FILES = 60_000, 12


def test_it_breaks_no_reader(lake: Lake, lake_folder: Path, cursor: Cursor) -> None:
    table = lake.table(NUMBERS)
    for n in range(FILES):
        table.append(
            cursor,
            f"select date '2024-05-01' + {n} as day, i as account, uuid()::varchar as email"
            f" from range({ROWS}) t(i)",
        )
    for file in table.root.rglob("*.parquet"):
        os.utime(file, (0, 0))  # written long ago: what counts is when a file was struck
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(lake_folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert reader.stdin and reader.stdout
    assert reader.stdout.readline() == "reading\n"
    for round in range(3):
        done = keep(table, cursor, Wanted())
        assert done.merged == (FILES, 2, 2)[round]
        table.append(cursor, "select date '2024-05-20' as day, 0 as account")
    assert len(table.snapshot().files) == 2
    out, _ = reader.communicate("go on\n", timeout=60)
    assert reader.returncode == 0
    total = ROWS * FILES
    assert out.split() == [
        str(total), str(total), str(FILES * ROWS * (ROWS - 1) // 2), str(total + 3)
    ]  # fmt: skip
