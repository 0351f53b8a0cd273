"""Corrections lie over what they correct: the newest row of a key counts, until merging puts it in place."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
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
    StaleTable,
    Table,
    TableSpec,
    open_lake,
)

FIRST = date(2024, 1, 29)  # three months lie within 34 days
ROWS = TableSpec(
    name="rows",
    columns=(
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("account", "BIGINT"),
        Column("generation", "BIGINT"),
        Column("stamp", "BIGINT"),
        Column("value", "DOUBLE"),
    ),
    partition_by=("month",),
    sort_by=("account", "day"),
    prune_by=("day",),
    key=("account", "day"),
    generation="generation",
)
LAKE = open_lake(Path(tempfile.mkdtemp(prefix="lake-corrections-")))
SELECT = """select unnest(?::date[]) as day, unnest(?::bigint[]) as account,
    unnest(?::double[]) as value, 0::bigint as generation, 7::bigint as stamp"""

Model = dict[tuple[int, date], float]
OFFSETS = st.integers(0, 33)
DAYS = OFFSETS.map(lambda i: FIRST + timedelta(days=i))
VALUES = st.dictionaries(
    st.tuples(st.integers(0, 3), DAYS), st.sampled_from([1.0, 2.0, 3.0]), max_size=16
)
UNITS = st.sampled_from(["day", "month"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("days"), st.sets(DAYS, min_size=1, max_size=9), VALUES, UNITS),
        st.tuples(st.just("run"), DAYS, OFFSETS, VALUES, UNITS),
        st.tuples(st.just("correct"), DAYS, OFFSETS, st.sets(st.integers(0, 3)), VALUES),
        st.tuples(st.just("correct"), DAYS, OFFSETS, st.sets(st.integers(0, 3)), VALUES),
        st.tuples(st.just("merge corrections")),
        st.tuples(st.just("merge files"), st.sampled_from([None, "2024-02"])),
    ),
    min_size=2,
    max_size=9,
)


def given_as(values: Model) -> list[list[object]]:
    return [[d for _, d in values], [a for a, _ in values], list(values.values())]


def write_days(
    table: Table, cursor: Cursor, model: Model, days: set[date], values: Model, unit: str
) -> Model:
    new = {k: v for k, v in values.items() if k[1] in days}
    table.replace_days(cursor, days=days, select_sql=SELECT, params=given_as(new), unit=unit)  # type: ignore[arg-type]
    return {k: v for k, v in model.items() if k[1] not in days} | new


def correct(
    table: Table,
    cursor: Cursor,
    model: Model,
    first: date,
    last: date,
    who: set[int],
    values: Model,
) -> Model:
    def inside(key: tuple[int, date]) -> bool:
        return key[0] in who and first <= key[1] <= last

    new = {k: v for k, v in values.items() if inside(k)}
    old = {k: v for k, v in model.items() if inside(k)}
    listed = ", ".join(map(str, sorted(who))) or "null"
    found = table.correct(
        cursor, days=(first, last), inside=f"account in ({listed})", select_sql=SELECT,
        params=given_as(new), ignore=("stamp",), noted="differing",
    )  # fmt: skip
    differ = {k for k in {*old, *new} if old.get(k) != new.get(k)}
    noted = set(cursor.execute("select account, day from differing").fetchall())
    assert noted == differ
    assert (found.rows, found.gone) == (len(differ & {*new}), len(differ - {*new}))
    return {k: v for k, v in model.items() if not inside(k)} | new


def carry_out(table: Table, cursor: Cursor, model: Model, step: tuple) -> Model:
    match step:
        case ("days", days, values, unit):
            return write_days(table, cursor, model, days, values, unit)
        case ("run", first, length, values, unit):
            days = {first + timedelta(days=i) for i in range(length + 1)}
            return write_days(table, cursor, model, days, values, unit)
        case ("correct", first, length, who, values):
            return correct(table, cursor, model, first, first + timedelta(days=length), who, values)
        case ("merge corrections",):
            table.merge_corrections(cursor)
            assert not any(f.generation for f in table.snapshot().files)
        case ("merge files", before):
            table.merge_files(cursor, before=before)
    return model


def read(table: Table, cursor: Cursor, partitions: PartitionRange | None = None) -> Model:
    rows = cursor.execute(
        f"select account, day, value, month from {table.sql(partitions)}"
    ).fetchall()
    assert len({r[:2] for r in rows}) == len(rows)
    assert all(month == f"{day:%Y-%m}" for _, day, _, month in rows)
    return {(a, d): v for a, d, v, _ in rows}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_it_holds_what_a_plain_dictionary_would_hold(steps: list[tuple]) -> None:
    table = LAKE.table(replace(ROWS, name=f"rows_{secrets.token_hex(6)}"))
    model: Model = {}
    with LAKE.cursor() as cursor:
        for step in steps:
            model = carry_out(table, cursor, model, step)
            assert read(table, cursor) == model
        first, last = FIRST + timedelta(days=3), FIRST + timedelta(days=5)
        some = read(table, cursor, PartitionRange.of_days(first, last))
        asked = {k: v for k, v in some.items() if first <= k[1] <= last}
        assert asked == {k: v for k, v in model.items() if first <= k[1] <= last}


@pytest.fixture
def cursor() -> Iterator[Cursor]:
    with LAKE.cursor() as cursor:
        yield cursor


@pytest.fixture
def table(cursor: Cursor) -> Table:
    table = LAKE.table(replace(ROWS, name=f"rows_{secrets.token_hex(6)}"))
    write_days(table, cursor, {}, {d for _, d in MONTH}, MONTH, "day")
    return table


MONTH: Model = {(a, FIRST + timedelta(days=i)): 1.0 for a in range(4) for i in range(3)}


def test_it_reads_plainly_where_nothing_was_corrected(table: Table, cursor: Cursor) -> None:
    plain = table.sql()
    assert "not exists" not in plain
    day = FIRST + timedelta(days=1)
    correct(table, cursor, MONTH, day, day, {1}, {(1, day): 2.0})
    assert "not exists" in table.sql()
    assert "not exists" not in table.sql(PartitionRange.of_days(FIRST, FIRST))
    table.merge_corrections(cursor)
    assert "not exists" not in table.sql()


def test_it_writes_nothing_that_is_right_already(table: Table, cursor: Cursor) -> None:
    version = table.version
    assert correct(table, cursor, MONTH, FIRST, FIRST, {1, 2}, MONTH) == MONTH
    assert table.version == version


def test_it_keeps_a_file_for_each_day_of_an_open_month(table: Table, cursor: Cursor) -> None:
    files = {f.path for f in table.snapshot().files}
    day = FIRST + timedelta(days=1)
    correct(table, cursor, MONTH, day, day, {1, 2}, {(1, day): 2.0})
    assert table.merge_corrections(cursor).removed_files == 2
    after = table.snapshot().files
    assert len(after) == 3 and len({f.path for f in after} - files) == 1
    assert {f.days() for f in after} == {(d, d) for _, d in MONTH}


def test_it_refuses_a_correction_of_what_was_rewritten_meanwhile(
    table: Table, cursor: Cursor
) -> None:
    state, rewrites = table.log.listed()
    write_days(table, cursor, MONTH, {FIRST}, {(9, FIRST): 5.0}, "day")
    before = set(table.root.rglob("*.parquet"))
    listed = table.log.listed
    table.log.listed = lambda: (state, rewrites)  # type: ignore[method-assign]  as read before
    try:
        with pytest.raises(StaleTable):
            correct(table, cursor, MONTH, FIRST, FIRST, {1}, {(1, FIRST): 2.0})
    finally:
        table.log.listed = listed  # type: ignore[method-assign]
    assert set(table.root.rglob("*.parquet")) == before
