"""What we write, a reader that knows nothing of us reads alike, and the log tells the truth."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from deltalake import DeltaTable, QueryBuilder

from banso.events.lake import Column, Cursor, Lake, Table, TableSpec

START = datetime(2024, 1, 1, tzinfo=UTC)
SPEC = TableSpec(
    name="mixed",
    columns=(
        Column("day", "DATE"),
        Column("at", "TIMESTAMPTZ"),
        Column("key", "VARCHAR"),
        Column("number", "BIGINT"),
        Column("share", "DOUBLE"),
        Column("flag", "BOOLEAN"),
    ),
    partition_by=("day",),
    sort_by=("key", "at", "number", "share", "flag"),
)


@pytest.fixture
def mixed(lake: Lake, cursor: Cursor) -> Table:
    table = lake.table(SPEC)
    for n in range(3):
        table.append(
            cursor,
            """select (? + interval (i * 137) minute)::timestamptz as "at", ("at")::date as day,
                   case when i % 9 then repeat('あ', i % 90) || i end as key, i - 50 as number,
                   case when i % 5 then i / 7 end as share, i % 2 = 0 as flag
               from range(100) t(i)""",
            [START + timedelta(days=n, microseconds=7)],
        )
    return table


def test_it_is_read_alike_by_another_engine(mixed: Table, cursor: Cursor) -> None:
    handle = DeltaTable(mixed.root)
    for where in (
        "number >= 40",
        "key > 'ああ'",
        "\"at\" >= timestamp '2024-01-03T00:00:00Z'",
        "day = date '2024-01-02' and flag",
        "share is null",
    ):
        sql = f"select count(*) as n, sum(number) as s from mixed where {where}"
        theirs = QueryBuilder().register("mixed", handle).execute(sql).read_all()
        ours = cursor.execute(sql.replace("from mixed", f"from {mixed.sql()}")).fetchall()
        assert [(theirs.column("n")[0].as_py(), theirs.column("s")[0].as_py())] == ours, where


def test_it_writes_true_bounds_into_the_log(mixed: Table, cursor: Cursor) -> None:
    for entry in sorted((mixed.root / "_delta_log").glob("*.json")):
        for action in map(json.loads, entry.read_text().splitlines()):
            if "add" not in action:
                continue
            stats = json.loads(action["add"]["stats"])
            file = mixed.root / action["add"]["path"]
            names = ["key", "number", "share"]
            bounds = ", ".join(f"min({n}), max({n}), count(*) - count({n})" for n in names)
            seen = cursor.execute(
                f"select count(*), {bounds} from read_parquet('{file}')"
            ).fetchall()[0]
            assert stats["numRecords"] == seen[0]
            for i, name in enumerate(names):
                low, high, nulls = seen[1 + 3 * i : 4 + 3 * i]
                assert stats["nullCount"][name] == nulls
                if name in stats["minValues"]:
                    assert stats["minValues"][name] <= low
                    assert stats["maxValues"][name] >= high
