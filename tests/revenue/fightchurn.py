"""The simulated products of tests/data/fightchurn as books of lines."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from banso.revenue.book import Book
from banso.revenue.lines import Line

DATA = Path(__file__).parent.parent / "data" / "fightchurn"


def rows(product: str, name: str) -> list[dict[str, str]]:
    with (DATA / product / name).open(newline="") as file:
        return list(csv.DictReader(file))


def books(product: str, *, grace_days: int = 30) -> dict[str, Book]:
    """One book for each account; MRR as whole units of one currency."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for number, row in enumerate(rows(product, "subscription.csv")):
        seats = row["units"] == "users"
        lines[row["account_id"]].append(
            Line(
                key=f"{number:05}",
                start=date.fromisoformat(row["start_date"]),
                end=date.fromisoformat(row["end_date"]) if row["end_date"] else None,
                mrr_minor=int(row["mrr"]),
                kind="plan" if seats or product == "socialnet7" else "addon",
                plan=row["product"],
                seats=int(float(row["quantity"])) if seats else None,
                billing_months=int(row["bill_period_months"]),
            )
        )
    return {account: Book(found, grace_days=grace_days) for account, found in lines.items()}
