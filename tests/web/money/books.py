"""A few fictional accounts with contracts, and their ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from banso.events.store import workspace_lake
from banso.revenue import operations
from banso.revenue.ledger.writing import write_ledger
from banso.revenue.operations import LineRow
from tests.customers.records import NOW, SYSTEM, account
from tests.ground.people import make_person

THROUGH = date(2026, 3, 31)


def client(name: str = "makoto", **more: Any) -> Client:
    found = Client()
    found.force_login(get_user_model().objects.get(pk=make_person(name, **more)))
    return found


def line(of: int, key: str, start: str, end: str, mrr: int, plan: str = "pro", **more: Any) -> LineRow:  # fmt: skip
    values = {
        "start_on": date.fromisoformat(start), "end_on": date.fromisoformat(end),
        "mrr_minor": mrr, "currency": "JPY", "seats": 10, "auto_renew": False, **more,
    }  # fmt: skip
    return LineRow(of, key, values, plan=plan)


def books() -> dict[str, int]:
    """One that grows, one that leaves, one that stays, one that begins."""
    ids = {
        name: account(name, name=name)
        for name in ("育つ商事", "去る工業", "残る物産", "新しい電機")
    }
    grows, leaves, stays, begins = ids.values()
    rows = [
        line(grows, "1", "2025-01-01", "2026-01-01", 100_000, plan="basic"),
        line(grows, "2", "2026-01-01", "2027-01-01", 150_000),
        line(leaves, "3", "2025-01-01", "2026-01-01", 80_000),
        line(stays, "4", "2025-01-01", "2027-01-01", 70_000),
        line(begins, "5", "2026-02-10", "2027-02-10", 40_000),
    ]
    operations.upsert_lines(viewer=SYSTEM, source="billing", rows=rows, batch="b1", now=NOW)
    write_ledger(lake=workspace_lake(), through=THROUGH, now=datetime(2026, 4, 1, tzinfo=UTC))
    return ids
