"""Accounts with one plain contract line: their ledger rows made by the engine, all at once.

Most accounts have one line, without a notice, a pause or a trial, in the workspace's currency. For
these the general way (:mod:`spans`, :mod:`movements`) says little: it runs, or it ended, and for the
length of the grace it is carried. The same said in SQL; a test compares the two row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from banso.events.lake import Cursor
from banso.events.lake.arrays import hand_over, run
from banso.revenue.ledger.reading import Row
from banso.revenue.lines import Terms

_HALF_A_YEAR = timedelta(days=167)  # 5.5 months, from where a term counts as six

COLUMNS = (
    ("account", "BIGINT"),
    ("lane", "VARCHAR"),
    ("line", "VARCHAR"),
    ("start_on", "DATE"),
    ("end_on", "DATE"),
    ("mrr_minor", "BIGINT"),
    ("currency", "VARCHAR"),
    ("kind", "VARCHAR"),
    ("plan", "VARCHAR"),
    ("product", "VARCHAR"),
    ("seats", "BIGINT"),
    ("term_end", "DATE"),
    ("digest", "VARCHAR"),
)


def is_quick(rows: Sequence[Row], currency: str) -> bool:
    """Whether an account's rows are one line that the engine can judge."""
    if len(rows) != 1:
        return False
    row = rows[0]
    return (
        row.currency == currency
        and not row.trial
        and row.paused_from is None
        and row.notice_given_on is None
    )


def quick_values(account: int, row: Row, digest: str, through: date) -> tuple[Any, ...]:
    """A row of ``COLUMNS``. A line that renews by itself has no end, and one
    signed late is known from its start: nothing came before it."""
    return (
        account, row.lane, row.line, row.start_on, None if row.auto_renew else row.end_on,
        row.mrr_minor, row.currency, row.kind, row.plan_key, row.product, row.seats,
        _term_end(row, through), digest,
    )  # fmt: skip


def _term_end(row: Row, through: date) -> date | None:
    """The end of the term at hand of a line that goes on by itself: another term comes up then."""
    if row.start_on > through or (row.end_on is not None and not row.auto_renew):
        return None
    terms = Terms(row.as_line())
    return terms.bound(terms.at(through) + 1) if terms.rolls else None


def may_have_come_up(row: Row, through: date) -> bool:
    """Whether a term of six months or more may have ended; only then it is worth a closer look."""
    if row.start_on + _HALF_A_YEAR > through:
        return False
    if row.end_on is not None and not row.auto_renew:
        return row.start_on + _HALF_A_YEAR <= row.end_on <= through
    return True


def hand_quick(cursor: Cursor, rows: list[tuple[Any, ...]], through: date, grace: int) -> None:
    """Make the temporary table ``quick``: the lines begun by ``through``, with what became of them."""
    hand_over(cursor, "quick_given", COLUMNS, rows)
    run(
        cursor,
        """
        create or replace temp table quick as
        select *, case when end_on <= $through then end_on end as ended_on,
          case when end_on <= $through then end_on + ($grace + 1)::int end as lapsed_on
        from quick_given
        """,
        {"through": through, "grace": grace},
    )


SPANS = """
select account, lane, line, start_on as from_on, ended_on as to_on, mrr_minor,
  mrr_minor as held_minor, currency, kind, plan, product, seats, 'active' as status
from quick where start_on <= $through
union all
select account, lane, line, ended_on, null, mrr_minor, mrr_minor, currency, kind, plan, product,
  seats, 'pending' from quick where start_on <= $through and lapsed_on > $through
"""

MOVEMENTS = """
select strftime(start_on, '%Y-%m') as month, start_on as day, start_on as decided_on, account, lane,
  'new' as class, 'new' as month_class, '' as reason, mrr_minor as amount_minor,
  mrr_minor as own_minor, null::bigint as before_minor, currency, plan, null::varchar as plan_before,
  product, null::varchar as product_before, null::varchar as line_before, line as line_after,
  false as restated
from quick where start_on <= $through and mrr_minor <> 0
union all
select strftime(ended_on, '%Y-%m'), ended_on, lapsed_on, account, lane, 'churn', 'churn', 'lapse',
  -mrr_minor, -mrr_minor, mrr_minor, currency, plan, plan, product, product, line, null,
  strftime(lapsed_on, '%Y-%m') > strftime(ended_on, '%Y-%m')
from quick where start_on <= $through and lapsed_on <= $through and mrr_minor <> 0
"""

ACCOUNTS = """
select account, digest,
  case when start_on > $through then start_on - 1
    when end_on is null then coalesce(term_end - 1, date '9999-12-31')
    when ended_on is null then end_on - 1
    when lapsed_on > $through then lapsed_on - 1
    else date '9999-12-31' end as until_on,
  case when start_on <= $through and mrr_minor <> 0 then start_on end as first_on
from quick
"""
