# ruff: noqa: S608  names are our own; values are bound
"""Reads of the ledger: months that balance, movements, an account's ledger, MRR at day ends.

Every one takes the viewer. Amounts are minor units of the workspace's currency unless said. A slice
(``by``) gives the same identity in each of its parts; where a line moved between parts (a plan
changed) the part it left and the part it came to say so as ``moved``, which sums to 0 over all parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import numpy as np

from banso.customers.models import Account
from banso.events.lake import Cursor, Lake
from banso.events.lake.arrays import hand_over, run
from banso.events.store import workspace_lake
from banso.lib.problems import Problem
from banso.revenue.definitions import rate_missing
from banso.revenue.ledger.months import LedgerMonth, month_names, months_between
from banso.revenue.ledger.rates import Rates
from banso.revenue.ledger.tables import (
    MRR_ACCOUNTS,
    MRR_MOVEMENTS,
    MRR_RESTATEMENTS,
    MRR_SPANS,
    names_of,
)
from banso.revenue.ledger.writing import locked_month, rates_in_force
from banso.revenue.models import LedgerState, MonthLock
from banso.workspace.queries import workspace
from banso.workspace.viewer import Act, Viewer

By = Literal["currency", "plan", "product", "lane", "csm", "cohort", "industry", "company"]
_OF_LINES = ("currency", "plan", "product", "lane")


@dataclass(frozen=True, slots=True)
class MovementView:
    """One movement; see ``tables.MRR_MOVEMENTS``. ``lines_*`` are public ids of contract lines."""

    account_id: int
    month: str
    day: date
    decided_on: date
    lane: str
    cls: str
    month_class: str
    reason: str
    amount_minor: int | None
    own_minor: int
    before_minor: int | None
    currency: str
    plan: str | None
    plan_before: str | None
    product: str | None
    product_before: str | None
    lines_before: tuple[str, ...]
    lines_after: tuple[str, ...]
    restated: bool


@dataclass(frozen=True, slots=True)
class SpanView:
    """What a line brought in from a day until before another; see ``tables.MRR_SPANS``."""

    lane: str
    line: str
    from_on: date
    to_on: date | None
    mrr_minor: int
    held_minor: int
    currency: str
    kind: str
    plan: str | None
    product: str | None
    seats: int | None
    status: str


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """One account: its spans by start, its movements by day, its months from the first movement on."""

    spans: tuple[SpanView, ...]
    movements: tuple[MovementView, ...]
    months: tuple[LedgerMonth, ...]


@dataclass(frozen=True, slots=True)
class RestatementView:
    """What was said of a month that was over, and what is said since ``recorded_at``."""

    recorded_at: datetime
    through_on: date
    account_id: int
    month: str
    day: date
    cls: str
    reason: str
    lines_before: tuple[str, ...]
    lines_after: tuple[str, ...]
    was_minor: int | None
    is_minor: int | None


@dataclass(frozen=True, slots=True)
class LockView:
    month: str
    why: str
    locked_at: datetime
    by_id: int | None


@dataclass(frozen=True, slots=True)
class Points:
    """MRR of accounts at day ends as arrays of one length, by day and account: only who is there.

    ``mrr`` counts what is pending too, ``pending`` is that part of it; ``paused`` is what the paused
    lines would bring. An account whose lines are all paused is in it with ``mrr`` 0.
    """

    day: np.ndarray[Any, Any]  # datetime64[D]
    account: np.ndarray[Any, Any]
    mrr: np.ndarray[Any, Any]
    pending: np.ndarray[Any, Any]
    paused: np.ndarray[Any, Any]


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
        theirs = _theirs(cursor, viewer, accounts)
        source = f"select * from {lake.table(MRR_MOVEMENTS).sql()} where {theirs}"
        part = _part(cursor, lake, viewer, by)
        if by in _OF_LINES:
            spans = f"select * from {lake.table(MRR_SPANS).sql()} where {theirs}"
            found = _by_lines(cursor, source, spans, part, first, last, rows, _rates(viewer))
        elif by == "company":
            found = _of_companies(cursor, source, part, first, last)
        else:
            found = _by_accounts(cursor, source, part, first, last, rows)
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
        where = _theirs(cursor, viewer, accounts)
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
            f"select account, {_MOVEMENT_NAMES} from {lake.table(MRR_MOVEMENTS).sql()}"
            f" where month between $first and $last and {where}"
            f" order by month desc, abs(amount_minor) desc nulls last, account, day{page}",
            params,
        )
    return [_movement(row) for row in found]


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
            f"select account, {_MOVEMENT_NAMES} from {lake.table(MRR_MOVEMENTS).sql()}"
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
        tuple(SpanView(*row) for row in spans), tuple(map(_movement, moved)), tuple(months)
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
        theirs = _theirs(cursor, viewer, accounts)
        sql = points_sql(
            cursor, lake=lake, rates=_rates(viewer), days=days, rate_day=rate_day, where=theirs
        )
        found = cursor.execute(f"{sql} order by 1, 2").fetchnumpy()
    return Points(
        *(np.asarray(found[name]) for name in ("day", "account", "mrr", "pending", "paused"))
    )


def points_sql(
    cursor: Cursor,
    *,
    lake: Lake,
    rates: Rates,
    days: Iterable[date],
    rate_day: date | None = None,
    where: str = "true",
) -> str:
    """SQL of ``mrr_at``: (day, account, mrr, pending, paused), over temporary tables of this cursor."""
    hand_over(cursor, "ledger_days", (("day", "DATE"),), [(d,) for d in sorted(set(days))])
    _hand_rates(cursor, rates)
    at = "d.day" if rate_day is None else f"date '{rate_day}'"
    worth = _worth("s.mrr_minor")
    held = _worth("s.held_minor")
    return f"""
        select d.day, s.account,
          coalesce(sum({worth}), 0)::bigint as mrr,
          coalesce(sum({worth}) filter (s.status = 'pending'), 0)::bigint as pending,
          coalesce(sum({held}) filter (s.status = 'paused'), 0)::bigint as paused
        from ledger_days d
        join (select * from {lake.table(MRR_SPANS).sql()}
              where status <> 'trial' and held_minor > 0 and {where}) s
          on s.from_on <= d.day and coalesce(s.to_on, date '9999-12-31') > d.day
        {_join_rates("s", at)}
        group by d.day, s.account
    """


def first_paid_on(
    *, viewer: Viewer, accounts: Collection[int] | None = None, lake: Lake | None = None
) -> dict[int, date]:
    """This function will map accounts to the first day they paid: their cohort."""
    lake = lake or workspace_lake()
    with lake.cursor() as cursor:
        theirs = _theirs(cursor, viewer, accounts)
        return dict(
            run(
                cursor,
                f"select account, first_on from {lake.table(MRR_ACCOUNTS).sql()}"
                f" where first_on is not null and {theirs}",
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
        theirs = _theirs(cursor, viewer, accounts)
        found = run(
            cursor,
            f"select {names} from {lake.table(MRR_RESTATEMENTS).sql()}"
            f" where month between $first and $last and {theirs}"
            f" order by recorded_at desc, account, day limit {int(limit)}",
            {"first": first, "last": last},
        )
    return [_restatement(row) for row in found]


def locks(*, viewer: Viewer) -> list[LockView]:
    """This function will list the locked months, the newest first."""
    viewer.require(Act.SEE_ACCOUNTS)
    rows = MonthLock.objects.order_by("-month").values_list("month", "why", "locked_at", "by_id")
    return [LockView(*row) for row in rows]


def missing_rates(*, viewer: Viewer, lake: Lake | None = None) -> list[Problem]:
    """This function will name the currencies of contract lines that have no rate: their MRR is left out."""
    lake = lake or workspace_lake()
    rates = _rates(viewer)
    with lake.cursor() as cursor:
        theirs = _theirs(cursor, viewer, None)
        found = run(
            cursor,
            "select currency, count(distinct account), min(from_on)"
            f" from {lake.table(MRR_SPANS).sql()} where held_minor > 0 and {theirs}"
            " group by currency order by currency",
        )
    return [
        rate_missing(currency, accounts, since, rates.own)
        for currency, accounts, since in found
        if currency != rates.own and currency not in rates.currencies
    ]


# Parts -------------------------------------------------------------------------------------------


def _by_accounts(
    cursor: Cursor, source: str, part: str, first: str, last: str, rows: bool
) -> list[LedgerMonth]:
    cls = "class" if rows else "case when month_class = 'flat' then class else month_class end"
    found = run(
        cursor,
        f"""
        select {part} as part, case when month < $first then '' else month end as at, {cls} as cls,
          coalesce(sum(amount_minor), 0)::bigint
        from ({source}) m {_join_parts(part)} where month <= $last group by all
        """,
        {"first": first, "last": last},
    )
    return months_between(first, last, found)


def _by_lines(
    cursor: Cursor,
    source: str,
    spans: str,
    part: str,
    first: str,
    last: str,
    rows: bool,
    rates: Rates,
) -> list[LedgerMonth]:
    """Parts of which one line may leave for another: what a part begins and ends with comes from the spans."""
    classed = _by_accounts(cursor, source, part, first, last, rows)
    _hand_rates(cursor, rates)
    ends = [_month_last(month) for month in (_before(first), *month_names(first, last))]
    hand_over(cursor, "ledger_days", (("day", "DATE"),), [(d,) for d in ends])
    levels = {
        (p, f"{day:%Y-%m}"): mrr
        for p, day, mrr in run(
            cursor,
            f"""
            select {part.replace("m.", "s.")} as part, d.day,
              coalesce(sum({_worth("s.mrr_minor")}), 0)::bigint
            from ledger_days d join ({spans}) s
              on s.mrr_minor > 0 and s.from_on <= d.day
              and coalesce(s.to_on, date '9999-12-31') > d.day
            {_join_rates("s", "d.day")} group by all
            """,
        )
    }
    parts = sorted({m.part for m in classed} | {p for p, _ in levels})
    return [
        m.levelled(levels.get((m.part, _before(m.month)), 0), levels.get((m.part, m.month), 0))
        for m in months_between(first, last, [], parts=parts, known=classed)
    ]


def _of_companies(
    cursor: Cursor, source: str, part: str, first: str, last: str
) -> list[LedgerMonth]:
    """Each company's month in one class: an account that joins a company already here is expansion."""
    found = run(
        cursor,
        f"""
        with monthly as (
          select {part} as part, month, coalesce(sum(amount_minor), 0)::bigint as net,
            coalesce(sum(amount_minor) filter (class = 'fx'), 0)::bigint as fx,
            coalesce(sum(amount_minor) filter (class = 'adjustment'), 0)::bigint as adjusted
          from ({source}) m {_join_parts(part)} where month <= $last group by all
        ), levels as (
          select *, sum(net) over w - net as start, sum(net) over w as level,
            max(net) over (partition by part order by month
              rows between unbounded preceding and 1 preceding) as earlier
          from monthly window w as (partition by part order by month)
        ), classed as (
          select part, month, fx, adjusted, net - fx - adjusted as moved,
            case when start = 0 and level > 0
                then case when coalesce(earlier, 0) > 0 then 'reactivation' else 'new' end
              when start > 0 and level = 0 then 'churn'
              when net - fx - adjusted >= 0 then 'expansion' else 'contraction' end as cls
          from levels
        )
        select '', case when month < $first then '' else month end as at, cls, sum(moved)::bigint
        from classed group by all
        union all
        select '', case when month < $first then '' else month end, 'fx', sum(fx)::bigint
        from classed group by all
        union all
        select '', case when month < $first then '' else month end, 'adjustment',
          sum(adjusted)::bigint
        from classed group by all
        """,
        {"first": first, "last": last},
    )
    return months_between(first, last, found)


def _part(cursor: Cursor, lake: Lake, viewer: Viewer, by: By | Mapping[int, str] | None) -> str:
    """SQL of a movement's part; parts of accounts are in the temporary table ``account_parts``."""
    if by is None:
        return "''"
    if isinstance(by, str) and by in _OF_LINES:
        return f"coalesce(m.{by}, '')"
    if by == "cohort":
        named: Iterable[tuple[int, Any]] = (
            (a, f"{d:%Y-%m}") for a, d in first_paid_on(viewer=viewer, lake=lake).items()
        )
    elif isinstance(by, str):
        column = {"csm": "owner_id", "industry": "industry", "company": "parent_id"}[by]
        named = Account.objects.values_list("pk", column)
        if by == "company":
            named = ((a, f"company {p}" if p else f"account {a}") for a, p in named)
    else:
        named = by.items()
    listed = [(a, "" if p is None else str(p)) for a, p in named]
    hand_over(cursor, "account_parts", (("account", "BIGINT"), ("part", "VARCHAR")), listed)
    return "coalesce(p.part, '')"


def _join_parts(part: str) -> str:
    return "left join account_parts p using (account)" if "p.part" in part else ""


def _theirs(cursor: Cursor, viewer: Viewer, accounts: Collection[int] | None) -> str:
    """SQL that is true for the accounts asked for that the viewer may see. The only such place."""
    viewer.require(Act.SEE_ACCOUNTS)
    if viewer.scope is None and accounts is None:
        return "true"
    wanted = set(accounts) if accounts is not None else set(viewer.scope or ())
    if viewer.scope is not None:
        wanted &= viewer.scope
    hand_over(cursor, "ledger_theirs", (("account", "BIGINT"),), [(a,) for a in sorted(wanted)])
    return "account in (select account from ledger_theirs)"


# Rates -------------------------------------------------------------------------------------------


def _rates(viewer: Viewer) -> Rates:
    return rates_in_force(own=workspace(viewer=viewer).currency)


def _hand_rates(cursor: Cursor, rates: Rates) -> None:
    """The table ``ledger_rates`` (currency, from_on, until, over, under); our own currency is 1 ÷ 1."""
    rows: list[tuple[str, date, int, int]] = [(rates.own, date(1, 1, 1), 1, 1)]
    rows += [(c, max(d, date(1, 1, 1)), r.numerator, r.denominator) for c, d, r in rates.dated()]
    hand_over(
        cursor,
        "ledger_rates_given",
        (("currency", "VARCHAR"), ("from_on", "DATE"), ("over", "BIGINT"), ("under", "BIGINT")),
        rows,
    )
    run(
        cursor,
        "create or replace temp table ledger_rates as select *, coalesce(lead(from_on) over"
        " (partition by currency order by from_on), date '9999-12-31') as until"
        " from ledger_rates_given",
    )


def _join_rates(spans: str, at: str) -> str:
    return (
        f"left join ledger_rates r on r.currency = {spans}.currency"
        f" and r.from_on <= {at} and r.until > {at}"
    )


def _worth(minor: str) -> str:
    """SQL of ``Rates.value``: half a unit rounds away from zero, in whole numbers throughout."""
    return f"(({minor}::hugeint * r.over * 2 + r.under) // (r.under * 2))"


# Helpers -----------------------------------------------------------------------------------------


def _month_last(month: str) -> date:
    start = date(int(month[:4]), int(month[5:]), 1)
    return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _before(month: str) -> str:
    start = date(int(month[:4]), int(month[5:]), 1)
    return f"{start - timedelta(days=1):%Y-%m}"


_MOVEMENT_NAMES = ", ".join(n for n in names_of(MRR_MOVEMENTS) if n != "account")


def _movement(row: Sequence[Any]) -> MovementView:
    values = list(row)
    values[16], values[17] = _lines(values[16]), _lines(values[17])
    return MovementView(*values)


def _restatement(row: Sequence[Any]) -> RestatementView:
    values = list(row)
    values[7], values[8] = _lines(values[7]), _lines(values[8])
    return RestatementView(*values)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(text.split()) if text else ()


__all__ = [
    "AccountLedger", "By", "LedgerMonth", "LockView", "MovementView", "Points", "RestatementView",
    "SpanView", "account_ledger", "first_paid_on", "ledger_months", "ledger_through",
    "locked_month", "locks", "missing_rates", "movements", "mrr_at", "points_sql", "restatements",
]  # fmt: skip
