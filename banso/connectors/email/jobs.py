"""Reading mailboxes in the background."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from banso.connectors.email import operations
from banso.workspace.jobs import job
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer


@job("mail.fetch")
def run_fetch(*, progress: Progress, viewer: Viewer, mailbox: str = "") -> dict[str, Any]:
    """Read one mailbox, or all of them and the folder. Run again, it goes on behind the last mail."""
    now = datetime.now(UTC)
    if mailbox:
        return operations.fetch_mailbox(
            viewer=viewer, public_id=mailbox, now=now, progress=progress
        )
    return operations.fetch_all(viewer=viewer, now=now, progress=progress)
