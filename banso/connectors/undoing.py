"""The undo of a batch: records and coverage in one transaction, then the hidden events."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from banso.connectors import steps
from banso.connectors.batches import refused
from banso.connectors.models import ImportBatch, QuarantineRow
from banso.customers import operations as customers
from banso.events.operations import remove_batch
from banso.events.store import workspace_lake
from banso.lib.steps import step
from banso.revenue import operations as revenue
from banso.workspace import operations as workspace
from banso.workspace import queries as workspace_queries
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer


def undo_batch(
    row: ImportBatch,
    *,
    viewer: Viewer,
    now: datetime,
    progress: Progress,
    even_if_edited: bool = False,
) -> dict[str, Any]:
    """Undo, or go on with an undo that died; the caller holds the import lock."""
    if row.state == ImportBatch.UNDONE:
        raise refused("import.already-undone", row)
    if row.state not in (ImportBatch.COMMITTED, ImportBatch.UNDOING):
        raise refused("import.not-committed", row)
    progress.begin("Taking the import back")
    if row.state == ImportBatch.COMMITTED:
        _take_back(row, viewer=viewer, now=now, even_if_edited=even_if_edited)
    step(steps.UNDO_MARKED)
    lake = workspace_lake()
    later = row.mendings.exclude(lake_batch="").values_list("lake_batch", flat=True)
    removed = sum(remove_batch(lake=lake, batch=name) for name in (row.public_id, *later))
    step(steps.UNDO_REMOVED)
    with transaction.atomic():
        row.mendings.all().delete()
        row.pieces.all().delete()
        ImportBatch.objects.filter(pk=row.pk).update(
            state=ImportBatch.UNDONE, undone_at=now, kept={}
        )
        _audit(row, viewer, "import.undone", now, {"events": removed})
    step(steps.UNDONE)
    row.refresh_from_db()
    return {
        "batch": row.public_id,
        "state": row.state,
        "first_day": row.first_on.isoformat() if row.first_on else None,
        "last_day": row.last_on.isoformat() if row.last_on else None,
    }


@transaction.atomic
def _take_back(row: ImportBatch, *, viewer: Viewer, now: datetime, even_if_edited: bool) -> None:
    batch = row.public_id
    # Contracts hang on accounts and keep them from going, so they go first.
    lines = revenue.undo_batch(viewer=viewer, batch=batch, now=now, even_if_edited=even_if_edited)
    people = customers.undo_batch(
        viewer=viewer, batch=batch, now=now, even_if_edited=even_if_edited
    )
    QuarantineRow.objects.filter(batch=row).delete()
    _shrink_coverage(row)
    _reopen(row)
    _clock_back(row, viewer=viewer, now=now)
    ImportBatch.objects.filter(pk=row.pk).update(state=ImportBatch.UNDOING)
    both = lines + people
    _audit(
        row, viewer, "import.undo-begun", now, {"deleted": both.deleted, "restored": both.restored}
    )


def _others(row: ImportBatch) -> list[ImportBatch]:
    return list(ImportBatch.objects.filter(state=ImportBatch.COMMITTED).exclude(pk=row.pk))


def _shrink_coverage(row: ImportBatch) -> None:
    """What the other imports of the source still cover; coverage set by hand stays."""
    same = [b for b in _others(row) if b.source == row.source]
    for kind in row.coverage:
        workspace.drop_coverage(kind=kind, source=row.source)
        for batch in same:
            if kind in batch.coverage:
                first, last = batch.coverage[kind]
                workspace.widen_coverage(
                    kind=kind,
                    source=row.source,
                    from_on=date.fromisoformat(first),
                    to_on=date.fromisoformat(last) if last else None,
                    batch=batch.public_id,
                )


def _reopen(row: ImportBatch) -> None:
    closed = workspace_queries.workspace(viewer=Viewer.system()).closed_day
    if closed is None or row.first_on is None:
        return
    if not _others(row):
        workspace.reset_closed_day(day=None)
    elif row.first_on <= closed:
        workspace.reset_closed_day(day=row.first_on - timedelta(days=1))


def _clock_back(row: ImportBatch, *, viewer: Viewer, now: datetime) -> None:
    """The clock that this import stopped goes again, once there is nothing it stood for."""
    if row.set_clock and not _others(row):
        workspace.set_clock(viewer=Viewer.system(), mode="live", stands_at=None, now=now)


def _audit(
    row: ImportBatch, viewer: Viewer, act: str, now: datetime, detail: dict[str, Any]
) -> None:
    workspace.audit(
        viewer=viewer,
        act=act,
        subject_kind="import",
        subject_id=row.public_id,
        now=now,
        detail=detail,
        batch=row.public_id,
    )
