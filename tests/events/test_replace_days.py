"""Whatever is written, rewritten and merged, the table holds what a plain list would hold."""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.events.lake import (
    Column,
    Cursor,
    PartitionRange,
    RowsOutside,
    Table,
    TableSpec,
    open_lake,
)
from tests.events.conftest import NUMBERS

FIRST = date(2024, 1, 29)  # three months lie within 34 days: January's end, February, March's first
Row = tuple[date, int, str]

DAYS = st.integers(0, 33).map(lambda i: FIRST + timedelta(days=i))
ROWS = st.lists(st.tuples(DAYS, st.integers(0, 5), st.sampled_from("abc")), max_size=12)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), ROWS),
        st.tuples(
            st.just("days"), st.sets(DAYS, max_size=6), ROWS, st.sampled_from(["day", "month"])
        ),
        st.tuples(
            st.just("run"), DAYS, st.integers(0, 33), ROWS, st.sampled_from(["day", "month"])
        ),
        st.tuples(st.just("batch"), st.sampled_from("abc")),
        st.tuples(st.just("merge")),
    ),
    min_size=1,
    max_size=7,
)
SELECT = (
    "select unnest(?::date[]) as day, unnest(?::bigint[]) as account, unnest(?::varchar[]) as batch"
)
LAKE = open_lake(Path(tempfile.mkdtemp(prefix="lake-model-")))


def columns_of(rows: list[Row]) -> list[list[object]]:
    return [list(c) for c in zip(*rows, strict=True)] if rows else [[], [], []]


def carry_out(table: Table, cursor: Cursor, model: list[Row], step: tuple) -> list[Row]:
    kind = step[0]
    if kind == "append":
        table.append(cursor, SELECT, columns_of(step[1]))
        return model + step[1]
    if kind == "batch":
        table.remove_batch(cursor, step[1])
        return [r for r in model if r[2] != step[1]]
    if kind == "merge":
        table.merge_files(cursor)
        return model
    days = step[1]
    if kind == "run":
        days = {step[1] + timedelta(days=i) for i in range(step[2] + 1)}
    rows = [r for r in step[-2] if r[0] in days]
    receipt = table.replace_days(
        cursor, days=days, select_sql=SELECT, params=columns_of(rows), unit=step[-1]
    )
    left = [r for r in model if r[0] not in days]
    assert (receipt.rows, receipt.removed_rows) == (len(rows), len(model) - len(left))
    return left + rows


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, window=st.tuples(DAYS, DAYS))
def test_it_equals_a_plain_list_after_any_steps(
    steps: list[tuple], window: tuple[date, date]
) -> None:
    table = LAKE.table(replace(NUMBERS, name=f"t{secrets.token_hex(6)}"))
    model: list[Row] = []
    with LAKE.cursor() as cursor:
        for step in steps:
            model = carry_out(table, cursor, model, step)
            found = cursor.execute(
                f"select day, account, batch, month from {table.sql()}"
            ).fetchall()
            assert sorted(r[:3] for r in found) == sorted(model)
            assert all(r[3] == f"{r[0]:%Y-%m}" for r in found)
        first, last = min(window), max(window)
        part = table.sql(PartitionRange.of_days(first, last))
        found = cursor.execute(
            f"select day, account, batch from {part} where day between ? and ?", [first, last]
        ).fetchall()
        assert sorted(found) == sorted(r for r in model if first <= r[0] <= last)


def fill_january(table: Table, cursor: Cursor) -> None:
    table.replace_days(
        cursor,
        days=[date(2024, 1, 1) + timedelta(days=i) for i in range(31)],
        select_sql="select date '2024-01-01' + (i % 31)::int as day, i // 31 as account from range(310) t(i)",
        unit="month",
    )


def test_it_writes_one_file_for_a_whole_month_and_one_a_day_while_open(
    numbers: Table, cursor: Cursor
) -> None:
    fill_january(numbers, cursor)
    assert [f.rows for f in numbers.snapshot().files] == [310]
    for day in (1, 2):
        on = date(2024, 2, day)
        for _ in range(2):  # again: the day's own file is replaced, no other is touched
            numbers.replace_days(
                cursor, days=[on], select_sql="select ?::date as day, 1 as account", params=[on]
            )
    assert sorted(f.rows for f in numbers.snapshot().files) == [1, 1, 310]


def test_it_rewrites_a_month_file_without_the_day_that_is_replaced(
    numbers: Table, cursor: Cursor
) -> None:
    fill_january(numbers, cursor)
    receipt = numbers.replace_days(
        cursor,
        days=[date(2024, 1, 7)],
        select_sql="select date '2024-01-07' as day, 77 as account",
    )
    assert (receipt.rows, receipt.removed_rows, receipt.removed_files) == (1, 10, 1)
    assert sorted(f.rows for f in numbers.snapshot().files) == [1, 300]


def test_it_refuses_rows_of_other_days(numbers: Table, cursor: Cursor) -> None:
    with pytest.raises(RowsOutside):
        numbers.replace_days(
            cursor,
            days=[date(2024, 1, 7)],
            select_sql="select date '2024-01-08' as day, 1 as account",
        )
    with pytest.raises(RowsOutside):
        numbers.replace_days(
            cursor, days=[date(2024, 1, 7)], select_sql="select null::date as day, 1 as account"
        )
    assert numbers.snapshot().files == ()


def test_it_replaces_days_where_the_day_is_the_partition(cursor: Cursor) -> None:
    spec = TableSpec("by_day", (Column("day", "DATE"), Column("n", "BIGINT")), ("day",), ("n",))
    table = LAKE.table(spec)
    table.append(cursor, "select date '2024-01-01' + i::int as day, i as n from range(4) t(i)")
    receipt = table.replace_days(
        cursor,
        days=[date(2024, 1, 2), date(2024, 1, 3)],
        select_sql="select date '2024-01-02' as day, 100 as n",
    )
    assert (receipt.removed_files, receipt.files) == (2, 1)
    assert cursor.execute(f"select n from {table.sql()} order by n").fetchall() == [
        (0,),
        (3,),
        (100,),
    ]
