"""A mark goes in once, whoever tries again and however late."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from deltalake import Transaction

from banso.events.lake import Cursor, Lake, Receipt, StaleTable, Table
from banso.events.lake.table import open_table
from tests.events.conftest import PLAIN, values


def test_it_skips_the_same_mark_and_a_lower_one(plain: Table, cursor: Cursor) -> None:
    assert plain.mark("spool") is None
    assert plain.append(cursor, "select 5 as n", app="spool", mark=5) == Receipt(
        version=1, rows=1, files=1
    )
    for mark in (5, 3):
        assert plain.append(cursor, "select 6 as n", app="spool", mark=mark).skipped
    assert plain.mark("spool") == 5
    assert values(cursor, plain) == [5]


def test_it_counts_marks_by_application(plain: Table, cursor: Cursor) -> None:
    plain.append(cursor, "select 1 as n", app="spool", mark=9)
    assert not plain.append(cursor, "select 2 as n", app="import:x", mark=1).skipped
    assert values(cursor, plain) == [1, 2]


def test_it_keeps_a_mark_without_rows(plain: Table, cursor: Cursor) -> None:
    receipt = plain.append(cursor, "select 1 as n where false", app="spool", mark=4)
    assert (receipt.rows, receipt.files, plain.mark("spool")) == (0, 0, 4)


def test_it_notices_another_handles_mark(lake: Lake, plain: Table, cursor: Cursor) -> None:
    other = second_handle(lake)
    assert other.mark("spool") is None
    plain.append(cursor, "select 1 as n", app="spool", mark=1)
    assert other.append(cursor, "select 1 as n", app="spool", mark=1).skipped
    assert values(cursor, other) == [1]


def test_it_leaves_no_file_of_a_skipped_write(lake: Lake, plain: Table, cursor: Cursor) -> None:
    other = second_handle(lake)
    plain.append(cursor, "select 1 as n", app="spool", mark=1)
    # The other one has written its file before it learns that the mark is taken.
    assert other.log.commit(app="spool", mark=1) is None
    other.append(cursor, "select 1 as n", app="spool", mark=1)
    assert len(list(plain.root.glob("*.parquet"))) == 1


def test_it_refuses_a_commit_from_a_stale_handle_even_without_the_lock(
    lake: Lake, plain: Table, cursor: Cursor
) -> None:
    """Some network folders have no locks; the log itself refuses there."""
    other = second_handle(lake)
    other.snapshot()
    plain.append(cursor, "select 1 as n", app="spool", mark=1)
    with pytest.raises(StaleTable):
        other.log._commit([], [Transaction("spool", 2)])
    assert (other.mark("spool"), values(cursor, other)) == (1, [1])


def test_it_takes_one_of_many_racing_threads(lake: Lake, plain: Table, cursor: Cursor) -> None:
    tables = [plain, second_handle(lake)]
    taken: list[bool] = []
    barrier = threading.Barrier(6)

    def race(table: Table, mark: int) -> None:
        barrier.wait()
        with lake.cursor() as own:
            receipt = table.append(own, "select ? as n", [mark], app="spool", mark=mark)
            taken.append(not receipt.skipped)

    for mark in range(1, 6):
        threads = [threading.Thread(target=race, args=(tables[i % 2], mark)) for i in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(taken) == 5
    assert values(cursor, plain) == [1, 2, 3, 4, 5]


WRITER = """
import sys
from pathlib import Path
from banso.events.lake import open_lake
from tests.events.conftest import PLAIN
lake = open_lake(Path(sys.argv[1]))
table = lake.table(PLAIN)
with lake.cursor() as cursor:
    for mark in range(1, 16):
        table.append(cursor, "select ? as n", [mark], app="spool", mark=mark)
        table.append(cursor, "select ? as n", [100 + mark])
"""


def test_it_takes_each_mark_once_from_two_processes(
    lake: Lake, plain: Table, cursor: Cursor, lake_folder: Path
) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(lake_folder)]) for _ in range(2)]
    assert [w.wait(timeout=60) for w in writers] == [0, 0]
    twice = sorted([*range(101, 116)] * 2)
    # The handle of this process was opened before they began.
    assert values(cursor, plain) == [*range(1, 16), *twice]


def second_handle(lake: Lake) -> Table:
    """As another process would have it."""
    return open_table(root=lake.folder / "plain", lock=lake.folder / "_locks/plain", spec=PLAIN)
