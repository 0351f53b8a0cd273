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
    )
