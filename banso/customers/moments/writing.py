"""Touchpoints as people write them: made once, changed by whoever saw the last version.

Promises taken from the minutes belong to a package above; its operations call these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from banso.customers.models import Account, Contact
from banso.customers.moments import notes
from banso.customers.moments.models import Participant, Touchpoint
from banso.customers.moments.noteviews import NoteView
from banso.customers.search import index
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.changes import chunks
from banso.workspace.ids import new_public_id
from banso.workspace.models import BatchChange
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

SOURCE = "banso"  # of touchpoints written here
MOST = 200_000  # characters of one note
_SHORT = {"subject": 300, "topic": 160, "mood_why": 2_000}
_EFFORT = 24 * 60 * 7


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What somebody wrote. ``contacts``: public ids; ``their_addresses``: of people who are no contacts;
    ``ours``: user ids; ``opened_by``: us, them or empty; ``meeting``: public id of the meeting it is the
    minutes of. Minutes are whole minutes."""

    account_id: int
    type: str
    happened_at: datetime
    subject: str = ""
    notes: str = ""
    contacts: tuple[str, ...] = ()
    their_addresses: tuple[str, ...] = ()
    ours: tuple[int, ...] = ()
    minutes: int | None = None
    effort_minutes: int | None = None
    mood: str = ""
    mood_why: str = ""
    opened_by: str = ""
    topic: str = ""
    department: str = ""
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """``created`` False: it was there already, or was changed."""

    id: int
    public_id: str
    account_id: int
    created: bool


class NoteRefused(BansoError):
    """The note cannot be kept like this."""


class NoteUnknown(BansoError):
    """No such note, or none this person may see."""


class NoteConflict(BansoError):
    """Somebody else saved the note after this person opened it. ``theirs`` is what stands now."""

    def __init__(self, problems: Problem, theirs: NoteView) -> None:
        super().__init__(problems)
        self.theirs = theirs


@transaction.atomic
def write(*, viewer: Viewer, draft: NoteDraft, now: datetime, client_id: str = "") -> Written:
    """This function will keep a new note. The same ``client_id`` from the same person: the first is given back.

    Raises NoteRefused; AccountUnknown's words where the account is not the viewer's.
    """
    viewer.require(Act.EDIT_ACCOUNTS)
    account = _account(viewer, draft.account_id)
    if client_id:
        sent = Touchpoint.objects.filter(created_by_id=viewer.user_id, client_id=client_id[:64])
        for row in sent:
            if viewer.sees(row.account_id):
                return Written(row.pk, row.public_id, row.account_id, created=False)
    key = new_public_id()
    values = _values(_checked(draft))
    row = Touchpoint(
        public_id=key, source=SOURCE, key=key, account_id=account.pk, client_id=client_id[:64],
        created_at=now, created_by_id=viewer.user_id, **values,
    )  # fmt: skip
    row.save(force_insert=True)
    _take_part(row, draft)
    index.renew()
    _audit(viewer, "note.written", row, now)
    return Written(row.pk, row.public_id, row.account_id, created=True)


@transaction.atomic
def change(
    *, viewer: Viewer, public_id: str, seen: str, draft: NoteDraft, now: datetime
) -> Written:
    """This function will save a note again. ``seen`` is the version the person had before their eyes.

    Raises NoteConflict, and changes nothing, when another version stands by now; NoteRefused;
    NoteUnknown. The account stays as it is.
    """
    viewer.require(Act.EDIT_ACCOUNTS)
    row = Touchpoint.objects.select_for_update().filter(public_id=public_id).first()
    stands = notes.note(viewer=viewer, public_id=public_id)
    if row is None or stands is None:
        raise NoteUnknown(unknown())
    draft = replace(_checked(draft), account_id=row.account_id)
    values = _values(draft)
    if stands.stamp != seen:
        if _same(row, values):  # both wrote the same, or the save was sent twice
            return Written(row.pk, row.public_id, row.account_id, created=False)
        raise NoteConflict(_conflict(), stands)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.edited_at, row.edited_by_id = now, viewer.user_id
    row.save()
    _take_part(row, draft)
    forget_former(row.pk)
    index.renew()
    _audit(viewer, "note.changed", row, now)
    return Written(row.pk, row.public_id, row.account_id, created=False)


def _same(row: Touchpoint, values: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def forget_former(row_id: int) -> None:
    """What an import had before a person wrote is not brought back by its undo."""
    label = Touchpoint._meta.label
    for part in chunks([row_id]):
        BatchChange.objects.filter(model=label, row_id__in=part).delete()


def _account(viewer: Viewer, account_id: int) -> Account:
    row = Account.objects.filter(pk=account_id).first() if viewer.sees(account_id) else None
    if row is None:
        raise NoteUnknown(
            problem(
                "account.unknown",
                ja="この顧客企業は見つかりません。",
                en="There is no such account.",
                remedy_ja="一覧から開き直してください。",
                remedy_en="Open it again from the list.",
            )
        )
    return row


def _values(draft: NoteDraft) -> dict[str, Any]:
    """Columns of a touchpoint. People with an address stand in ``their_people`` too, as imports write them."""
    contacts = _contacts(draft)
    theirs = [c.email.strip().casefold() for c in contacts if c.email]
    theirs += [a.strip().casefold() for a in draft.their_addresses if a.strip()]
    users = get_user_model().objects.filter(pk__in=draft.ours).order_by("pk")
    ours = [u.email.strip().casefold() for u in users]
    return {
        "type": draft.type, "happened_at": draft.happened_at, "subject": draft.subject,
        "notes": draft.notes, "minutes": draft.minutes, "effort_minutes": draft.effort_minutes,
        "mood": draft.mood, "mood_why": draft.mood_why, "opened_by": draft.opened_by,
        "topic": draft.topic, "department": draft.department, "meeting": draft.meeting,
        "their_people": ";".join(dict.fromkeys(theirs)), "our_people": ";".join(ours),
    }  # fmt: skip


def _contacts(draft: NoteDraft) -> list[Contact]:
    """Contacts of this account only: an id of somebody else's is left out."""
    rows = Contact.objects.filter(account_id=draft.account_id, public_id__in=draft.contacts)
    return list(rows.filter(erased_at__isnull=True).order_by("pk"))


def _take_part(row: Touchpoint, draft: NoteDraft) -> None:
    wanted = {c.pk for c in _contacts(draft)}
    there = set(row.participants.values_list("contact_id", flat=True))
    row.participants.filter(contact_id__in=there - wanted).delete()
    Participant.objects.bulk_create(
        Participant(touchpoint=row, contact_id=pk) for pk in sorted(wanted - there)
    )


def _checked(draft: NoteDraft) -> NoteDraft:
    """The draft with its texts in order. Raises NoteRefused."""
    found: list[Problem] = []
    if draft.type not in Touchpoint.TYPES:
        found.append(_word("type", draft.type))
    for name, words in (
        ("mood", ("", "low", "fair", "good")), ("opened_by", ("", "us", "them")),
        ("department", ("", *Touchpoint.DEPARTMENTS)),
    ):  # fmt: skip
        if getattr(draft, name) not in words:
            found.append(_word(name, getattr(draft, name)))
    for value in (draft.minutes, draft.effort_minutes):
        if value is not None and not 0 <= value <= _EFFORT:
            found.append(_minutes())
    # Lines stay as they were pasted; what no text holds is left out.
    text = draft.notes.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(text) > MOST:
        found.append(_too_long(len(text)))
    short: dict[str, Any] = {n: _line(getattr(draft, n))[:most] for n, most in _SHORT.items()}
    if not (text.strip() or short["subject"]):
        found.append(_empty())
    if found:
        raise NoteRefused(found)
    return replace(draft, notes=text.rstrip(), meeting=draft.meeting[:16], **short)


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _audit(viewer: Viewer, act: str, row: Touchpoint, now: datetime) -> None:
    """Ids and kinds only: the texts are personal."""
    audit(
        viewer=viewer, act=act, subject_kind="note", subject_id=row.public_id, now=now,
        detail={"type": row.type, "version": row.version},
    )  # fmt: skip


def ids_of(*, batch: str = "", public_ids: Iterable[str] | None = None) -> list[int]:
    """This function will give row ids of notes, by the import that made them or by public id."""
    rows = Touchpoint.objects.order_by("pk")
    if batch:
        rows = rows.filter(batch=batch)
    if public_ids is not None:
        rows = rows.filter(public_id__in=list(public_ids))
    return list(rows.values_list("pk", flat=True))


# Words -------------------------------------------------------------------------------------------


def unknown() -> Problem:
    return problem(
        "note.unknown",
        ja="この記録は見つかりません。",
        en="There is no such note.",
        remedy_ja="顧客企業の「記録」から開き直してください。",
        remedy_en="Open it again from the account's notes.",
    )


def _conflict() -> Problem:
    return problem(
        "note.changed-meanwhile",
        ja="開いているあいだに、ほかの人がこの記録を保存しました。",
        en="Somebody else saved this note while you had it open.",
        remedy_ja="両方の文を見比べて、残す内容を決めてください。どちらもまだ失われていません。",
        remedy_en="Compare both texts and decide what stays. Neither is lost.",
    )


def _word(name: str, value: str) -> Problem:
    return problem(
        f"note.{name}",
        ja=f"「{value[:40]}」は選べない値です。",
        en=f"'{value[:40]}' is not one of the choices.",
        remedy_ja="選択肢から選び直してください。",
        remedy_en="Choose one of those offered.",
        sample=value[:40],
    )


def _minutes() -> Problem:
    return problem(
        "note.minutes",
        ja="分は0から10,080（1週間）までの整数で入力してください。",
        en="Minutes are whole numbers from 0 to 10,080 (a week).",
        remedy_ja="所要時間と工数を確かめてください。",
        remedy_en="Check how long it took and the effort.",
    )


def _too_long(length: int) -> Problem:
    return problem(
        "note.too-long",
        ja=f"本文が{length:,}文字あり、上限の{MOST:,}文字を超えています。",
        en=f"The text has {length:,} characters; {MOST:,} is the most.",
        remedy_ja="記録をいくつかに分けてください。",
        remedy_en="Split it into several notes.",
    )


def _empty() -> Problem:
    return problem(
        "note.empty",
        ja="件名も本文もありません。",
        en="There is neither a subject nor a text.",
        remedy_ja="一行だけでもかまいません。何があったかを書いてください。",
        remedy_en="One line is enough: write what happened.",
    )
