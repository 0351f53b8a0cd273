"""A rewrite never takes a row with it that it did not know of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from banso.events.lake import Cursor, Lake, RowsOutside, StaleTable, Table, tidy
from banso.events.lake.files import NOTHING, write_stage
from banso.events.lake.stage import staged
from banso.events.lake.table import open_table
from tests.events.conftest import NUMBERS

ROWS = "select date '2024-05-01' + i::int as day, i as account from range(3) t(i)"
MAY = {"month": ["2024-05"]}


def accounts(cursor: Cursor, table: Table) -> list[int]:
    rows = cursor.execute(f"select account from {table.sql()} order by account").fetchall()
    return [row[0] for row in rows]


def second_handle(lake: Lake) -> Table:
    return open_table(
        root=lake.folder / "numbers", lock=lake.folder / "_locks/numbers", spec=NUMBERS
    )


@pytest.fixture
def filled(numbers: Table, cursor: Cursor) -> Table:
    numbers.append(cursor, ROWS)
    return numbers


def test_it_keeps_what_is_kept_and_adds_what_comes(filled: Table, cursor: Cursor) -> None:
    receipt = filled.replace(
        cursor,
        partitions=MAY,
        keep="account <> 1",
        select_sql="select date '2024-05-20' as day, 9 as account",
    )
    assert accounts(cursor, filled) == [0, 2, 9]
    assert (receipt.rows, receipt.removed_rows, receipt.removed_files) == (1, 1, 1)


def test_it_leaves_other_partitions_alone(filled: Table, cursor: Cursor) -> None:
    filled.append(cursor, "select date '2024-06-01' as day, 60 as account")
    filled.replace(cursor, partitions=MAY)
    assert accounts(cursor, filled) == [60]
    filled.replace(cursor, partitions={"month": []})
    assert accounts(cursor, filled) == [60]


def test_it_refuses_rows_of_other_partitions(filled: Table, cursor: Cursor) -> None:
    with pytest.raises(RowsOutside):
        filled.replace(
            cursor, partitions=MAY, select_sql="select date '2024-06-01' as day, 7 as account"
        )
    assert accounts(cursor, filled) == [0, 1, 2]


def test_it_keeps_a_row_appended_while_a_rewrite_was_written(
    lake: Lake, filled: Table, cursor: Cursor
) -> None:
    other = second_handle(lake)

    def meanwhile() -> None:
        with lake.cursor() as own:
            other.append(own, "select date '2024-05-09' as day, 50 as account")

    rewrite_by_hand(filled, cursor, "account < 1", meanwhile)
    assert accounts(cursor, filled) == [0, 50]


def test_it_refuses_the_second_of_two_rewrites(lake: Lake, filled: Table, cursor: Cursor) -> None:
    other = second_handle(lake)

    def meanwhile() -> None:
        with lake.cursor() as own:
            other.replace(own, partitions=MAY, keep="account <> 2")

    files_before = 1
    with pytest.raises(StaleTable):
        rewrite_by_hand(filled, cursor, "account < 1", meanwhile)
    assert accounts(cursor, filled) == [0, 1]
    assert len(filled.snapshot().files) == files_before


def test_it_refuses_a_rewrite_whose_files_were_merged_away(
    lake: Lake, filled: Table, cursor: Cursor
) -> None:
    filled.append(cursor, ROWS)
    other = second_handle(lake)

    def meanwhile() -> None:
        with lake.cursor() as own:
            other.merge_files(own)

    with pytest.raises(StaleTable):
        rewrite_by_hand(filled, cursor, "account < 1", meanwhile)
    assert accounts(cursor, filled) == [0, 0, 1, 1, 2, 2]


def test_it_refuses_if_the_caller_read_an_older_version(filled: Table, cursor: Cursor) -> None:
    read = filled.version
    filled.append(cursor, "select date '2024-05-09' as day, 50 as account")
    with pytest.raises(StaleTable):
        filled.replace(cursor, partitions=MAY, read_version=read)
    assert accounts(cursor, filled) == [0, 1, 2, 50]


def test_it_merges_files_without_changing_rows(filled: Table, cursor: Cursor) -> None:
    for _ in range(3):
        filled.append(cursor, ROWS)
    before = cursor.execute(f"select * from {filled.sql()} order by all").fetchall()
    receipt = filled.merge_files(cursor)
    assert (receipt.removed_files, receipt.files, receipt.removed_rows) == (4, 1, 0)
    assert cursor.execute(f"select * from {filled.sql()} order by all").fetchall() == before
    assert filled.merge_files(cursor).files == 0


def test_it_tells_other_rows_from_other_files(filled: Table, cursor: Cursor) -> None:
    seen = [filled.content]
    filled.append(cursor, ROWS)
    seen.append(filled.content)
    tidy(filled, cursor, at_least=2)
    assert filled.content == seen[-1]
    filled.replace(cursor, partitions=MAY, select_sql=ROWS)
    seen.append(filled.content)
    filled.append(cursor, ROWS)
    seen.append(filled.content)
    filled.remove_batch(cursor, "none")
    assert len(set(seen)) == 4 and filled.content == seen[-1]


def test_it_leaves_the_open_month_unmerged(filled: Table, cursor: Cursor) -> None:
    filled.append(cursor, ROWS)
    for _ in range(2):
        filled.append(cursor, "select date '2024-06-01' as day, 60 as account")
    filled.merge_files(cursor, before="2024-06")
    months = [f.partition["month"] for f in filled.snapshot().files]
    assert sorted(months) == ["2024-05", "2024-06", "2024-06"]


def test_it_replaces_days_by_nothing(filled: Table, cursor: Cursor) -> None:
    filled.replace_days(cursor, days=[date(2024, 5, 2)], select_sql=None)
    assert accounts(cursor, filled) == [0, 2]


def rewrite_by_hand(table: Table, cursor: Cursor, keep: str, meanwhile: Callable[[], None]) -> None:
    """What ``replace`` does, with something happening between the listing and the commit."""
    state, rewrites = table.log.listed()
    select = f"select * from {table.sql()} where {keep}"
    written = NOTHING
    with staged(cursor, spec=NUMBERS, columns=state.columns, select_sql=select) as stage:
        written = write_stage(
            cursor, root=table.root, spec=NUMBERS, columns=state.columns, stage=stage
        )
    meanwhile()
    table.log.commit(add=written.actions, remove=state.files, rewrite_seen=rewrites)
