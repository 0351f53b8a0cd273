"""The table of metric rows: one row per account, lane and day."""

from __future__ import annotations

from typing import cast

from banso.events.lake import Column, TableSpec
from banso.events.lake.spec import Type
from banso.metrics.world import World, field_column_type

FIXED_COLUMNS = (
    Column("month", "VARCHAR"),
    Column("day", "DATE"),
    Column("account", "BIGINT"),
    Column("lane", "VARCHAR"),
    Column("release", "BIGINT"),
    Column("generation", "BIGINT"),
    Column("computed_at", "TIMESTAMPTZ"),
)
NAME = "metric_days"
KEY = ("account", "lane", "day")


def metric_days_spec(world: World) -> TableSpec:
    """The table with a column for every metric and dated field of ``world``.

    A month's rows lie in order of account and day.
    """
    typed = [(m.key, m.column_type) for m in world.registry]
    typed += [(f.key, field_column_type(f)) for f in world.fields]
    columns = tuple(Column(key, cast("Type", type_)) for key, type_ in typed)
    return TableSpec(
        name=NAME,
        columns=FIXED_COLUMNS + columns,
        partition_by=("month",),
        sort_by=("account", "lane", "day"),
        prune_by=("day",),
        key=KEY,
        generation="generation",
    )


# Events of a day by key, user and name, never by account: a re-keyed account needs no new one.
# ``total`` is in millionths of the event's own unit, so that sums are exact in any order.
USAGE_DAYS = TableSpec(
    name="usage_days",
    columns=(
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("source", "VARCHAR"),
        Column("account_key", "VARCHAR"),
        Column("user_key", "VARCHAR"),
        Column("name", "VARCHAR"),
        Column("n", "BIGINT"),
        Column("total", "BIGINT"),
    ),
    partition_by=("month",),
    sort_by=("source", "account_key", "user_key", "name", "day"),
    no_stats=("account_key", "user_key", "name"),
    prune_by=("day",),
)

# Sessions of a day by user. One that runs past midnight is one on each of the two days.
SESSION_DAYS = TableSpec(
    name="session_days",
    columns=(
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("source", "VARCHAR"),
        Column("account_key", "VARCHAR"),
        Column("user_key", "VARCHAR"),
        Column("sessions", "BIGINT"),
        Column("seconds", "BIGINT"),
    ),
    partition_by=("month",),
    sort_by=("source", "account_key", "user_key", "day"),
    no_stats=("account_key", "user_key"),
    prune_by=("day",),
)
SESSION_GAP_MINUTES = 30  # as long without an event ends a session
MICRO = 1_000_000  # ``usage_days.total`` per unit
