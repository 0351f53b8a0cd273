"""Columns keep their type, come later, and are there even where no file has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from banso.events.lake import (
    Column,
    ColumnTypeChanged,
    Cursor,
    DoesNotFit,
    Lake,
    PartitionRange,
    Table,
    TableSpec,
)
from tests.events.conftest import NUMBERS, PLAIN

MOMENTS = TableSpec(
    name="moments",
    columns=(
        Column("day", "DATE"),
        Column("at", "TIMESTAMPTZ"),
        Column("flag", "BOOLEAN"),
        Column("small", "INTEGER"),
    ),
    partition_by=("day",),
)


def types(cursor: Cursor, table: Table) -> list[tuple[str, str]]:
    rows = cursor.execute(f"describe select * from {table.sql()}").fetchall()
    return [(row[0], row[1]) for row in rows]


def test_it_reads_an_empty_table_typed(cursor: Cursor, numbers: Table) -> None:
    assert types(cursor, numbers) == [(c.name, c.type) for c in NUMBERS.columns]
    assert cursor.execute(f"select * from {numbers.sql()}").fetchall() == []
    far = PartitionRange(first="2030-01")
    assert cursor.execute(f"select count(*) from {numbers.sql(far)}").fetchall() == [(0,)]


def test_it_gives_back_partitions_typed(cursor: Cursor, lake: Lake) -> None:
    table = lake.table(MOMENTS)
    at = datetime(2024, 2, 29, 15, 4, 5, 678901, tzinfo=UTC)
    table.append(
        cursor, "select date '2024-03-01' as day, ? as \"at\", true as flag, 7 as small", [at]
    )
    assert cursor.execute(f"select * from {table.sql()}").fetchall() == [
        (date(2024, 3, 1), at, True, 7)
    ]
    assert types(cursor, table)[0] == ("day", "DATE")


def test_it_gives_null_for_a_column_younger_than_the_rows(
    cursor: Cursor, lake: Lake, plain: Table
) -> None:
    plain.append(cursor, "select 1 as n")
    grown = lake.table(replace(PLAIN, columns=(*PLAIN.columns, Column("later", "DOUBLE"))))
    assert cursor.execute(f"select n, later from {grown.sql()}").fetchall() == [(1, None)]
    grown.append(cursor, "select 2 as n, 0.5 as later")
    rows = cursor.execute(f"select n, later from {grown.sql()} order by n").fetchall()
    assert rows == [(1, None), (2, 0.5)]


def test_it_reads_a_year_before_the_column_existed(cursor: Cursor, numbers: Table) -> None:
    for month in range(1, 13):
        numbers.append(cursor, "select ?::date as day, 1 as account", [date(2023, month, 5)])
    numbers.add_columns([Column("later", "BIGINT")])
    numbers.append(cursor, "select date '2024-01-05' as day, 1 as account, 8 as later")
    old = numbers.sql(PartitionRange(last="2023-12"))
    rows = cursor.execute(
        f"select count(*), sum(later), typeof(any_value(later)) from {old}"
    ).fetchall()
    assert rows == [(12, None, "BIGINT")]
    assert cursor.execute(f"select sum(later) from {numbers.sql()}").fetchall() == [(8,)]


def test_it_shows_another_handle_the_new_column(
    cursor: Cursor, plain: Table, start_again: Callable[[], Lake]
) -> None:
    plain.append(cursor, "select 1 as n")
    other = start_again().table(PLAIN)
    plain.add_columns([Column("later", "VARCHAR")])
    plain.add_columns([Column("later", "VARCHAR")])
    assert list(other.columns) == ["n", "later"]


@pytest.mark.parametrize("value", ["1.7::double", "1.7", "'1'", "1::decimal(4,0)", "true"])
def test_it_refuses_what_an_integer_column_would_cut_off(
    cursor: Cursor, plain: Table, value: str
) -> None:
    with pytest.raises(DoesNotFit) as refused:
        plain.append(cursor, f"select {value} as n")
    [problem] = refused.value.problems
    assert problem.id == "lake.column.type"
    assert "plain.n" in problem.fact.in_("ja") and "BIGINT" in problem.fact.in_("en")
    assert cursor.execute(f"select * from {plain.sql()}").fetchall() == []


def test_it_takes_sums_and_counts_into_an_integer_column(cursor: Cursor, plain: Table) -> None:
    plain.append(cursor, "select sum(i) as n from range(4) t(i)")
    plain.append(cursor, "select null as n")
    rows = cursor.execute(f"select n from {plain.sql()} order by n").fetchall()
    assert rows == [(6,), (None,)]


def test_it_names_every_column_that_does_not_fit(cursor: Cursor, numbers: Table) -> None:
    with pytest.raises(DoesNotFit) as refused:
        numbers.append(cursor, "select date '2024-01-01' as day, 'x' as account, 1 as acount")
    assert [p.id for p in refused.value.problems] == ["lake.column.type", "lake.column.unknown"]


def test_it_refuses_another_type_for_a_stored_column(lake: Lake, plain: Table) -> None:
    with pytest.raises(ColumnTypeChanged):
        lake.table(replace(PLAIN, columns=(Column("n", "DOUBLE"),)))
    with pytest.raises(ColumnTypeChanged):
        plain.add_columns([Column("n", "VARCHAR")])


def test_it_keeps_personal_columns_out_of_the_log(cursor: Cursor, numbers: Table) -> None:
    select = "select date '2024-01-01' as day, 4242 as account, 'yuki@example.test' as email"
    for _ in range(11):
        numbers.append(cursor, select)
    log = numbers.root / "_delta_log"
    for file in log.iterdir():
        assert b"yuki" not in file.read_bytes(), file.name
    added = [json.loads(line) for line in (log / f"{1:020d}.json").read_text().splitlines()]
    stats = json.loads(next(a["add"]["stats"] for a in added if "add" in a))
    assert stats["minValues"] == {"day": "2024-01-01", "account": 4242}
    assert stats["nullCount"] == {"day": 0, "account": 0, "batch": 1}


def test_it_writes_rows_in_the_tables_order(cursor: Cursor, numbers: Table) -> None:
    numbers.append(
        cursor,
        "select date '2024-01-01' + (i % 31)::int as day, (i * 7919) % 1000 as account from range(200000) t(i)",
    )
    [file] = numbers.snapshot().files
    rows = cursor.execute(
        f"select account, day from read_parquet('{numbers.root / file.path}', file_row_number=true) order by file_row_number"
    ).fetchall()
    assert rows == sorted(rows)
