# ruff: noqa: S608  names are our own; values are bound
"""The ledger's months in parts: by account, by what a line says, by company. Sums are made in the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from banso.customers.models import Account
from banso.events.lake import Cursor, Lake
from banso.events.lake.arrays import hand_over, run
from banso.revenue.ledger.months import LedgerMonth, month_names, months_between
from banso.revenue.ledger.points import hand_rates, join_rates, worth
from banso.revenue.ledger.rates import Rates
from banso.revenue.ledger.tables import MRR_ACCOUNTS

By = Literal["currency", "plan", "product", "lane", "csm", "cohort", "industry", "company"]
OF_LINES = ("currency", "plan", "product", "lane")


def by_accounts(
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


def by_lines(
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
    classed = by_accounts(cursor, source, part, first, last, rows)
    hand_rates(cursor, rates)
    ends = [_month_last(month) for month in (_before(first), *month_names(first, last))]
    hand_over(cursor, "ledger_days", (("day", "DATE"),), [(d,) for d in ends])
    levels = {
        (p, f"{day:%Y-%m}"): mrr
        for p, day, mrr in run(
            cursor,
            f"""
            select {part.replace("m.", "s.")} as part, d.day,
              coalesce(sum({worth("s.mrr_minor")}), 0)::bigint
            from ledger_days d join ({spans}) s
              on s.mrr_minor > 0 and s.from_on <= d.day
              and coalesce(s.to_on, date '9999-12-31') > d.day
            {join_rates("s", "d.day")} group by all
            """,
        )
    }
    parts = sorted({m.part for m in classed} | {p for p, _ in levels})
    return [
        m.levelled(levels.get((m.part, _before(m.month)), 0), levels.get((m.part, m.month), 0))
        for m in months_between(first, last, [], parts=parts, known=classed)
    ]


def of_companies(
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


def part_of(cursor: Cursor, lake: Lake, by: By | Mapping[int, str] | None) -> str:
    """SQL of a movement's part; parts of accounts are in the temporary table ``account_parts``."""
    if by is None:
        return "''"
    if isinstance(by, str) and by in OF_LINES:
        return f"coalesce(m.{by}, '')"
    if by == "cohort":
        named: Iterable[tuple[int, Any]] = ((a, f"{d:%Y-%m}") for a, d in _first_paid(cursor, lake))
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


def _month_last(month: str) -> date:
    start = date(int(month[:4]), int(month[5:]), 1)
    return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _before(month: str) -> str:
    start = date(int(month[:4]), int(month[5:]), 1)
    return f"{start - timedelta(days=1):%Y-%m}"


def _first_paid(cursor: Cursor, lake: Lake) -> list[tuple[int, date]]:
    return run(
        cursor,
        f"select account, first_on from {lake.table(MRR_ACCOUNTS).sql()} where first_on is not null",
    )
