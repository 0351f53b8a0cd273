"""Making small files, importing them, and looking at everything that is left."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from banso.connectors import operations
from banso.connectors.models import ImportBatch, QuarantineRow, StagedFile
from banso.customers.models import (
    Account,
    AccountKey,
    Contact,
    FieldDefinition,
    FieldValue,
    ProductUser,
    Ticket,
)
from banso.events.definitions import EVENTS
from banso.events.store import workspace_lake
from banso.revenue.models import AddOn, ContractLine, Plan, Product
from banso.workspace.models import BatchChange, Coverage, Definition
from banso.workspace.viewer import Viewer

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
SYSTEM = Viewer.system()
MODELS = (
    Account, AccountKey, Contact, FieldDefinition, FieldValue, ProductUser, Ticket,
    ContractLine, Product, Plan, AddOn, Coverage, BatchChange, QuarantineRow,
)  # fmt: skip
Rows = Sequence[Sequence[object]]


def as_csv(rows: Rows, *, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def write(folder: Path, name: str, rows: Rows) -> Path:
    path = folder / name
    path.write_text(as_csv(rows), encoding="utf-8")
    return path


def take_in(path: Path, *, mapping: str | None = None, now: datetime = NOW) -> dict[str, Any]:
    """Stage and commit; gives back the commit's result."""
    batch = operations.stage_path(viewer=SYSTEM, path=path, now=now)
    if mapping:
        operations.choose_mapping(viewer=SYSTEM, batch=batch, text=mapping)
    return operations.commit(viewer=SYSTEM, batch=batch, now=now)


def look(path: Path, *, mapping: str | None = None, now: datetime = NOW) -> operations.Preview:
    batch = operations.stage_path(viewer=SYSTEM, path=path, now=now)
    if mapping:
        operations.choose_mapping(viewer=SYSTEM, batch=batch, text=mapping)
    return operations.preview(viewer=SYSTEM, batch=batch, now=now)


def counts() -> dict[str, int]:
    """How many rows every table that an import may touch holds."""
    return {model.__name__: model._default_manager.count() for model in MODELS}


def nothing_left() -> bool:
    """No record, no definition, no batch, no event, no upload."""
    records = not any(counts().values()) and not ImportBatch.objects.exists()
    records = records and not StagedFile.objects.exists()
    records = records and not Definition.objects.filter(kind="mapping").exists()
    return records and stored() == [] and uploads() == []


def stored(columns: str = "account_key, name") -> list[tuple[Any, ...]]:
    lake = workspace_lake()
    with lake.cursor() as cursor:
        sql = f'select {columns} from {lake.table(EVENTS).sql()} order by "at", message_id'
        return cursor.execute(sql).fetchall()


def uploads() -> list[str]:
    """What lies in the uploads folder, but for the lock and Django's own folder."""
    folder = Path(settings.BANSO_FOLDER) / "uploads"
    return sorted(p.name for p in folder.iterdir() if p.name not in ("incoming", "import.lock"))


ACCOUNTS: Rows = [
    ("account_id", "account_name", "industry"),
    ("A1", "株式会社あおば（架空）", "製造"),
    ("A2", "Beacon Labs (fictional)", "software"),
]
CONTRACTS: Rows = [
    ("subscription_id", "account_id", "plan", "start_date", "end_date", "mrr", "seats"),
    ("S1", "A1", "pro", "2025-04-01", "2026-04-01", "120000", "30"),
    ("S2", "A2", "basic", "2025-10-01", "2026-10-01", "50000", "10"),
]
EVENTS_ROWS: Rows = [
    ("account_id", "user_id", "event_name", "timestamp", "value"),
    ("A1", "u1", "login", "2026-04-01 09:00:00", ""),
    ("A1", "u1", "login", "2026-04-01 09:00:00", ""),
    ("A1", "u2", "export", "2026-04-02 10:00:00", "3"),
    ("A2", "u1", "login", "2026-04-03T00:30:00Z", ""),
]


def small_export(folder: Path) -> Path:
    """Accounts, contracts and events in one folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "accounts.csv", ACCOUNTS)
    write(folder, "contracts.csv", CONTRACTS)
    write(folder, "events.csv", EVENTS_ROWS)
    return folder
