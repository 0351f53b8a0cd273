# ruff: noqa: S608  columns are our own and quoted; values are bound
"""For how many accounts each number is known on a day, and how a number lay over the days before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from banso.events.lake import Lake, PartitionRange, quoted
from banso.metrics.queries import metric_table, registry, visible_ids
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Known:
    """``known`` counts the accounts with a value, by key; a number without a column is not in it."""

    accounts: int = 0
    known: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lay:
    """How a number lay over the accounts on a day: the middle one, and the edges of the middle half."""

    day: date
    known: int
    low: float | None
    middle: float | None
    high: float | None


def known_on(*, viewer: Viewer, lake: Lake, day: date) -> Known:
    """This function will count, for every metric at once, the accounts it is known for on a day.

    Only accounts the viewer may see count.
    """
    ids = visible_ids(viewer, None)
    table = metric_table(lake)
    there = table.columns
    keys = [m.key for m in registry(viewer=viewer) if m.key in there]
    where, params = _where(ids)
    counts = "".join(f", count({quoted(k)})" for k in keys)
    with lake.cursor() as cursor:
        row = cursor.execute(
            f"select count(*){counts} from {table.sql(PartitionRange.of_days(day, day))}"
            f" where day = ?{where}",
            [day, *params],
        ).fetchall()[0]
    return Known(row[0], dict(zip(keys, row[1:], strict=True)))


def lay_of(*, viewer: Viewer, lake: Lake, key: str, days: Sequence[date]) -> list[Lay]:
    """This function will say how the values of a number lay on each of ``days``; days without rows are left out.

    ``key`` must be a number. Only accounts the viewer may see count.
    """
    ids = visible_ids(viewer, None)
    table = metric_table(lake)
    if key not in table.columns or not days:
        return []
    where, params = _where(ids)
    v = quoted(key)
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"""
            select day, count({v}), quantile_cont({v}, 0.25), median({v}), quantile_cont({v}, 0.75)
            from {table.sql(PartitionRange.of_days(min(days), max(days)))}
            where day in (select unnest(?::date[])){where} group by day order by day
            """,
            [list(days), *params],
        ).fetchall()
    return [Lay(*row) for row in rows]


def _where(ids: set[int] | None) -> tuple[str, list[list[int]]]:
    if ids is None:
        return "", []
    return " and account in (select unnest(?::bigint[]))", [sorted(ids)]
