"""Accounts for tests, all fictional."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from banso.customers import operations
from banso.customers.operations import AccountRow
from banso.workspace.changes import Counts
from banso.workspace.viewer import Viewer

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
TODAY = date(2026, 4, 10)
SYSTEM = Viewer.system()


def bring(*rows: AccountRow, source: str = "crm", batch: str = "b1", day: date = TODAY) -> Counts:
    """Import accounts of one source."""
    return operations.upsert_accounts(
        viewer=SYSTEM, source=source, rows=rows, batch=batch, now=NOW, day=day
    )


def account(key: str, *, source: str = "crm", batch: str = "b1", **values: Any) -> int:
    """One account's id, made when it is new."""
    bring(AccountRow(key, values), source=source, batch=batch)
    return operations.account_ids(source=source, keys=[key])[key]


def accounts(keys: Iterable[str], **values: Any) -> list[int]:
    return [account(key, **values) for key in keys]
