"""After an import: the days it covers are closed, oldest first, up to the clock's day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from banso.connectors.batches import find, hidden_batches
from banso.connectors.models import ImportBatch
from banso.events.store import workspace_lake
from banso.journey.day import close_days, last_closable
from banso.workspace import queries as workspace
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer


def days_to_close(*, batch: str, now: datetime) -> tuple[date, date] | None:
    """First and last local day that the import (or its undo) calls for, None without any."""
    row = find(batch)
    if row.first_on is None:
        return None
    committed = ImportBatch.objects.filter(state=ImportBatch.COMMITTED)
    if not committed.exists():
        return None
    clock = workspace.clock(wall=now)
    settings = workspace.workspace(viewer=Viewer.system())
    last = last_closable(clock=clock, wall=now, settle_hours=settings.settle_hours)
    first = row.first_on
    if clock.closed_day is not None and clock.closed_day < first:
        first = clock.closed_day
    return (first, last) if first <= last else None


def backfill(
    *, viewer: Viewer, batch: str, now: datetime, progress: Progress
) -> dict[str, Any] | None:
    """This function will close the days an import calls for; gives back the span, None without days."""
    span = days_to_close(batch=batch, now=now)
    if span is None:
        return None
    closed = close_days(
        lake=workspace_lake(),
        first=span[0],
        last=span[1],
        now=now,
        progress=progress,
        viewer=viewer,
        hidden=hidden_batches(),
    )
    return closed.as_json()


def close_from(
    *, viewer: Viewer, first: date, now: datetime, progress: Progress
) -> dict[str, Any] | None:
    """This function will close the days from ``first`` on that rows which came in later speak of."""
    clock = workspace.clock(wall=now)
    settings = workspace.workspace(viewer=Viewer.system())
    last = last_closable(clock=clock, wall=now, settle_hours=settings.settle_hours)
    if clock.closed_day is not None:
        first = min(first, clock.closed_day)
    if first > last:
        return None
    closed = close_days(
        lake=workspace_lake(),
        first=first,
        last=last,
        now=now,
        progress=progress,
        viewer=viewer,
        hidden=hidden_batches(),
    )
    return closed.as_json()
