"""Writes of notes with the promises in them, and of promises by themselves; each audited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from banso.customers.models import Account, Contact
from banso.customers.moments import placing, writing
from banso.customers.moments.models import Touchpoint
from banso.customers.moments.writing import NoteDraft
from banso.execution.promises import taking, words
from banso.execution.promises.lines import OURS, THEIRS
from banso.execution.promises.models import Promise
from banso.lib.problems import BansoError
from banso.workspace.changes import chunks
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

_TEXT = 500


@dataclass(frozen=True, slots=True)
class Saved:
    """A note that was kept. ``created`` False: it was there already. ``promises``: how many are new."""

    public_id: str
    account_id: int
    created: bool
    promises: int = 0


class PromiseUnknown(BansoError):
    """No such promise, or none this person may see."""


class PromiseRefused(BansoError):
    """The promise cannot be kept, moved or made like this."""


# Notes -------------------------------------------------------------------------------------------


@transaction.atomic
def write_note(
    *, viewer: Viewer, draft: NoteDraft, now: datetime, today: date, client_id: str = ""
) -> Saved:
    """This function will keep a new note and the promises in its part 宿題.

    The same ``client_id`` from the same person: the first note is given back and nothing is
    written. Raises NoteRefused, NoteUnknown.
    """
    written = writing.write(viewer=viewer, draft=draft, now=now, client_id=client_id)
    if not written.created:
        return Saved(written.public_id, written.account_id, created=False)
    [row] = _notes([written.id])
    made = taking.take(viewer=viewer, row=row, before="", now=now, today=today)
    return Saved(written.public_id, written.account_id, created=True, promises=made)


@transaction.atomic
def change_note(
    *, viewer: Viewer, public_id: str, seen: str, draft: NoteDraft, now: datetime, today: date
) -> Saved:
    """This function will save a note again, and let its promises follow what changed in the part 宿題.

    ``seen`` is NoteView.stamp of what the person had before their eyes. A line that is gone withdraws
    its promise, a line with another date moves it, a ticked line keeps it. Raises NoteConflict where
    somebody else saved in between; NoteRefused, NoteUnknown.
    """
    before = Touchpoint.objects.filter(public_id=public_id).values_list("notes", flat=True).first()
    written = writing.change(viewer=viewer, public_id=public_id, seen=seen, draft=draft, now=now)
    [row] = _notes([written.id])
    made = taking.take(viewer=viewer, row=row, before=before or "", now=now, today=today)
    return Saved(written.public_id, written.account_id, created=False, promises=made)


@transaction.atomic
def withdraw_note(*, viewer: Viewer, public_id: str, why: str, now: datetime, today: date) -> None:
    """This function will withdraw a note with its open promises; why is kept. Raises NoteUnknown, NoteRefused."""
    row = placing.withdraw(viewer=viewer, public_id=public_id, why=why, now=now)
    for promise in Promise.objects.filter(touchpoint=row, state=Promise.OPEN).order_by("pk"):
        taking.close(promise, Promise.WITHDRAWN, taking.WITH_NOTE, viewer, now, today)


@transaction.atomic
def put_note_back(*, viewer: Viewer, public_id: str, now: datetime) -> None:
    """This function will undo the withdrawal of a note and of the promises that went with it. Raises NoteUnknown."""
    row = placing.put_back(viewer=viewer, public_id=public_id, now=now)
    gone = Promise.objects.filter(touchpoint=row, state=Promise.WITHDRAWN, why=taking.WITH_NOTE)
    for promise in gone.order_by("pk"):
        taking.reopen(promise, viewer, now)


@transaction.atomic
def move_note(*, viewer: Viewer, public_id: str, to: str, now: datetime) -> None:
    """This function will hang a note and its promises on the account with the public id ``to``.

    A person of the former account owes none of them any more. Raises NoteUnknown, NoteRefused.
    """
    row = placing.move(viewer=viewer, public_id=public_id, to=to, now=now)
    theirs = Promise.objects.filter(touchpoint=row).exclude(account_id=row.account_id)
    for promise in theirs.order_by("pk"):
        promise.account_id, promise.contact = row.account_id, None
        promise.save(update_fields=["account", "contact"])
        taking.note_act(viewer, "promise.moved-with-note", promise, now)


@transaction.atomic
def take_from_minutes(
    *,
    viewer: Viewer,
    now: datetime,
    today: date,
    batch: str = "",
    notes: Iterable[str] | None = None,
) -> int:
    """This function will take the promises out of notes that an import (``batch``) brought, or of those with
    the public ids ``notes``; how many are new. A second time nothing is."""
    viewer.require(Act.IMPORT)
    if not batch and notes is None:
        raise ValueError("say which notes")
    made = 0
    for part in chunks(writing.ids_of(batch=batch, public_ids=notes), 500):
        for row in _notes(part):
            made += taking.take(viewer=viewer, row=row, before="", now=now, today=today)
    audit(
        viewer=viewer, act="promises.taken", subject_kind="batch", subject_id=batch or "notes",
        now=now, detail={"promises": made}, batch=batch,
    )  # fmt: skip
    return made


def _notes(ids: Iterable[int]) -> list[Touchpoint]:
    rows = Touchpoint.objects.filter(pk__in=list(ids)).select_related("account")
    return list(rows.order_by("pk"))


# Promises ----------------------------------------------------------------------------------------


@transaction.atomic
def add_promise(
    *,
    viewer: Viewer,
    account_id: int,
    side: str,
    text: str,
    now: datetime,
    today: date,
    due_on: date | None = None,
    owner_id: int | None = None,
    contact: str = "",
) -> str:
    """This function will make a promise by itself; its public id. ``contact``: public id of theirs.

    ``owner_id`` None: the person who writes it. Raises PromiseRefused, PromiseUnknown.
    """
    viewer.require(Act.EDIT_ACCOUNTS)
    if not viewer.sees(account_id) or not Account.objects.filter(pk=account_id).exists():
        raise PromiseUnknown(words.unknown())
    said = " ".join(text.replace("\0", "").split())[:_TEXT]
    if side not in (OURS, THEIRS) or not said:
        raise PromiseRefused(words.empty())
    person = Contact.objects.filter(account_id=account_id, public_id=contact).first()
    row = Promise.objects.create(
        account_id=account_id, side=side, text=said, due_on=due_on, contact=person,
        owner_id=owner_id or viewer.user_id, made_on=today, made_at=now, made_by_id=viewer.user_id,
    )  # fmt: skip
    taking.note_act(viewer, "promise.made", row, now)
    return row.public_id


@transaction.atomic
def keep_promise(
    *, viewer: Viewer, public_id: str, now: datetime, today: date, note: str = ""
) -> None:
    """This function will mark a promise as kept today. Raises PromiseUnknown, PromiseRefused."""
    row = _open(viewer, public_id)
    taking.close(row, Promise.KEPT, note[:_TEXT], viewer, now, today)


@transaction.atomic
def withdraw_promise(
    *, viewer: Viewer, public_id: str, why: str, now: datetime, today: date
) -> None:
    """This function will end a promise that need not be kept any more, with its reason."""
    row = _open(viewer, public_id)
    if not why.strip():
        raise PromiseRefused(words.no_reason())
    taking.close(row, Promise.WITHDRAWN, why.strip()[:_TEXT], viewer, now, today)


@transaction.atomic
def reopen_promise(*, viewer: Viewer, public_id: str, now: datetime) -> None:
    """This function will open a promise again that was ended by mistake. Open ones stay as they are."""
    row = _row(viewer, public_id)
    if row.state == Promise.OPEN:
        return
    taking.reopen(row, viewer, now)


@transaction.atomic
def change_due(
    *, viewer: Viewer, public_id: str, due_on: date | None, why: str, now: datetime
) -> None:
    """This function will move the due date of an open promise; the former one and the reason are kept."""
    row = _open(viewer, public_id)
    if not why.strip():
        raise PromiseRefused(words.no_reason())
    if row.due_on == due_on:
        return
    taking.move(row, due_on, why.strip()[:_TEXT], viewer, now)


def _row(viewer: Viewer, public_id: str) -> Promise:
    viewer.require(Act.EDIT_ACCOUNTS)
    row = Promise.objects.select_for_update().filter(public_id=public_id).first()
    if row is None or not viewer.sees(row.account_id):
        raise PromiseUnknown(words.unknown())
    return row


def _open(viewer: Viewer, public_id: str) -> Promise:
    row = _row(viewer, public_id)
    if row.state != Promise.OPEN:
        raise PromiseRefused(words.closed())
    return row
