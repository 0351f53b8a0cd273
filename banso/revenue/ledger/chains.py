"""Accounts whose lines are one plain chain of renewals: their ledger rows, said directly. Pure.

One product's plan, renewed on the day it ends, whole terms, the workspace's currency, no notice,
pause, trial or late signature: after one-line accounts these are the most, and the general way
(:mod:`spans`, :mod:`movements`, :mod:`~banso.revenue.terms`) needs many times longer for them. A test
compares the two row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from banso.lib.dates import add_months
from banso.revenue.facts import GRACE_DAYS
from banso.revenue.ledger.movements import CHURN, CONTRACTION, EXPANSION, FLAT, NEW, reasons
from banso.revenue.ledger.reading import Row
from banso.revenue.ledger.spans import ACTIVE, PENDING
from banso.revenue.lines import whole_months
from banso.revenue.terms import LOST, RENEWED, SHORTEST_MONTHS
from banso.revenue.terms import PENDING as OPEN

_LAPSE = timedelta(days=GRACE_DAYS + 1)
_DAY = timedelta(days=1)
_FAR = date(9999, 12, 31)


def is_chain(rows: Sequence[Row], currency: str) -> bool:
    """Whether an account's rows (by lane and start) are one plain chain."""
    first = rows[0]
    for row in rows:
        if (
            row.end_on is None
            or row.auto_renew
            or row.trial
            or row.kind != "plan"
            or row.mrr_minor <= 0
            or row.notice_given_on is not None
            or row.paused_from is not None
            or row.currency != currency
            or row.product != first.product
            or row.lane != first.lane
            or (row.signed_on is not None and row.signed_on > row.start_on)
            or add_months(row.start_on, _term(row)) != row.end_on
        ):
            return False
    return all(a.end_on == b.start_on for a, b in pairwise(rows))


def _term(row: Row) -> int:
    if row.term_months:
        return row.term_months
    return (whole_months(row.start_on, row.end_on) if row.end_on else None) or 0


def spans_of(account: int, rows: Sequence[Row], through: date) -> Iterator[tuple[Any, ...]]:
    """Rows of ``MRR_SPANS``."""
    for row, follower in _begun(rows, through):
        end = row.end_on if row.end_on and row.end_on <= through else None
        told = (row.mrr_minor, row.mrr_minor, row.currency, row.kind, row.plan, row.product, row.seats)  # fmt: skip
        yield (account, row.lane, row.line, row.start_on, end, *told, ACTIVE)
        if end is not None and follower is None and through < end + _LAPSE:
            yield (account, row.lane, row.line, end, None, *told, PENDING)


def _begun(rows: Sequence[Row], through: date) -> Iterator[tuple[Row, Row | None]]:
    """The lines begun by ``through``, each with the one that renewed it by then."""
    begun = [row for row in rows if row.start_on <= through]
    for nth, row in enumerate(begun):
        yield row, begun[nth + 1] if nth + 1 < len(begun) else None


def movements_of(account: int, rows: Sequence[Row], through: date) -> list[tuple[Any, ...]]:
    """Rows of ``MRR_MOVEMENTS`` behind their account."""
    found: list[list[Any]] = []
    for nth, (row, follower) in enumerate(_begun(rows, through)):
        if not nth:
            found.append(_row(account, row.start_on, row.start_on, NEW, "", None, row, row.mrr_minor, None))  # fmt: skip
        if row.end_on is None or row.end_on > through:
            break
        if follower is not None:
            change = follower.mrr_minor - row.mrr_minor
            parts = reasons([row], [follower], row.mrr_minor, change) if change else []
            before: int | None = row.mrr_minor
            for reason, part in parts:
                cls = EXPANSION if part > 0 else CONTRACTION
                found.append(_row(account, row.end_on, row.end_on, cls, reason, row, follower, part, before))  # fmt: skip
                before = None
        elif through >= row.end_on + _LAPSE:
            found.append(_row(account, row.end_on, row.end_on + _LAPSE, CHURN, "lapse", row, None, -row.mrr_minor, row.mrr_minor))  # fmt: skip
    _class_months(found)
    return [tuple(row) for row in found]


_MONTH, _CLS, _MONTH_CLASS, _AMOUNT = 1, 5, 6, 8


def _row(
    account: int,
    day: date,
    decided: date,
    cls: str,
    reason: str,
    before: Row | None,
    after: Row | None,
    amount: int,
    before_minor: int | None,
) -> list[Any]:
    line = after or before
    if line is None:
        raise ValueError("a movement has a line")
    return [
        account, f"{day:%Y-%m}", day, decided, line.lane, cls, cls, reason, amount, amount,
        before_minor, line.currency, line.plan, before.plan if before else None, line.product,
        before.product if before else None, before.line if before else None,
        after.line if after else None, (decided.year, decided.month) > (day.year, day.month),
    ]  # fmt: skip


def _class_months(rows: list[list[Any]]) -> None:
    """An account's month has one class. A chain lasts a month at least, so none both begins and ends it."""
    by_month: dict[str, list[list[Any]]] = {}
    for row in rows:
        by_month.setdefault(row[_MONTH], []).append(row)
    for group in by_month.values():
        classes = {row[_CLS] for row in group}
        net = sum(row[_AMOUNT] for row in group)
        both = NEW in classes and CHURN in classes
        cls = (
            NEW
            if NEW in classes
            else CHURN
            if CHURN in classes
            else EXPANSION
            if net > 0
            else CONTRACTION
            if net < 0
            else FLAT
        )
        for row in group:
            row[_MONTH_CLASS] = row[_CLS] if both else cls


def terms_of(account: int, rows: Sequence[Row], through: date) -> Iterator[tuple[Any, ...]]:
    """Rows of ``MRR_TERMS``: every term of six months and more that ended."""
    for row, follower in _begun(rows, through):
        months, end = _term(row), row.end_on
        if months < SHORTEST_MONTHS or end is None or end > through:
            continue
        kept = min(row.mrr_minor, follower.mrr_minor) if follower else 0
        outcome = RENEWED if follower else OPEN if through < end + _LAPSE else LOST
        yield (account, row.lane, row.line, row.start_on, end, months, row.mrr_minor, kept, row.currency, outcome)  # fmt: skip


def account_of(
    account: int, rows: Sequence[Row], digest: str, through: date
) -> tuple[int, str, date, date | None]:
    """The row of ``MRR_ACCOUNTS``."""
    first = rows[0].start_on if rows[0].start_on <= through else None
    coming = [row.start_on for row in rows] + [row.end_on for row in rows if row.end_on]
    coming += [day + _LAPSE for day in coming]
    later = [day for day in coming if day > through]
    return account, digest, min(later) - _DAY if later else _FAR, first
