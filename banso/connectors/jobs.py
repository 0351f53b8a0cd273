"""The job kinds of imports. Each may be killed and run again with the same arguments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from banso.connectors import operations
from banso.connectors.backfill import backfill, close_from
from banso.connectors.batches import hidden_batches
from banso.connectors.mending import operations as mend
from banso.connectors.merging import look_for_duplicates
from banso.connectors.models import ImportBatch
from banso.connectors.quality import operations as quality
from banso.events.store import workspace_lake
from banso.journey.day import close_days
from banso.journey.segmenting import count_segments
from banso.workspace.jobs import job
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer


@job("import.preview")
def run_preview(*, progress: Progress, viewer: Viewer, batch: str) -> dict[str, Any]:
    """Read what was handed in and say what a commit would do."""
    now = datetime.now(UTC)
    operations.read_received(viewer=viewer, batch=batch, now=now, progress=progress)
    return operations.preview(viewer=viewer, batch=batch, now=now, progress=progress).as_json()


@job("import.commit")
def run_commit(
    *, progress: Progress, viewer: Viewer, batch: str, with_backfill: bool = True
) -> dict[str, Any]:
    """Take a batch over, then close the days it covers."""
    now = datetime.now(UTC)
    result = operations.commit(viewer=viewer, batch=batch, now=now, progress=progress)
    if with_backfill:
        result["backfill"] = backfill(viewer=viewer, batch=batch, now=now, progress=progress)
    report = quality.make_report(viewer=viewer, now=now, progress=progress)
    result["quality"] = report["findings"]
    found = look_for_duplicates(viewer=viewer, now=now, progress=progress)
    result["duplicates"] = {"new": found["new"], "open": found["open"]}
    return result


@job("import.undo")
def run_undo(
    *, progress: Progress, viewer: Viewer, batch: str, even_if_edited: bool = False
) -> dict[str, Any]:
    """Take a batch back, then close the days anew that it had covered."""
    now = datetime.now(UTC)
    if not ImportBatch.objects.filter(public_id=batch, state=ImportBatch.UNDONE).exists():
        operations.undo(
            viewer=viewer, batch=batch, now=now, progress=progress, even_if_edited=even_if_edited
        )
    return {
        "batch": batch,
        "state": ImportBatch.UNDONE,
        "backfill": backfill(viewer=viewer, batch=batch, now=now, progress=progress),
    }


@job("import.mend")
def run_mend(
    *, progress: Progress, viewer: Viewer, mending: str, batch: str = ""
) -> dict[str, Any]:
    """Take mended rows in, then close the days anew that they speak of."""
    now = datetime.now(UTC)
    result = mend.run(viewer=viewer, mending=mending, now=now, progress=progress)
    first = result["reopened_from"]
    if first:
        result["backfill"] = close_from(
            viewer=viewer, first=date.fromisoformat(first), now=now, progress=progress
        )
    return result


@job("quality.report")
def run_report(*, progress: Progress, viewer: Viewer, batch: str | None = None) -> dict[str, Any]:
    """Run every check over one import or everything. Run again, it makes another report."""
    now = datetime.now(UTC)
    return quality.make_report(viewer=viewer, batch=batch, now=now, progress=progress)


@job("day.backfill")
def run_close(
    *, progress: Progress, viewer: Viewer, first: str, last: str, again: bool = False
) -> dict[str, Any]:
    """Close days anew, from their ISO dates. Here, because what is not committed must stay unseen."""
    closed = close_days(
        lake=workspace_lake(),
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        now=datetime.now(UTC),
        progress=progress,
        viewer=viewer,
        hidden=hidden_batches(),
        again=again,
    )
    return closed.as_json()


@job("segments.count")
def run_count_segments(*, progress: Progress, viewer: Viewer) -> dict[str, Any]:
    """Count segments that are new or changed; the others stand."""
    done = count_segments(lake=workspace_lake(), now=datetime.now(UTC), progress=progress)
    return {"segments": done.segments, "entered": done.entered, "left": done.left}
