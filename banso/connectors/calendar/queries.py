"""Reads of calendars people subscribed to: their own only, and never the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from banso.connectors.calendar.models import Feed
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class FeedView:
    """``problems``: [{id, ja, en}] of the last try, empty when it went well."""

    public_id: str
    name: str
    kind: str  # address, file
    host: str
    tried_at: datetime | None
    read_at: datetime | None
    result: dict[str, Any]
    problems: list[dict[str, str]]


def feeds(*, viewer: Viewer) -> list[FeedView]:
    """This function will list the viewer's own calendars, by name."""
    viewer.require(Act.EDIT_ACCOUNTS)
    rows = Feed.objects.filter(user_id=viewer.user_id or 0, ended_at=None).order_by("name", "pk")
    return [
        FeedView(
            f.public_id, f.name, f.kind, f.host, f.tried_at, f.read_at, dict(f.result),
            list(f.problems),
        )
        for f in rows
    ]  # fmt: skip
