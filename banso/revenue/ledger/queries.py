# ruff: noqa: S608  names are our own; values are bound
"""Reads of the ledger: months that balance, movements, an account's ledger, MRR at day ends.

Every one takes the viewer. Amounts are minor units of the workspace's currency unless said. A slice
(``by``) gives the same identity in each of its parts; where a line moved between parts (a plan
changed) the part it left and the part it came to say so as ``moved``, which sums to 0 over all parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np

from banso.events.lake import Lake
from banso.events.lake.arrays import run
from banso.events.store import workspace_lake
from banso.lib.problems import Problem
from banso.revenue.definitions import rate_missing
from banso.revenue.ledger.months import LedgerMonth
from banso.revenue.ledger.points import points_sql, rates_of, theirs
from banso.revenue.ledger.slices import OF_LINES, By, by_accounts, by_lines, of_companies, part_of
from banso.revenue.ledger.tables import (
    MRR_ACCOUNTS,
    MRR_MOVEMENTS,
    MRR_RESTATEMENTS,
    MRR_SPANS,
    names_of,
)
from banso.revenue.ledger.views import (
    MOVEMENT_NAMES,
    AccountLedger,
    LockView,
    MovementView,
    Points,
    RateView,
    RestatementView,
    SpanView,
    movement_of,
    restatement_of,
)
from banso.revenue.ledger.writing import locked_month
from banso.revenue.models import CurrencyRate, LedgerState, MonthLock
from banso.workspace.viewer import Act, Viewer


def ledger_through(*, viewer: Viewer) -> date | None:
    """This function will give the last day the ledger is written for, None before the first."""
    viewer.require(Act.SEE_ACCOUNTS)
    return LedgerState.objects.filter(pk=1).values_list("through_on", flat=True).first()


def ledger_months(
    *,
    viewer: Viewer,
    first: str,
    last: str,
    by: By | Mapping[int, str] | None = None,
    accounts: Collection[int] | None = None,
    lake: Lake | None = None,
    rows: bool = False,
) -> list[LedgerMonth]:
    """This function will give every month first..last ('2025-04'), of each part of ``by``.

    ``by``: a word, or account id → part (accounts it leaves out count as ''). Each account's month
    falls in one class; with ``rows`` every movement counts in its own. ``company`` rolls accounts up
    to the company above them and classes the company's month. Months and parts without MRR are there.
    """
    lake = lake or workspace_lake()
    with lake.cursor() as cursor:
        whose = theirs(cursor, viewer, accounts)
        source = f"select * from {lake.table(MRR_MOVEMENTS).sql()} where {whose}"
        part = part_of(cursor, lake, by)
        if by in OF_LINES:
            spans = f"select * from {lake.table(MRR_SPANS).sql()} where {whose}"
            found = by_lines(cursor, source, spans, part, first, last, rows, rates_of(viewer))
        elif by == "company":
            found = of_companies(cursor, source, part, first, last)
        else:
            found = by_accounts(cursor, source, part, first, last, rows)
    return found


def movements(
    *,
    viewer: Viewer,
    first: str,
    last: str,
    classes: Collection[str] = (),
    reasons: Collection[str] = (),
    accounts: Collection[int] | None = None,
    month_class: bool = False,
    limit: int | None = None,
    offset: int = 0,
    lake: Lake | None = None,
) -> list[MovementView]:
    """This function will list the movements of the months first..last, the newest and largest first.

    ``classes`` picks by the row's own class, or with ``month_class`` by the class of its account's month.
    """
    lake = lake or workspace_lake()
    with lake.cursor() as cursor:
        where = theirs(cursor, viewer, accounts)
        params: dict[str, Any] = {"first": first, "last": last}
        if classes:
            where += (
                f" and {'month_class' if month_class else 'class'} in (select unnest($classes))"
            )
            params["classes"] = sorted(classes)
        if reasons:
            where += " and reason in (select unnest($reasons))"
            params["reasons"] = sorted(reasons)
        page = "" if limit is None else f" limit {int(limit)} offset {int(offset)}"
        found = run(
            cursor,
            f"select account, {MOVEMENT_NAMES} from {lake.table(MRR_MOVEMENTS).sql()}"
            f" where month between $first and $last and {where}"
            f" order by month desc, abs(amount_minor) desc nulls last, account, day{page}",
            params,
        )
    return [movement_of(row) for row in found]


def account_ledger(*, viewer: Viewer, account: int, lake: Lake | None = None) -> AccountLedger:
    """This function will give one account's ledger; empty where the viewer may not see the account."""
    viewer.require(Act.SEE_ACCOUNTS)
    if not viewer.sees(account):
        return AccountLedger((), (), ())
    lake = lake or workspace_lake()
    given = {"account": account}
    with lake.cursor() as cursor:
        spans = run(
            cursor,
            f"select {', '.join(names_of(MRR_SPANS, without=('part', 'account')))}"
            f" from {lake.table(MRR_SPANS).sql()} where account = $account"
            " order by from_on, lane, line",
            given,
        )
        moved = run(
            cursor,
            f"select account, {MOVEMENT_NAMES} from {lake.table(MRR_MOVEMENTS).sql()}"
            " where account = $account order by month, day, class, line_after, line_before",
            given,
        )
    through = ledger_through(viewer=viewer)
    months: list[LedgerMonth] = []
    if moved and through:
        months = ledger_months(
            viewer=viewer, first=moved[0][1], last=f"{through:%Y-%m}", accounts=[account], lake=lake
        )
    return AccountLedger(
        tuple(SpanView(*row) for row in spans), tuple(map(movement_of, moved)), tuple(months)
    )


def mrr_at(
    *,
    viewer: Viewer,
    days: Iterable[date],
    accounts: Collection[int] | None = None,
    rate_day: date | None = None,
    lake: Lake | None = None,
) -> Points:
    """This function will give the MRR of every account at the end of each day, M(t) of the definitions.

    Foreign amounts at the rate of the day itself, or all at that of ``rate_day`` (constant currency).
    """
    lake = lake or workspace_lake()
    with lake.cursor() as cursor:
        whose = theirs(cursor, viewer, accounts)
        sql = points_sql(
            cursor, lake=lake, rates=rates_of(viewer), days=days, rate_day=rate_day, where=whose
        )
        found = cursor.execute(f"{sql} order by 1, 2").fetchnumpy()
    return Points(
        *(np.asarray(found[name]) for name in ("day", "account", "mrr", "pending", "paused"))
    )


def first_paid_on(
    *, viewer: Viewer, accounts: Collection[int] | None = None, lake: Lake | None = None
) -> dict[int, date]:
    """This function will map accounts to the first day they paid: their cohort."""
    lake = lake or workspace_lake()
    with lake.cursor() as cursor:
        whose = theirs(cursor, viewer, accounts)
        return dict(
            run(
                cursor,
                f"select account, first_on from {lake.table(MRR_ACCOUNTS).sql()}"
                f" where first_on is not null and {whose}",
            )
        )


def restatements(
    *,
    viewer: Viewer,
    first: str = "",
    last: str = "9999-12",
    accounts: Collection[int] | None = None,
    limit: int = 500,
    lake: Lake | None = None,
) -> list[RestatementView]:
    """This function will list what was said anew of the months first..last, the newest first."""
    lake = lake or workspace_lake()
    names = "recorded_at, through_on, account, month, day, class, reason, line_before, line_after, was_minor, is_minor"
    with lake.cursor() as cursor:
        whose = theirs(cursor, viewer, accounts)
        found = run(
            cursor,
            f"select {names} from {lake.table(MRR_RESTATEMENTS).sql()}"
            f" where month between $first and $last and {whose}"
            f" order by recorded_at desc, account, day limit {int(limit)}",
            {"first": first, "last": last},
        )
    return [restatement_of(row) for row in found]


def locks(*, viewer: Viewer) -> list[LockView]:
    """This function will list the locked months, the newest first."""
    viewer.require(Act.SEE_ACCOUNTS)
    rows = MonthLock.objects.order_by("-month").values_list("month", "why", "locked_at", "by_id")
    return [LockView(*row) for row in rows]


def rates(*, viewer: Viewer) -> list[RateView]:
    """This function will list the table of rates, by currency, the newest first."""
    viewer.require(Act.SEE_ACCOUNTS)
    rows = CurrencyRate.objects.order_by("currency", "-from_on")
    return [
        RateView(*row)
        for row in rows.values_list("currency", "from_on", "rate", "recorded_at", "by_id")
    ]


def missing_rates(*, viewer: Viewer, lake: Lake | None = None) -> list[Problem]:
    """This function will name the currencies of contract lines that have no rate: their MRR is left out."""
    lake = lake or workspace_lake()
    known = rates_of(viewer)
    with lake.cursor() as cursor:
        whose = theirs(cursor, viewer, None)
        found = run(
            cursor,
            "select currency, count(distinct account), min(from_on)"
            f" from {lake.table(MRR_SPANS).sql()} where held_minor > 0 and {whose}"
            " group by currency order by currency",
        )
    return [
        rate_missing(currency, accounts, since, known.own)
        for currency, accounts, since in found
        if currency != known.own and currency not in known.currencies
    ]


__all__ = [
    "AccountLedger", "By", "LedgerMonth", "LockView", "MovementView", "Points", "RateView", "RestatementView",
    "SpanView", "account_ledger", "first_paid_on", "ledger_months", "ledger_through",
    "locked_month", "locks", "missing_rates", "movements", "mrr_at", "points_sql", "rates", "restatements",
]  # fmt: skip
