"""Reading calendars in the background."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from banso.connectors.calendar import operations
from banso.workspace.jobs import job
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer


@job("calendars.fetch")
def run_fetch(*, progress: Progress, viewer: Viewer, feed: str = "") -> dict[str, Any]:
    """Read one calendar of the person who started it, or all of them. Run again, it reads again."""
    now = datetime.now(UTC)
    if feed:
        return operations.fetch_feed(viewer=viewer, public_id=feed, now=now)
    return operations.fetch_all(viewer=viewer, now=now, progress=progress)
