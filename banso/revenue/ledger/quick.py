"""Accounts with one plain contract line: their ledger rows made by the engine, all at once.

Most accounts have one line, without a notice, a pause or a trial, in the workspace's currency. For
these the general way (:mod:`spans`, :mod:`movements`) says little: it runs, or it ended, and for the
length of the grace it is carried. The same said in SQL; a test compares the two row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from banso.events.lake import Cursor
from banso.events.lake.arrays import hand_over, run
from banso.revenue.facts import GRACE_DAYS
from banso.revenue.ledger.reading import Row
from banso.revenue.lines import Terms
from banso.revenue.terms import LOST, PENDING, RENEWED, SHORTEST_MONTHS

_LAPSE = timedelta(days=GRACE_DAYS + 1)

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


def quick_values(
    account: int, row: Row, digest: str, through: date, terms: Terms | None
) -> tuple[Any, ...]:
    """A row of ``COLUMNS``. A line that renews by itself has no end, and one
    signed late is known from its start: nothing came before it."""
    rolls = terms is not None and terms.rolls
    return (
        account, row.lane, row.line, row.start_on, None if row.auto_renew else row.end_on,
        row.mrr_minor, row.currency, row.kind, row.plan_key, row.product, row.seats,
        terms.bound(terms.at(through) + 1) if terms and rolls else None, digest,
    )  # fmt: skip


def terms_at_hand(row: Row, through: date) -> Terms | None:
    """The terms of a line, where one may have come up or will come up by itself; else None."""
    if row.start_on > through:
        return None
    if row.end_on is not None and not row.auto_renew and row.end_on > through:
        return None
    return Terms(row.as_line())


def quick_terms(
    account: int, row: Row, terms: Terms | None, through: date
) -> Iterator[tuple[Any, ...]]:
    """Rows of ``MRR_TERMS``, as :func:`~banso.revenue.terms.terms_due` gives them for a line alone."""
    if terms is None or not terms.months or terms.months < SHORTEST_MONTHS:
        return
    end = None if terms.rolls else row.end_on
    index = 0
    while (bound := terms.end_of_term(index)) and bound <= through and not (end and bound > end):
        kept, outcome = 0, LOST
        if end is None or end > bound:
            kept, outcome = row.mrr_minor, RENEWED
        elif through < bound + _LAPSE:
            outcome = PENDING
        yield (account, row.lane, row.line, terms.bound(index), bound, terms.months, row.mrr_minor,
               kept, row.currency, outcome)  # fmt: skip
        if not terms.rolls:
            return
        index += 1


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
