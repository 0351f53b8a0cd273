"""What a power cut can leave of the log, made by cutting real files after real commits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from banso.events.lake import Cursor, DataFileMissing, Lake, LogDamaged, Table, check
from tests.events.conftest import PLAIN, values

Again = Callable[[], Lake]


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def zeros(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def without_last_line(path: Path) -> None:
    path.write_text("\n".join(path.read_text().splitlines()[:-1]))


def damaged_inside(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for i in range(4, len(data) - 8):
        data[i] = 0
    path.write_bytes(bytes(data))


def fill(table: Table, cursor: Cursor, commits: int) -> None:
    for n in range(1, commits + 1):
        table.append(cursor, "select ? as n", [n], app="spool", mark=n)


def logs(table: Table, pattern: str) -> list[Path]:
    return sorted((table.root / "_delta_log").glob(pattern))


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("cut", [nothing, half, zeros, without_last_line])
def test_it_removes_a_torn_last_entry_and_takes_its_rows_again(
    plain: Table, cursor: Cursor, start_again: Again, cut: Callable[[Path], None]
) -> None:
    fill(plain, cursor, 3)
    cut(logs(plain, "*.json")[-1])
    table = start_again().table(PLAIN)
    assert [p.id for p in table.repaired] == ["lake.log.torn"]
    assert values(cursor, table) == [1, 2]
    assert table.mark("spool") == 2
    assert not table.append(cursor, "select 3 as n", app="spool", mark=3).skipped
    assert values(cursor, table) == [1, 2, 3]


def test_it_starts_over_when_even_the_creation_was_torn(
    plain: Table, cursor: Cursor, start_again: Again
) -> None:
    nothing(logs(plain, "*.json")[0])
    table = start_again().table(PLAIN)
    table.append(cursor, "select 1 as n")
    assert values(cursor, table) == [1]


@pytest.mark.parametrize("cut", [nothing, half, zeros, damaged_inside])
def test_it_does_without_a_torn_checkpoint(
    plain: Table, cursor: Cursor, start_again: Again, cut: Callable[[Path], None]
) -> None:
    fill(plain, cursor, 12)
    [checkpoint] = logs(plain, "*.checkpoint*.parquet")
    cut(checkpoint)
    table = start_again().table(PLAIN)
    assert values(cursor, table) == list(range(1, 13))
    assert table.mark("spool") == 12
    assert not checkpoint.exists()


@pytest.mark.parametrize("cut", [nothing, half, zeros])
def test_it_does_without_the_pointer_to_the_checkpoint(
    plain: Table, cursor: Cursor, start_again: Again, cut: Callable[[Path], None]
) -> None:
    fill(plain, cursor, 12)
    cut(plain.root / "_delta_log/_last_checkpoint")
    assert values(cursor, start_again().table(PLAIN)) == list(range(1, 13))


def test_it_refuses_a_torn_checkpoint_whose_entries_are_gone(
    plain: Table, cursor: Cursor, start_again: Again, lake_folder: Path
) -> None:
    fill(plain, cursor, 12)
    logs(plain, "*.json")[4].unlink()
    half(logs(plain, "*.checkpoint*.parquet")[0])
    before = tree(plain.root)
    with pytest.raises(LogDamaged):
        start_again().table(PLAIN)
    assert tree(plain.root) == before
    assert "lake.log.damaged" in [p.id for p in check(lake_folder)]


@pytest.mark.parametrize("cut", [nothing, half, Path.unlink])
def test_it_refuses_damage_that_a_power_cut_cannot_do(
    plain: Table, cursor: Cursor, start_again: Again, cut: Callable[[Path], None]
) -> None:
    fill(plain, cursor, 5)
    cut(logs(plain, "*.json")[3])
    with pytest.raises(LogDamaged) as refused:
        start_again().table(PLAIN)
    assert refused.value.problems[0].remedy.ja


@pytest.mark.parametrize("cut", [nothing, half, Path.unlink])
def test_it_names_a_data_file_that_is_gone_or_cut(
    plain: Table, cursor: Cursor, start_again: Again, lake_folder: Path, cut: Callable[[Path], None]
) -> None:
    fill(plain, cursor, 2)
    victim = plain.root / plain.snapshot().files[0].path
    cut(victim)
    with pytest.raises(DataFileMissing) as refused:
        start_again().table(PLAIN)
    assert [p.file for p in refused.value.problems] == [str(victim)]
    assert [p.file for p in check(lake_folder)] == [str(victim)]


def test_it_reports_what_is_torn_without_touching_it(
    plain: Table, cursor: Cursor, lake_folder: Path
) -> None:
    fill(plain, cursor, 12)
    assert check(lake_folder) == []
    half(logs(plain, "*.json")[-1])
    half(logs(plain, "*.checkpoint*.parquet")[0])
    before = tree(lake_folder)
    assert {p.id for p in check(lake_folder)} == {"lake.log.torn", "lake.checkpoint.torn"}
    assert tree(lake_folder) == before
