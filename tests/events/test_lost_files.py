"""A data file that is gone: what was in it is told, and it is made again while its parts remain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from banso.events.lake import (
    Cursor,
    DataFileMissing,
    Lake,
    Table,
    check,
    lost_files,
    remake,
    strike,
)
from tests.events.conftest import NUMBERS, PLAIN, values

Again = Callable[[], Lake]


def fill(table: Table, cursor: Cursor, commits: int) -> None:
    for n in range(1, commits + 1):
        table.append(cursor, f"select {n} as n")


def test_it_tells_what_was_in_it(numbers: Table, cursor: Cursor) -> None:
    numbers.append(
        cursor,
        "select date '2024-05-01' + i::int as day, i as account, 'b' || i as batch from range(3) t(i)",
    )
    [file] = numbers.snapshot().files
    (numbers.root / file.path).unlink()
    [lost] = lost_files(numbers.root)
    assert (lost.rows, lost.there, lost.batches, lost.remake) == (3, None, ("b0", "b2"), False)
    assert lost.days is not None and [d.day for d in lost.days] == [1, 3]


@pytest.mark.parametrize("cut", [Path.unlink, lambda p: p.write_bytes(b"PAR1")])
def test_it_makes_a_merged_file_again_of_its_parts(
    plain: Table,
    cursor: Cursor,
    lake_folder: Path,
    start_again: Again,
    cut: Callable[[Path], object],
) -> None:
    fill(plain, cursor, 5)
    plain.merge_files(cursor)
    [merged] = plain.snapshot().files
    cut(plain.root / merged.path)
    [lost] = lost_files(plain.root)
    assert lost.remake
    assert remake(lake_folder, cursor, lost, PLAIN)
    assert check(lake_folder) == []
    assert values(cursor, start_again().table(PLAIN)) == [1, 2, 3, 4, 5]


def test_it_does_not_pretend_once_a_part_is_gone(
    plain: Table, cursor: Cursor, lake_folder: Path
) -> None:
    fill(plain, cursor, 3)
    part = plain.snapshot().files[0].path
    plain.merge_files(cursor)
    [merged] = plain.snapshot().files
    for name in (part, merged.path):
        (plain.root / name).unlink()
    [lost] = lost_files(plain.root)
    assert not lost.remake
    assert not remake(lake_folder, cursor, lost, PLAIN)


def test_it_takes_the_dead_entry_out_and_keeps_the_rest(
    lake: Lake, plain: Table, cursor: Cursor, lake_folder: Path, start_again: Again
) -> None:
    lake.table(NUMBERS)
    fill(plain, cursor, 3)
    gone = plain.snapshot().files[1]
    (plain.root / gone.path).unlink()
    with pytest.raises(DataFileMissing):
        start_again().table(PLAIN)
    assert strike(lake_folder, "plain", lost_files(plain.root)) == 1
    assert check(lake_folder) == []
    assert len(values(cursor, start_again().table(PLAIN))) == 2
    assert strike(lake_folder, "plain", []) == 0
