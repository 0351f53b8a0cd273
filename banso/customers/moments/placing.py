"""A note that stands where it should not: withdrawn with a reason, put back, or moved to another account.

Promises taken from it belong to a package above; its operations call these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from banso.customers.models import Account
from banso.customers.moments.models import Participant, Touchpoint
from banso.customers.moments.writing import NoteRefused, NoteUnknown, forget_former, unknown
from banso.customers.queries import in_scope
from banso.customers.search import index
from banso.lib.problems import Problem, problem
from banso.workspace import queries as workspace
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

_WHY = 300


@dataclass(frozen=True, slots=True)
class WithdrawnNote:
    """A note that was withdrawn: what it was about, who took it away, when and why."""

    public_id: str
    type: str
    at: datetime
    subject: str
    by: str
    when: datetime
    why: str


def withdrawn_of(*, viewer: Viewer, account_id: int, limit: int = 20) -> list[WithdrawnNote]:
    """This function will list an account's withdrawn notes, the last one withdrawn first."""
    rows = Touchpoint.everything.filter(account_id=account_id, withdrawn_at__isnull=False)
    found = list(in_scope(rows, viewer).order_by("-withdrawn_at", "-pk")[:limit])
    names = workspace.names_of_people(viewer=viewer)
    return [
        WithdrawnNote(
            t.public_id, t.type, t.happened_at, t.subject, names.get(t.edited_by_id or 0, ""),
            t.withdrawn_at, t.withdrawn_why,
        )
        for t in found
        if t.withdrawn_at is not None
    ]  # fmt: skip


@transaction.atomic
def withdraw(*, viewer: Viewer, public_id: str, why: str, now: datetime) -> Touchpoint:
    """This function will take a note out of every list, number and search, and keep it with the reason.

    Raises NoteUnknown; NoteRefused without a reason.
    """
    row = _row(viewer, public_id)
    said = " ".join(why.replace("\0", "").split())[:_WHY]
    if not said:
        raise NoteRefused(_no_reason())
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_why = now, said
        _save(viewer, row, "note.withdrawn", now)
    return row


@transaction.atomic
def put_back(*, viewer: Viewer, public_id: str, now: datetime) -> Touchpoint:
    """This function will undo a withdrawal. One that stands stays as it is. Raises NoteUnknown."""
    row = _row(viewer, public_id)
    if row.withdrawn_at is not None:
        row.withdrawn_at, row.withdrawn_why = None, ""
        _save(viewer, row, "note.put-back", now)
    return row


@transaction.atomic
def move(*, viewer: Viewer, public_id: str, to: str, now: datetime) -> Touchpoint:
    """This function will hang a note on the account with the public id ``to``.

    Contacts of the former account do not take part any more; their addresses stay. Raises
    NoteUnknown; NoteRefused where ``to`` is no account the viewer sees, or the note was withdrawn.
    """
    row = _row(viewer, public_id)
    target = Account.objects.filter(public_id=to, ended_on__isnull=True).first()
    if target is None or not viewer.sees(target.pk) or target.kind != Account.ACCOUNT:
        raise NoteRefused(_nowhere())
    if row.withdrawn_at is not None:
        raise NoteUnknown(unknown())
    if target.pk == row.account_id:
        return row
    Participant.objects.filter(touchpoint=row).delete()
    row.account = target
    _save(viewer, row, "note.moved", now)
    return row


def _row(viewer: Viewer, public_id: str) -> Touchpoint:
    viewer.require(Act.EDIT_ACCOUNTS)
    row = Touchpoint.everything.select_for_update().filter(public_id=public_id).first()
    if row is None or not viewer.sees(row.account_id):
        raise NoteUnknown(unknown())
    return row


def _save(viewer: Viewer, row: Touchpoint, act: str, now: datetime) -> None:
    row.version += 1
    row.edited_at, row.edited_by_id = now, viewer.user_id
    row.save()
    forget_former(row.pk)
    index.renew()
    audit(
        viewer=viewer, act=act, subject_kind="note", subject_id=row.public_id, now=now,
        detail={"type": row.type, "version": row.version},
    )  # fmt: skip


def _no_reason() -> Problem:
    return problem(
        "note.reason",
        ja="取り下げの理由がありません。",
        en="There is no reason for withdrawing it.",
        remedy_ja="なぜ取り下げるのかを一行で書いてください。",
        remedy_en="Say in one line why.",
    )


def _nowhere() -> Problem:
    return problem(
        "note.no-such-account",
        ja="移動先の顧客企業が見つかりません。",
        en="There is no such account to move the note to.",
        remedy_ja="顧客企業を検索して選び直してください。",
        remedy_en="Search for the account and choose it again.",
    )
