"""The backup as a job: taken by the worker while everybody goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from banso.connectors.backup.taking import take_backup
from banso.workspace.jobs import job
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer

KIND = "workspace.backup"


@job(KIND)
def run_backup(*, progress: Progress, viewer: Viewer) -> dict[str, Any]:
    """Back this workspace up into its folder of backups."""
    path = take_backup(viewer=viewer, now=datetime.now(UTC), progress=progress)
    return {"file": path.name, "bytes": path.stat().st_size}
