"""Who may ask about notes and promises: everybody within their scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from banso.customers.moments.models import Touchpoint
from banso.execution.promises.models import Promise
from banso.workspace.viewer import Viewer
from tests.access.table import ALL, Read
from tests.access.world import LAST, NOW, Built, Place


def note_of(place: Place) -> str:
    """The note with a promise in it."""
    rows = Touchpoint.objects.filter(account_id=place.id, source="banso").order_by("pk")
    return rows.values_list("public_id", flat=True)[0]


def promise_of(place: Place) -> str:
    """The promise that was made by itself."""
    rows = Promise.objects.filter(account_id=place.id, touchpoint=None).order_by("pk")
    return rows.values_list("public_id", flat=True)[0]


def _account(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"account_id": p.id}


def _topic(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"account_id": p.id, "topic": f"{p.tag}の話", "at": NOW, "department": "sales"}


TOUCH_READS: dict[str, Read] = {
    "customers.moments.notes.last_department": Read(ALL, silent=True),  # their own
    "customers.moments.notes.note": Read(ALL, lambda w, v, p: {"public_id": note_of(p)}),
    "customers.moments.notes.note_of_meeting": Read(
        ALL, lambda w, v, p: {"meeting": "none"}, silent=True
    ),
    "customers.moments.notes.notes_of": Read(ALL, _account),
    "customers.moments.notes.notes_since": Read(
        ALL, lambda w, v, p: {"since": NOW - timedelta(days=99)}
    ),
    "customers.moments.notes.proactive": Read(ALL, silent=True),
    "customers.moments.notes.same_topic": Read(ALL, _topic),
    "customers.moments.notes.topics_of": Read(ALL, _account),
    "customers.search.queries.search_notes": Read(ALL, lambda w, v, p: {"text": "見積"}),
    "execution.promises.queries.open_counts": Read(
        ALL, lambda w, v, p: {"day": LAST, "account_ids": [p.id]}
    ),
    "execution.promises.queries.open_of": Read(ALL),
    "execution.promises.queries.promise": Read(ALL, lambda w, v, p: {"public_id": promise_of(p)}),
    "execution.promises.queries.promises_of_account": Read(ALL, _account),
    "execution.promises.queries.promises_of_note": Read(ALL, lambda w, v, p: {"note": note_of(p)}),
}
