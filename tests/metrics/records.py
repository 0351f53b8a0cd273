"""Records and events of a small workspace, all fictional."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from banso.customers.models import Account, AccountKey, FieldValue, Ticket
from banso.events.store import workspace_lake
from banso.metrics import operations
from banso.metrics.catalogue import write_catalogue
from banso.revenue.models import ContractLine, Plan
from banso.workspace import operations as workspace
from banso.workspace.viewer import Viewer
from tests.metrics.small import CATALOGUE, SOURCE, Small, on

SYSTEM = Viewer.system()
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def account(key: str, *, start: date | None = None, **line: Any) -> int:
    """An account known to the app under ``key``, with a contract from ``start`` on."""
    made = Account.objects.create(name=f"{key} 株式会社（架空）", created_at=NOW, sort_name=key)
    AccountKey.objects.create(source=SOURCE, key=key, key_folded=key, account=made)
    if start is not None:
        plan, _ = Plan.objects.get_or_create(key="team")
        ContractLine.objects.create(
            account=made, source="crm", key=f"{key}-1", plan=plan, start_on=start, currency="JPY",
            recorded_at=NOW, **{"mrr_minor": 50_000, "seats": 10, **line},
        )  # fmt: skip
    return made.pk


def field(account_id: int, key: str, value: Any, from_on: date | None = None) -> None:
    FieldValue.objects.create(
        account_id=account_id, key=key, value=value, from_on=from_on, recorded_at=NOW
    )


def ticket(account_id: int, key: str, opened: date, severity: str = "normal") -> None:
    moment = datetime(opened.year, opened.month, opened.day, 3, tzinfo=UTC)
    Ticket.objects.create(
        account_id=account_id, source="desk", key=key, severity=severity, opened_at=moment
    )


def covered(
    kind: str, source: str, first: date = date(2024, 1, 1), last: date | None = None
) -> None:
    workspace.widen_coverage(kind=kind, source=source, from_on=first, to_on=last)


def sender() -> Small:
    """Sends events into this test's lake."""
    return Small(workspace_lake().folder)


def two_accounts() -> tuple[int, int, Small]:
    """Aoi (busy) and Bunta (quiet), both in contract, with the catalogue in force."""
    aoi, bunta = account("aoi", start=on(0)), account("bunta", start=on(-60))
    covered("usage", SOURCE)
    covered("contracts", "crm")
    operations.save_catalogue(
        viewer=SYSTEM, text=write_catalogue(CATALOGUE.events.values()), now=NOW
    )
    send = sender()
    send.event("search", on(10), on(11), on(12), key="aoi", user="u1")
    send.event("signed in", on(11), on(12), key="aoi", user="u2")
    send.event("search", on(2), key="bunta", user="b1")
    return aoi, bunta, send
