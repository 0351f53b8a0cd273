"""Reads of mail in: mails that wait for an account, and mailboxes, never with a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from banso.connectors.email.models import Mail, Mailbox
from banso.customers.addresses import known_addresses, suggested
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail nobody in it is known of. ``attachments``: [name, kind, bytes]. ``suggestions``: account
    ids by domain, the likeliest first."""

    public_id: str
    sent_at: datetime
    sender: str
    people: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[tuple[str, str, int], ...]
    suggestions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MailboxView:
    """``problems``: [{id, ja, en}] of the last try, empty when it went well."""

    public_id: str
    name: str
    host: str
    port: int
    security: str
    username: str
    folder: str
    tried_at: datetime | None
    read_at: datetime | None
    result: dict[str, Any]
    problems: list[dict[str, str]]


def reached(viewer: Viewer) -> QuerySet[Mail]:
    """The mails a viewer may see: what they handed in; of what came by a mailbox, whoever sees every
    account. The only such place."""
    viewer.require(Act.EDIT_ACCOUNTS)
    rows = Mail.objects.all()
    if viewer.user_id is None:
        return rows
    own = Q(user_id=viewer.user_id)
    return rows.filter(own | Q(user__isnull=True) if viewer.scope is None else own)


def waiting(*, viewer: Viewer, day: date, limit: int = 50) -> list[WaitingMail]:
    """This function will list the mails that wait for an account, the newest first."""
    rows = list(reached(viewer).filter(state=Mail.WAITING).order_by("-sent_at", "-pk")[:limit])
    people = {m.pk: (m.sender, *(a for a in m.people.split(";") if a)) for m in rows}
    known = known_addresses(
        viewer=viewer, addresses={a for some in people.values() for a in some}, day=day
    )
    return [
        WaitingMail(
            m.public_id, m.sent_at, m.sender, people[m.pk][1:], m.subject, m.text,
            tuple((str(n), str(k), int(s)) for n, k, s in m.attachments),
            tuple(suggested(people[m.pk], known)),
        )
        for m in rows
    ]  # fmt: skip


def waiting_count(*, viewer: Viewer) -> int:
    """This function will count the mails that wait for an account."""
    return reached(viewer).filter(state=Mail.WAITING).count()


def mailboxes(*, viewer: Viewer) -> list[MailboxView]:
    """This function will list the mailboxes that are read, by name."""
    viewer.require(Act.MANAGE_WORKSPACE)
    return [
        MailboxView(
            b.public_id, b.name, b.host, b.port, b.security, b.username, b.folder, b.tried_at,
            b.read_at, dict(b.result), list(b.problems),
        )
        for b in Mailbox.objects.filter(ended_at=None).order_by("name", "pk")
    ]  # fmt: skip
