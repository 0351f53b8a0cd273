"""Which files upkeep merges: the small ones, not a large one again and again; and it stops nobody."""

from __future__ import annotations

from datetime import date

import pytest

from banso.events.lake import Cursor, DiskFull, Lake, StaleTable, Table, Wanted, keep
from banso.events.lake.merge import groups_of
from banso.events.lake.snapshot import DataFile
from banso.events.lake.table import open_table
from tests.events.conftest import NUMBERS

MB = 2**20
ROWS = "select date '2024-05-01' + i::int as day, i as account, 'b' as batch from range(3) t(i)"


def files(*sizes: int, day: str = "2024-05-01") -> list[DataFile]:
    return [DataFile(f"{day}-{n}", s, 1, {"day": day}, {}, {}) for n, s in enumerate(sizes)]


def sizes(groups: list[list[DataFile]]) -> list[list[int]]:
    return [[f.size // MB for f in group] for group in groups]


def test_it_leaves_files_of_the_target_size_alone() -> None:
    wanted = Wanted(target_size=24 * MB)
    assert sizes(groups_of(files(30 * MB, 24 * MB, 2 * MB, 1 * MB), wanted)) == [[1, 2]]


def test_it_does_not_write_a_large_file_again_for_a_few_small_ones() -> None:
    wanted = Wanted(target_size=24 * MB)
    assert sizes(groups_of(files(20 * MB, 1 * MB, 1 * MB), wanted)) == [[1, 1]]
    assert sizes(groups_of(files(20 * MB, 4 * MB, 4 * MB), wanted)) == [[4, 4, 20]]


def test_it_ends_a_group_at_the_target_size() -> None:
    wanted = Wanted(target_size=24 * MB)
    groups = groups_of(files(*[10 * MB] * 5), wanted)
    assert sizes(groups) == [[10, 10, 10], [10, 10]]


def test_it_waits_until_enough_have_come_together() -> None:
    wanted = Wanted(target_size=24 * MB, at_least=4)
    assert groups_of(files(MB, MB, MB), wanted) == []


def test_it_never_mixes_partitions() -> None:
    mixed = files(MB, MB) + files(MB, day="2024-05-02")
    [group] = groups_of(mixed, Wanted(target_size=24 * MB))
    assert {f.partition["day"] for f in group} == {"2024-05-01"}


def test_a_closed_day_is_written_again_only_when_it_is_worth_it() -> None:
    patient = Wanted(before="2024-06-01", patient=True)
    assert groups_of(files(300 * MB, MB), patient) == []
    assert len(groups_of(files(300 * MB, 40 * MB), patient)) == 1
    assert len(groups_of(files(300 * MB, *[MB] * 7), patient)) == 1
    assert len(groups_of(files(3 * MB, MB), patient)) == 1
    assert groups_of(files(3 * MB, MB, day="2024-06-01"), patient) == []


def second_handle(lake: Lake) -> Table:
    return open_table(
        root=lake.folder / "numbers", lock=lake.folder / "_locks/numbers", spec=NUMBERS
    )


def merge_in_between(lake: Lake, cursor: Cursor, table: Table, monkeypatch: object) -> None:
    """Let another handle merge everything at the moment ``table`` is about to commit."""
    assert isinstance(monkeypatch, pytest.MonkeyPatch)
    other, really = second_handle(lake), table.log.commit
    left = [1]

    def commit(**asked: object) -> int | None:
        if left.pop() if left else 0:
            with lake.cursor() as apart:
                keep(other, apart, Wanted(at_least=2))
        return really(**asked)  # type: ignore[arg-type]

    monkeypatch.setattr(table.log, "commit", commit)


@pytest.mark.parametrize("act", ["replace_days", "remove_batch", "replace"])
def test_a_merge_in_between_makes_nobody_elses_rewrite_fail(
    lake: Lake, numbers: Table, cursor: Cursor, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    for _ in range(3):
        numbers.append(cursor, ROWS)
    numbers.append(cursor, "select date '2024-05-20' as day, 20 as account, 'c' as batch")
    merge_in_between(lake, cursor, numbers, monkeypatch)
    if act == "replace_days":
        days = [date(2024, 5, d) for d in (1, 2, 3)]
        numbers.replace_days(cursor, days=days, select_sql=None)
    elif act == "remove_batch":
        numbers.remove_batch(cursor, "b")
    else:
        numbers.replace(cursor, partitions={"month": ["2024-05"]}, keep="account = 20")
    rows = cursor.execute(f"select account from {numbers.sql()}").fetchall()
    assert rows == [(20,)]


def test_rows_changed_in_between_are_still_refused(
    lake: Lake, numbers: Table, cursor: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers.append(cursor, ROWS)
    other, really = second_handle(lake), numbers.log.commit

    def commit(**asked: object) -> int | None:
        other.remove_batch(cursor, "b")
        return really(**asked)  # type: ignore[arg-type]

    monkeypatch.setattr(numbers.log, "commit", commit)
    with pytest.raises(StaleTable):
        numbers.replace(cursor, partitions={"month": ["2024-05"]}, keep="account = 1")


def test_it_does_not_take_the_last_of_the_disk(
    numbers: Table, cursor: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        numbers.append(cursor, ROWS)
    import os

    class Full:
        f_bavail, f_frsize = 1, 512

    before = numbers.version
    monkeypatch.setattr(os, "statvfs", lambda _: Full)
    with pytest.raises(DiskFull) as refused:
        keep(numbers, cursor, Wanted())
    assert [p.id for p in refused.value.problems] == ["lake.disk_low"]
    assert numbers.version == before


def test_a_resting_table_is_left_in_peace(numbers: Table, cursor: Cursor) -> None:
    numbers.append(cursor, ROWS)
    before = numbers.version
    keep(numbers, cursor, Wanted())
    assert numbers.version == before
