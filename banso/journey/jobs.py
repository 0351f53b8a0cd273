"""The job kinds of the journey. Each may be killed and run again with the same arguments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from banso.events.store import workspace_lake
from banso.journey.restating import restate
from banso.workspace.jobs import job
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer

RESTATE = "journey.restate"


@job(RESTATE)
def run_restate(
    *, progress: Progress, viewer: Viewer, from_on: str, version: int | None = None
) -> dict[str, Any]:
    """Walk the days since an ISO date under a version of the map, beside what really was."""
    series = restate(
        viewer=viewer,
        lake=workspace_lake(),
        from_on=date.fromisoformat(from_on),
        version=version,
        now=datetime.now(UTC),
        progress=progress,
    )
    return {"series": series.public_id, "rows": series.rows}
