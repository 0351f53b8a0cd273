"""The worked example of the definitions as contract lines, and short words for the ledger in the lake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from banso.events.store import workspace_lake
from banso.revenue.ledger import queries as ledger
from banso.revenue.ledger.rates import Rate
from banso.revenue.ledger.writing import Written, write_ledger
from banso.revenue.models import ContractLine
from tests.customers.records import NOW, SYSTEM, account

T0, T1 = date(2025, 3, 31), date(2026, 3, 31)
USD = [Rate("USD", date(2024, 1, 1), Decimal(150)), Rate("USD", date(2026, 3, 31), Decimal(140))]


def sign(
    owner: int, start: date, end: date | None, mrr: int, key: str = "", **more: Any
) -> ContractLine:
    values: Mapping[str, Any] = {"currency": "JPY", "auto_renew": False, **more}
    key = key or f"{owner}/{start}/{ContractLine.objects.count()}"
    return ContractLine.objects.create(
        account_id=owner, source="crm", key=key, start_on=start, end_on=end, mrr_minor=mrr,
        recorded_at=NOW, **values,
    )  # fmt: skip


def write(through: date, *, anew: bool = False) -> Written:
    return write_ledger(lake=workspace_lake(), through=through, now=NOW, anew=anew)


def levels(day: date, **more: Any) -> dict[int, int]:
    found = ledger.mrr_at(viewer=SYSTEM, days=[day], **more)
    return dict(zip(found.account.tolist(), found.mrr.tolist(), strict=True))


def day(text: str) -> date:
    return date.fromisoformat(text)


def eleven() -> dict[str, int]:
    """The worked example of the definitions: thousand yen, 1 April 2025 to 1 April 2026."""
    ids = {name: account(name) for name in "ABCDEFGHIJK"}
    a, year = ids, (day("2024-04-01"), day("2027-04-01"))
    sign(a["A"], *year, 100)
    for name, was, now in (("B", 200, 260), ("C", 150, 90)):
        sign(a[name], year[0], day("2025-10-01"), was)
        sign(a[name], day("2025-10-01"), year[1], now)
    sign(a["D"], year[0], day("2025-11-15"), 120)
    sign(a["E"], year[0], day("2025-08-01"), 80)
    sign(a["E"], day("2025-10-15"), year[1], 70)
    sign(a["F"], year[0], day("2025-09-10"), 60)
    sign(a["F"], day("2025-09-10"), year[1], 90)
    sign(a["F"], year[0], day("2025-09-10"), 40, kind="addon")
    sign(a["G"], year[0], day("2025-09-01"), 100_000, currency="USD")
    sign(a["G"], day("2025-09-01"), year[1], 110_000, currency="USD")
    sign(a["H"], day("2025-06-01"), year[1], 50)
    sign(a["I"], year[0], day("2025-01-01"), 35)
    sign(a["I"], day("2025-09-01"), year[1], 30)
    sign(a["J"], year[0], day("2026-03-20"), 110)
    sign(a["K"], day("2025-05-10"), day("2026-02-10"), 25)
    return ids


def in_thousands(rows: list[Rate]) -> list[Rate]:
    return [Rate(r.currency, r.from_on, r.rate / 1000) for r in rows]
