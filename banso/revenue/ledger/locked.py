# ruff: noqa: S608  names are our own; values are bound
"""Locked months and what is said anew: adjustments, and the log of restatements, as SQL.

A month that is locked keeps its rows for ever. What the contracts say of it later than that differs
from them by rows; each difference becomes an adjustment in the first month that is open, so every
month still begins with what the one before ended with.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from banso.events.lake import Cursor, Table
from banso.events.lake.arrays import run
from banso.revenue.ledger.tables import MRR_MOVEMENTS, names_of

# What makes two rows the same change of the same contracts.
_SAME = "account, lane, day, reason, line_before, line_after, currency"


def month_after(month: str) -> str:
    """``2026-12`` → ``2027-01``."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def publish(cursor: Cursor, *, lock: str, locked: str, whole: bool) -> None:
    """Make the temporary table ``published`` of ``derived``: locked months as they were locked."""
    if not lock:
        run(cursor, "create or replace temp view published as select * from derived")
        return
    names = ", ".join(names_of(MRR_MOVEMENTS))
    theirs = "true" if whole else "account in (select account from touched)"
    run(
        cursor,
        f"create or replace temp table frozen as select {names} from {locked}"
        f" where month <= $lock and {theirs}",
        {"lock": lock},
    )
    run(
        cursor,
        f"""
        create or replace temp table published as
        select {names} from frozen
        union all select {names} from derived where month > $lock
        union all by name
        select $open as month, day, max(decided_on) as decided_on, account, lane,
          'adjustment' as class, 'adjustment' as month_class, reason,
          sum(amount_minor)::bigint as amount_minor, sum(own_minor)::bigint as own_minor,
          max(before_minor) as before_minor, currency, any_value(plan) as plan,
          any_value(plan_before) as plan_before, any_value(product) as product,
          any_value(product_before) as product_before, line_before, line_after, true as restated
        from (
          select {names} from derived where month <= $lock
          union all
          select {names.replace("amount_minor", "-amount_minor as amount_minor").replace("own_minor", "-own_minor as own_minor")}
          from frozen
        )
        group by {_SAME}
        having coalesce(sum(amount_minor), 0) <> 0 or sum(own_minor) <> 0
        """,
        {"lock": lock, "open": month_after(lock)},
    )


def note_restatements(
    cursor: Cursor,
    *,
    movements: Table,
    log: Callable[[], Table],
    over: date,
    through: date,
    now: datetime,
    run_number: int,
    whole: bool,
) -> int:
    """Append what ``published`` says otherwise than ``movements`` of months that were over by ``over``.

    Exactly once for a run: one that crashed and is run again does not say it twice.
    """
    theirs = "true" if whole else "account in (select account from touched)"
    same = "account, lane, month, day, class, reason, line_before, line_after"
    run(
        cursor,
        f"""
        create or replace temp table differences as
        select {same}, sum(was)::bigint as was_minor, sum(now)::bigint as is_minor
        from (
          select {same}, amount_minor as was, 0 as now from {movements.sql()}
          where {theirs} and month < $month
          union all
          select {same}, 0, amount_minor from published where month < $month
        )
        group by {same} having coalesce(sum(was), 0) <> coalesce(sum(now), 0)
        """,
        {"month": f"{over:%Y-%m}"},
    )
    found: int = run(cursor, "select count(*) from differences")[0][0]
    if found:
        log().append(
            cursor,
            "select $now::timestamptz as recorded_at, $through::date as through_on, * from differences",
            {"now": now, "through": through},
            app="ledger",
            mark=run_number,
        )
    return found
