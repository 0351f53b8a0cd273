"""Who may read meetings, calendars and mail in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from banso.connectors.email.models import Mail
from banso.customers.moments.mails import IN
from banso.customers.moments.models import Touchpoint
from banso.execution.meetings.models import Meeting
from banso.workspace.viewer import Viewer
from tests.access.table import ADMIN, ALL, Read
from tests.access.world import FIRST, LAST, NOW, Built, Place


def meeting_of(p: Place) -> str:
    """A meeting of the account on the last day; its title carries the account's tag."""
    row, _ = Meeting.objects.get_or_create(
        key=p.tag, defaults={
            "series": p.tag, "account_id": p.id, "matched_by": "contact", "title": f"{p.tag} 定例",
            "starts_at": NOW - timedelta(days=1), "ends_at": NOW - timedelta(hours=23),
            "theirs": f"someone@{p.tag}.example", "created_at": NOW, "changed_at": NOW,
        },
    )  # fmt: skip
    return row.public_id


def _mails(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    """A mail of each account, in its timeline."""
    for place in w.accounts.values():
        Touchpoint.objects.get_or_create(
            source=IN, key=place.tag,
            defaults={
                "account_id": place.id, "type": "mail", "subject": f"{place.tag} 返信",
                "happened_at": NOW - timedelta(days=1),
            },
        )  # fmt: skip
    return {"since": NOW - timedelta(days=2), "until": NOW}


def _waiting(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    """A mail that came by the mailbox, of nobody yet."""
    Mail.objects.get_or_create(
        key=p.tag,
        defaults={
            "thread": p.tag, "sent_at": NOW, "received_at": NOW, "sender": f"who@{p.tag}.test",
            "subject": p.tag,
        },
    )  # fmt: skip
    return {"day": LAST}


def _there(w: Built) -> None:
    for place in w.accounts.values():
        meeting_of(place)


def _day(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    _there(w)
    return {"day": LAST}


def _span(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    _there(w)
    return {"first": FIRST, "last": LAST}


def _one(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"public_id": meeting_of(p)}


def _account(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    meeting_of(p)
    return {"account_id": p.id, "now": NOW}


MEET_READS = {
    "connectors.calendar.queries.feeds": Read(ALL - {"reader"}, silent=True),  # one's own
    "connectors.email.queries.mailboxes": Read(ADMIN, of_all=True, silent=True),
    "connectors.email.queries.waiting": Read(ALL - {"reader"}, _waiting),
    "connectors.email.queries.waiting_count": Read(ALL - {"reader"}, silent=True),
    "customers.moments.mails.mails_received": Read(ALL, _mails),
    "execution.meetings.queries.between": Read(ALL, _span),
    "execution.meetings.queries.meeting": Read(ALL, _one),
    "execution.meetings.queries.minutes_of": Read(
        ALL, lambda w, v, p: {"public_ids": [meeting_of(p)]}, silent=True
    ),  # none is written here
    "execution.meetings.queries.of_account": Read(ALL, _account),
    "execution.meetings.queries.on_day": Read(ALL, _day),
    "execution.meetings.queries.suggestions": Read(
        ALL, lambda w, v, p: {"public_id": meeting_of(p), "day": LAST}
    ),
}
