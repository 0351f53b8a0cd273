"""A mail taken in: once, to the account of the people in it, as a touchpoint of its thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from banso.connectors.email.models import Mail
from banso.connectors.email.reading import Attachment, ParsedMail
from banso.customers.addresses import (
    Known,
    Sides,
    account_of,
    folded,
    known_addresses,
    ours,
    sides_of,
)
from banso.customers.moments.erasing import digest_of, erased_among
from banso.customers.moments.mails import IN, OUT
from banso.customers.moments.models import Touchpoint
from banso.customers.moments.writing import NoteDraft, write
from banso.customers.people.operations import note_bounce
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TakenMail:
    """What became of one mail. ``fresh`` False: it was here before."""

    public_id: str
    state: str
    why: str
    fresh: bool
    account_id: int | None
    touchpoint: str  # public id


@transaction.atomic
def take_mail(*, viewer: Viewer, mail: ParsedMail, now: datetime) -> TakenMail:
    """This function will take one mail in. The same mail again changes nothing.

    Its account is that of the people in it, else that of its thread; known by nothing, it waits. The
    viewer's accounts count: what one person hands in goes to no account they may not see.
    """
    there = Mail.objects.filter(key=mail.key).first()
    if there is not None:
        return _told(there, fresh=False)
    clock = workspace.clock(wall=now)
    # A date still to come is a clock that goes wrong.
    known_at = mail.sent_at if mail.sent_at and mail.sent_at < now + _AHEAD else None
    sent_at = known_at or clock.now
    day = clock.local_day(sent_at)
    everyone = (mail.sender, *mail.people)
    known = known_addresses(viewer=viewer, addresses=everyone, day=day)
    sides = sides_of(everyone, us=ours(), known=known)
    before = _before(mail)
    row = Mail(
        key=mail.key,
        thread=before.thread if before else mail.key,
        sent_at=sent_at,
        inbound=mail.sender not in sides.ours,
        attachments=[[a.name, a.kind, a.size] for a in mail.attachments],
        user_id=viewer.user_id,
        received_at=now,
    )
    row.why = _aside(mail, sides)
    if row.why:
        row.state = Mail.ASIDE
        row.save()
        if mail.bounced and viewer.may(Act.EDIT_ACCOUNTS):
            note_bounce(viewer=viewer, addresses=mail.bounced, day=day, now=now)
        return _told(row)
    row.account_id = _account(viewer, sides, known, before)
    row.sender, row.subject, row.text = mail.sender, mail.subject, mail.text
    row.people = ";".join(mail.people)
    row.save()
    if row.account_id is not None:
        to_touchpoint(viewer=viewer, row=row, now=now)
    return _told(row)


def to_touchpoint(*, viewer: Viewer, row: Mail, now: datetime) -> None:
    """Write a mail that waits as a touchpoint of its account, and keep its words there only."""
    assert row.account_id is not None  # noqa: S101
    clock = workspace.clock(wall=now)
    everyone = [a for a in (row.sender, *row.people.split(";")) if a]
    known = known_addresses(viewer=viewer, addresses=everyone, day=clock.local_day(row.sent_at))
    us = ours()
    sides = sides_of(everyone, us=us, known=known)
    contacts = {
        k.contact
        for a in sides.theirs
        for k in known.get(a, ())
        if k.contact and k.account_id == row.account_id
    }
    draft = NoteDraft(
        account_id=row.account_id,
        type="mail",
        happened_at=row.sent_at,
        subject=row.subject,
        notes=_notes(row),
        contacts=tuple(sorted(contacts)),
        ours=tuple(us.users[a] for a in sides.ours if a in us.users),
        opened_by=_opened_by(row),
        their_addresses=sides.theirs,
    )
    written = write(viewer=viewer, draft=draft, now=now)
    # By its source a mail is told from a note, by its key it stays one, whatever happens.
    way = IN if row.inbound else OUT
    Touchpoint.objects.filter(pk=written.id).update(source=way, key=row.key)
    row.touchpoint_id, row.state, row.why = written.id, Mail.TAKEN, ""
    row.sender = row.people = row.subject = row.text = ""
    row.save()


# Helpers -----------------------------------------------------------------------------------------


def _before(mail: ParsedMail) -> Mail | None:
    """The nearest mail of its thread that is here; also one that answers it and came first."""
    rows = {m.key: m for m in Mail.objects.filter(key__in=mail.before)}
    return next((rows[key] for key in mail.before if key in rows), None)


def _account(
    viewer: Viewer, sides: Sides, known: dict[str, tuple[Known, ...]], before: Mail | None
) -> int | None:
    account, _how = account_of(sides.theirs, known)
    if account is None and before is not None and before.account_id is not None:
        account = before.account_id if viewer.sees(before.account_id) else None
    return account


def _aside(mail: ParsedMail, sides: Sides) -> str:
    """Why a mail is nobody's touchpoint, or nothing."""
    if mail.automatic:
        return "automatic"
    if digest_of(folded(mail.sender)) in erased_among([mail.sender]):
        return "erased"
    return "" if sides.theirs else "inside"


def _opened_by(row: Mail) -> str:
    """Who wrote the first mail of the thread that is here."""
    first = Mail.objects.filter(thread=row.thread).order_by("sent_at", "pk").first() or row
    return "them" if first.inbound else "us"


def _notes(row: Mail) -> str:
    named = [Attachment(str(n), str(k), int(s)) for n, k, s in row.attachments]
    words = "\n\n".join(t for t in (row.text, attachment_words(named)) if t)
    return words or ("" if row.subject else "—")  # an entry says something


def attachment_words(attachments: Sequence[Attachment]) -> str:
    """The names of what was attached; what is in it was not looked at."""
    return "\n".join(f"📎 {a.name} ({_size(a.size)})" for a in attachments)


def _size(size: int) -> str:
    return (
        f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(size, 1) / 1024:.1f} KB"
    )


def _told(row: Mail, *, fresh: bool = True) -> TakenMail:
    touchpoint: Any = row.touchpoint
    return TakenMail(
        row.public_id, row.state, row.why, fresh, row.account_id,
        touchpoint.public_id if touchpoint else "",
    )  # fmt: skip
