"""Where this workspace's lake is."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from banso.events.lake import Lake, open_lake


def workspace_lake() -> Lake:
    """The lake of the workspace this process serves."""
    return open_lake(Path(settings.BANSO_FOLDER) / "lake")
