# ruff: noqa: S608  names are our own; values are bound
"""SQL over the spans that several reads share: whose rows, what an amount is worth, MRR at day ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from banso.events.lake import Cursor, Lake
from banso.events.lake.arrays import hand_over, run
from banso.revenue.ledger.rates import Rates
from banso.revenue.ledger.tables import MRR_SPANS
from banso.revenue.ledger.writing import rates_in_force
from banso.workspace.queries import workspace
from banso.workspace.viewer import Act, Viewer


def theirs(cursor: Cursor, viewer: Viewer, accounts: Collection[int] | None) -> str:
    """SQL that is true for the accounts asked for that the viewer may see. The only such place."""
    viewer.require(Act.SEE_ACCOUNTS)
    if viewer.scope is None and accounts is None:
        return "true"
    wanted = set(accounts) if accounts is not None else set(viewer.scope or ())
    if viewer.scope is not None:
        wanted &= viewer.scope
    hand_over(cursor, "ledger_theirs", (("account", "BIGINT"),), [(a,) for a in sorted(wanted)])
    return "account in (select account from ledger_theirs)"


def rates_of(viewer: Viewer) -> Rates:
    return rates_in_force(own=workspace(viewer=viewer).currency)


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
    hand_rates(cursor, rates)
    at = "d.day" if rate_day is None else f"date '{rate_day}'"
    amount = worth("s.mrr_minor")
    held = worth("s.held_minor")
    return f"""
        select d.day, s.account,
          coalesce(sum({amount}), 0)::bigint as mrr,
          coalesce(sum({amount}) filter (s.status = 'pending'), 0)::bigint as pending,
          coalesce(sum({held}) filter (s.status = 'paused'), 0)::bigint as paused
        from ledger_days d
        join (select * from {lake.table(MRR_SPANS).sql()}
              where status <> 'trial' and held_minor > 0 and {where}) s
          on s.from_on <= d.day and coalesce(s.to_on, date '9999-12-31') > d.day
        {join_rates("s", at)}
        group by d.day, s.account
    """


def hand_rates(cursor: Cursor, rates: Rates) -> None:
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


def join_rates(spans: str, at: str) -> str:
    return (
        f"left join ledger_rates r on r.currency = {spans}.currency"
        f" and r.from_on <= {at} and r.until > {at}"
    )


def worth(minor: str) -> str:
    """SQL of ``Rates.value``: half a unit rounds away from zero, in whole numbers throughout."""
    return f"(({minor}::hugeint * r.over * 2 + r.under) // (r.under * 2))"
