"""Contract lines written into records, and the ledger made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from banso.customers.models import Account
from banso.events.lake import Lake, open_lake
from banso.revenue.ledger.writing import write_ledger
from banso.revenue.lines import Line
from banso.revenue.models import AddOn, ContractLine, CurrencyRate, Plan, Product
from banso.workspace.viewer import Viewer

SYSTEM = Viewer.system(language="en")
NOW = datetime(2026, 4, 2, tzinfo=UTC)


def written(folder: Path, lines: Mapping[str, Iterable[Line]], *, through: date) -> Lake:
    """A lake with the ledger of these lines, by the name of their account."""
    plans: dict[str, Plan] = {}
    add_ons: dict[str, AddOn] = {}
    products: dict[str, Product] = {}
    rows = []
    for name, listed in lines.items():
        account = Account.objects.create(name=name, sort_name=name, created_at=NOW)
        for line in listed:
            row = ContractLine(
                account=account, source="t", key=f"{name}/{line.key}", kind=line.kind,
                start_on=line.start, end_on=line.end, mrr_minor=line.mrr_minor,
                currency=line.currency, seats=line.seats, term_months=line.term_months,
                billing_months=line.billing_months, auto_renew=line.auto_renew, recorded_at=NOW,
                notice_given_on=line.notice_given_on, signed_on=line.signed_on,
            )  # fmt: skip
            if line.product:
                row.product = _one(products, Product, line.product)
            if line.plan and line.kind == "plan":
                row.plan = _one(plans, Plan, line.plan)
            elif line.plan:
                row.add_on = _one(add_ons, AddOn, line.plan)
            rows.append(row)
    ContractLine.objects.bulk_create(rows)
    lake = open_lake(folder)
    write_ledger(lake=lake, through=through, now=NOW)
    return lake


def _one(known: dict[str, Any], model: Any, key: str) -> Any:
    if key not in known:
        known[key] = model.objects.create(key=key)
    return known[key]


def rate(currency: str, of: str, from_on: date) -> None:
    CurrencyRate.objects.create(
        currency=currency, from_on=from_on, rate=Decimal(of), recorded_at=NOW
    )
