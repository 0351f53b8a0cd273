"""Accounts that began together in two half-years, and what became of them; all fictional."""

from __future__ import annotations

from datetime import UTC, date, datetime

from banso.events.store import workspace_lake
from banso.revenue.ledger.writing import write_ledger
from banso.revenue.models import ContractLine, Plan
from tests.customers.records import account

DAY = date(2026, 3, 31)
NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)


def line(
    of: int, start: date, end: date | None = None, *, mrr: int = 100, plan: str = "team"
) -> None:
    key = f"{of}-{start}-{plan}"
    ContractLine.objects.create(
        account_id=of, source="crm", key=key, start_on=start, end_on=end, mrr_minor=mrr,
        plan=Plan.objects.get_or_create(key=plan)[0], currency="JPY", recorded_at=NOW,
        auto_renew=None if end is None else False,
    )  # fmt: skip


def world() -> dict[str, int]:
    """Six from April 2024: one left after a year, one grew, one was away for three months. Five from
    April 2025, one of them left at once; three from October 2025, too few to be told of."""
    ids = {name: account(name) for name in (*"abcdef", *"pqrst", *"xyz")}
    first, year = date(2024, 4, 1), date(2025, 4, 1)
    line(ids["a"], first, year)
    line(ids["b"], first, year)
    line(ids["b"], year, mrr=150, plan="pro")
    line(ids["c"], first, date(2024, 10, 1))
    line(ids["c"], date(2025, 1, 1))
    for name in "def":
        line(ids[name], first)
    for name in "pqrs":
        line(ids[name], date(2025, 4, 15), plan="pro")
    line(ids["t"], date(2025, 4, 15), date(2025, 4, 25), plan="pro")
    for name in "xyz":
        line(ids[name], date(2025, 10, 1))
    write()
    return ids


def write() -> None:
    write_ledger(lake=workspace_lake(), through=DAY, now=NOW)
