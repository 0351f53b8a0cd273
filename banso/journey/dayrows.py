# ruff: noqa: S608  names are our own; values are bound
"""Rows of one walked day in the lake, put in place of those of some of its accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from banso.events.lake import Cursor, Lake, PartitionRange, StaleTable
from banso.journey.definitions import JOURNEY_DAILY, JOURNEY_MOVES, STATE_DAYS
from banso.journey.walking import StateRow
from banso.journey.writing import MOVE_TYPES, STATE_TYPES
from banso.metrics.arrays import hand_over, run
from banso.metrics.queries import metric_table

_TRIES = 3


def replace_rows(
    lake: Lake,
    rows: Sequence[tuple[StateRow, bool]],
    moves: Sequence[tuple[Any, ...]],
    *,
    day: date,
    now: datetime,
) -> None:
    """Put the states of these accounts (each with: is it provisional) in place of theirs on ``day``.

    The sums of the day are made anew, ``moves`` come behind the steps the day has already.
    """
    with lake.cursor() as cursor:
        types = (*STATE_TYPES, ("provisional", "BOOLEAN"))
        hand_over(cursor, "changed", types, [(*row, provisional) for row, provisional in rows])
        hand_over(cursor, "moved", MOVE_TYPES, moves)
        _replace_states(cursor, lake, day, now)
        _replace_daily(cursor, lake, day)
        if moves:
            _add_moves(cursor, lake, day)
        run(cursor, "drop table changed")
        run(cursor, "drop table moved")


def _replace_states(cursor: Cursor, lake: Lake, day: date, now: datetime) -> None:
    table = lake.table(STATE_DAYS)

    def replace() -> None:
        source = table.sql(PartitionRange.of_days(day, day))
        table.replace_days(
            cursor,
            days=[day],
            select_sql=f"""
                select * exclude (month) from {source} s where day = $day and not exists (
                    select 1 from changed c where c.account = s.account and c.lane = s.lane)
                union all by name
                select * exclude (mrr), $now::timestamptz as recorded_at from changed
            """,
            params={"day": day, "now": now},
        )

    once_more(replace)


def _replace_daily(cursor: Cursor, lake: Lake, day: date) -> None:
    """The sums of the day, from its rows as they stand now."""
    states = lake.table(STATE_DAYS).sql(PartitionRange.of_days(day, day))
    metrics = metric_table(lake)
    mrr = "m.mrr" if "mrr" in metrics.columns else "null"
    select = f"""
        select s.day, s.lane, s.phase, s.state, s.track, count(*)::bigint as accounts,
            coalesce(sum({mrr}), 0)::bigint as mrr_minor,
            count(*) filter (where s.phase_succeeded)::bigint as succeeded
        from (select * from {states} where day = $day) s
        left join (select * from {metrics.sql(PartitionRange.of_days(day, day))} where day = $day) m
            on m.account = s.account and m.lane = s.lane
        group by all
    """
    table = lake.table(JOURNEY_DAILY)
    once_more(
        lambda: table.replace_days(
            cursor, days=[day], select_sql=select, params={"day": day}, unit="month"
        )
    )


def _add_moves(cursor: Cursor, lake: Lake, day: date) -> None:
    """The steps behind those the day has already."""
    table = lake.table(JOURNEY_MOVES)

    def replace() -> None:
        source = table.sql(PartitionRange.of_days(day, day))
        there = f"(select * exclude (month) from {source} where day = $day)"
        table.replace_days(
            cursor,
            days=[day],
            select_sql=f"""
                select * from {there}
                union all by name
                select m.* replace (m.step + coalesce(t.steps, 0) as step)
                from moved m left join (
                    select account, lane, max(step) as steps from {there} group by all) t
                    on t.account = m.account and t.lane = m.lane
            """,
            params={"day": day},
            unit="month",
        )

    once_more(replace)


def once_more(write: Callable[[], Any]) -> None:
    """Another writer of the same table came between: nothing was written, so it is tried again."""
    for left in reversed(range(_TRIES)):
        try:
            write()
        except StaleTable:
            if not left:
                raise
        else:
            return
