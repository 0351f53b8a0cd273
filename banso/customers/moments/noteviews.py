"""Touchpoints made ready to show: who took part by name, and the version somebody looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from banso.customers.models import Contact
from banso.customers.moments.models import Touchpoint
from banso.customers.queries import in_scope
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PersonAt:
    """Somebody of the customer's who took part; ``contact`` empty: known by the address only."""

    contact: str
    name: str
    address: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class NoteView:
    """One touchpoint. ``stamp`` names the version somebody looks at; ``author`` and ``editor`` are empty
    where an import brought it or the viewer may not know the name."""

    public_id: str
    account_id: int
    account_public_id: str
    account_name: str
    type: str
    at: datetime
    subject: str
    notes: str
    minutes: int | None
    effort_minutes: int | None
    mood: str
    mood_why: str
    opened_by: str
    topic: str
    department: str
    meeting: str
    stamp: str
    author: str = ""
    editor: str = ""
    edited_at: datetime | None = None
    imported: bool = False
    erased: bool = False
    theirs: tuple[PersonAt, ...] = ()
    ours: tuple[tuple[int, str], ...] = ()  # (user id or 0, name or address)


def rows_of(viewer: Viewer) -> QuerySet[Touchpoint]:
    """This function will give the touchpoints the viewer may see, with what :func:`views` needs."""
    rows: QuerySet[Touchpoint] = in_scope(Touchpoint.objects.all(), viewer)
    return rows.select_related("account").prefetch_related("participants__contact")


def views(*, viewer: Viewer, rows: QuerySet[Touchpoint] | Sequence[Touchpoint]) -> list[NoteView]:
    """This function will make touchpoints of :func:`rows_of` ready to show, with four reads for all."""
    found = list(rows)
    if not found:
        return []
    names = workspace.names_of_people(viewer=viewer)
    ours = _ours(found, names)
    theirs = _theirs(viewer, found)
    return [_view(viewer, row, names, ours, theirs) for row in found]


def _split(addresses: str) -> list[str]:
    return [a for a in addresses.split(";") if a]


def _ours(rows: Sequence[Touchpoint], names: dict[int, str]) -> dict[str, tuple[int, str]]:
    """Address → (user id, name) of those of us whose names the viewer may know."""
    wanted = {a for row in rows for a in _split(row.our_people)}
    users = get_user_model().objects.filter(email__in=sorted(wanted)) if wanted else []
    return {u.email.casefold(): (u.pk, names[u.pk]) for u in users if names.get(u.pk)}


def _theirs(viewer: Viewer, rows: Sequence[Touchpoint]) -> dict[tuple[int, str], PersonAt]:
    """(account, address) → the contact under it."""
    wanted = {a for row in rows for a in _split(row.their_people)}
    if not wanted:
        return {}
    accounts = {row.account_id for row in rows}
    contacts = in_scope(
        Contact.objects.filter(account_id__in=sorted(accounts), email__in=sorted(wanted)), viewer
    )
    return {(c.account_id, c.email.casefold()): _person(c) for c in contacts}


def _person(contact: Contact) -> PersonAt:
    name = " ".join(p for p in (contact.family_name, contact.given_name) if p)
    return PersonAt(contact.public_id, name or contact.full_name, contact.email, contact.title)


def _view(
    viewer: Viewer,
    row: Touchpoint,
    names: dict[int, str],
    ours: dict[str, tuple[int, str]],
    theirs: dict[tuple[int, str], PersonAt],
) -> NoteView:
    # After a split a contact may stand at an account the viewer may not see.
    there = (p.contact for p in row.participants.all() if viewer.sees(p.contact.account_id))
    people = {c.public_id: _person(c) for c in there if c.erased_at is None}
    for address in _split(row.their_people):
        one = theirs.get((row.account_id, address)) or PersonAt("", address, address)
        people.setdefault(one.contact or address, one)
    return NoteView(
        public_id=row.public_id, account_id=row.account_id,
        account_public_id=row.account.public_id,
        account_name=row.account.name or row.account.public_id,
        type=row.type, at=row.happened_at, subject=row.subject, notes=row.notes,
        minutes=row.minutes, effort_minutes=row.effort_minutes, mood=row.mood,
        mood_why=row.mood_why, opened_by=row.opened_by, topic=row.topic,
        department=row.department, meeting=row.meeting, stamp=_stamp(row),
        author=names.get(row.created_by_id or 0, ""), editor=names.get(row.edited_by_id or 0, ""),
        edited_at=row.edited_at, imported=row.created_at is None, erased=row.erased_at is not None,
        theirs=tuple(people.values()),
        ours=tuple(ours.get(a, (0, a)) for a in _split(row.our_people)),
    )  # fmt: skip


def _stamp(row: Any) -> str:
    """Saves by people count up; the digest also tells a text that an import or an erasing changed."""
    text = "\n".join((row.subject, row.notes, row.mood_why, row.topic))
    return f"{row.version}-{sha256(text.encode()).hexdigest()[:12]}"
