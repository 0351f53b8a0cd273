# ruff: noqa: S608  columns are our own and quoted; values are bound
"""Who fell below a line lately: the day a metric went under it, and what stood beside it then and now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from banso.events.lake import Lake, PartitionRange, quoted
from banso.metrics.queries import metric_table, visible_ids
from banso.metrics.world import LANE
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Fall:
    """``day`` is the first day at or below the line; ``value`` and ``now`` are of the last day looked
    at, ``before`` of the day before the fall (the first one looked at, where that is later)."""

    account_id: int
    day: date
    value: float
    before: dict[str, Any]
    now: dict[str, Any]


def falls(
    *,
    viewer: Viewer,
    lake: Lake,
    accounts: Collection[int],
    key: str,
    line: float,
    first: date,
    last: date,
    beside: Sequence[str] = (),
) -> list[Fall]:
    """This function will list the accounts whose ``key`` came to ``line`` or below from ``first`` to
    ``last`` and is still there on ``last``: the deepest first. Unknown is not below anything.
    """
    ids = visible_ids(viewer, accounts)
    table = metric_table(lake)
    if key not in table.columns or not ids:
        return []
    there = [k for k in dict.fromkeys(beside) if k in table.columns]
    columns = "".join(f", {quoted(k)}" for k in there)
    begin = first - timedelta(days=1)
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"select account, day, {quoted(key)}::double{columns}"
            f" from {table.sql(PartitionRange.of_days(begin, last))}"
            " where day between ? and ? and lane = ? and account in (select unnest(?::bigint[]))"
            " order by account, day",
            [begin, last, LANE, sorted(ids)],
        ).fetchall()
    by_account: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_account.setdefault(row[0], []).append(row)
    found = [f for days in by_account.values() if (f := _fall(days, line, last, there))]
    return sorted(found, key=lambda f: f.value)


def _fall(days: list[tuple[Any, ...]], line: float, last: date, keys: Sequence[str]) -> Fall | None:
    newest = days[-1]
    if newest[1] != last or newest[2] is None or newest[2] > line:
        return None
    at = len(days) - 1
    while at and days[at - 1][2] is not None and days[at - 1][2] <= line:
        at -= 1
    if at == 0:  # it was there before: no news
        return None
    values = [dict(zip(keys, row[3:], strict=True)) for row in (days[at - 1], newest)]
    return Fall(newest[0], days[at][1], newest[2], values[0], values[1])
