"""Promises follow their minutes: what a saved note changed in its part 宿題 is carried out, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from difflib import SequenceMatcher
from zoneinfo import ZoneInfo

from banso.customers.models import Contact
from banso.customers.moments.models import Touchpoint
from banso.execution.promises.lines import OURS, PromiseLine, parts_of, promise_lines
from banso.execution.promises.models import Promise, PromiseDate
from banso.lib.width import fold
from banso.workspace import queries as workspace
from banso.workspace.operations import audit
from banso.workspace.viewer import Viewer

# Reasons the product gives by itself, in place of a sentence; screens put words to them.
IN_MINUTES = "banso.minutes"
WITH_NOTE = "banso.note-withdrawn"
_ALIKE = 0.6  # of two wordings, to be one promise said anew


def take(*, viewer: Viewer, row: Touchpoint, before: str, now: datetime, today: date) -> int:
    """This function will let the promises of a note follow from its former text to what it says now.

    What people did to a promise since (another date, kept) stays unless the minutes changed in that
    very line. How many promises are new. Call it inside the transaction that wrote the note.
    """
    if "todo" not in parts_of(row.notes) and "todo" not in parts_of(before):
        return 0
    lines = _Lines(row)
    was = {x.key: x for x in lines.read(before)}
    said = {x.key: x for x in lines.read(row.notes)}
    there = {p.line: p for p in Promise.objects.filter(touchpoint=row).exclude(line="")}
    gone = [
        there[k] for k in was if k not in said and k in there and there[k].state == Promise.OPEN
    ]
    fresh = [x for k, x in said.items() if k not in there]
    for promise, line in _said_anew(gone, fresh):
        gone.remove(promise)
        fresh.remove(line)
        was[line.key], there[line.key] = was[promise.line], promise
        promise.text, promise.line = line.text, line.key
        promise.save(update_fields=["text", "line"])
    for promise in gone:
        close(promise, Promise.WITHDRAWN, IN_MINUTES, viewer, now, today)
    for key, line in said.items():
        if key in there:
            _follow(there[key], was.get(key), line, viewer, now, today)
    for line in fresh:
        _make(row, line, lines, viewer, now, today)
    return len(fresh)


class _Lines:
    """Reads the lines of one note, and whose names they carry."""

    def __init__(self, row: Touchpoint) -> None:
        zone = ZoneInfo(workspace.workspace(viewer=Viewer.system()).time_zone)
        self.day = row.happened_at.astimezone(zone).date()
        self.ours = workspace.names_of_people(viewer=Viewer.system())
        contacts = Contact.objects.filter(account_id=row.account_id, erased_at__isnull=True)
        self.theirs = {
            c.pk: " ".join(p for p in (c.family_name, c.given_name) if p) or c.full_name
            for c in contacts.order_by("pk")
        }

    def read(self, text: str) -> list[PromiseLine]:
        ours, theirs = self.ours.values(), self.theirs.values()
        return promise_lines(text, day=self.day, ours=ours, theirs=theirs) if text else []


def _said_anew(
    gone: Iterable[Promise], fresh: Iterable[PromiseLine]
) -> list[tuple[Promise, PromiseLine]]:
    """Promises whose line was only worded anew, each with the line that is most like it."""
    found: list[tuple[Promise, PromiseLine]] = []
    left = list(fresh)
    for promise in gone:
        likes = [
            (SequenceMatcher(None, fold(promise.text), fold(x.text)).ratio(), n)
            for n, x in enumerate(left) if x.side == promise.side
        ]  # fmt: skip
        best = max(likes, default=(0.0, 0))
        if best[0] >= _ALIKE:
            found.append((promise, left.pop(best[1])))
    return found


def _follow(
    promise: Promise,
    was: PromiseLine | None,
    line: PromiseLine,
    viewer: Viewer,
    now: datetime,
    today: date,
) -> None:
    if was is None:  # the line comes back
        if promise.state == Promise.WITHDRAWN and promise.why == IN_MINUTES:
            reopen(promise, viewer, now)
        else:
            return
    if promise.state != Promise.OPEN:
        return
    if line.due_on != (was.due_on if was else promise.due_on):
        move(promise, line.due_on, IN_MINUTES, viewer, now)
    if line.done and not (was and was.done):
        close(promise, Promise.KEPT, IN_MINUTES, viewer, now, today)


def _make(
    row: Touchpoint, line: PromiseLine, lines: _Lines, viewer: Viewer, now: datetime, today: date
) -> None:
    owner = _named(lines.ours, line.who) if line.side == OURS else None
    contact = _named(lines.theirs, line.who) if line.side != OURS else None
    promise = Promise.objects.create(
        account_id=row.account_id, touchpoint=row, line=line.key, side=line.side, text=line.text,
        due_on=line.due_on, owner_id=owner or row.created_by_id or row.account.owner_id,
        contact_id=contact, made_on=min(lines.day, today), made_at=now, made_by_id=viewer.user_id,
        batch=row.batch,
    )  # fmt: skip
    note_act(viewer, "promise.made", promise, now)
    if line.done:
        close(promise, Promise.KEPT, IN_MINUTES, viewer, now, today)


def _named(names: dict[int, str], who: str) -> int | None:
    """Whose name ``who`` is, whole or the part before or behind the space; None where two share it."""
    if not who:
        return None
    key = fold(who)
    found = {
        pk for pk, name in names.items() if key == fold(name) or key in map(fold, name.split())
    }
    return found.pop() if len(found) == 1 else None


# What becomes of one -----------------------------------------------------------------------------


def close(
    promise: Promise, state: str, why: str, viewer: Viewer, now: datetime, today: date
) -> None:
    """This function will end a promise, audited."""
    promise.state, promise.why = state, why
    promise.closed_on, promise.closed_at, promise.closed_by_id = today, now, viewer.user_id
    promise.save(update_fields=["state", "why", "closed_on", "closed_at", "closed_by"])
    note_act(viewer, f"promise.{state}", promise, now)


def reopen(promise: Promise, viewer: Viewer, now: datetime) -> None:
    """This function will open a promise again, audited."""
    promise.state, promise.why = Promise.OPEN, ""
    promise.closed_on = promise.closed_at = promise.closed_by = None
    promise.save(update_fields=["state", "why", "closed_on", "closed_at", "closed_by"])
    note_act(viewer, "promise.reopened", promise, now)


def move(promise: Promise, due_on: date | None, why: str, viewer: Viewer, now: datetime) -> None:
    """This function will give a promise another due date and keep the former, audited."""
    PromiseDate.objects.create(
        promise=promise, was=promise.due_on, due_on=due_on, why=why, by_id=viewer.user_id, at=now
    )
    promise.due_on = due_on
    promise.save(update_fields=["due_on"])
    note_act(viewer, "promise.moved", promise, now)


def note_act(viewer: Viewer, act: str, promise: Promise, now: datetime) -> None:
    """The audit row of one promise: ids and dates only."""
    due = promise.due_on.isoformat() if promise.due_on else None
    audit(
        viewer=viewer, act=act, subject_kind="promise", subject_id=promise.public_id, now=now,
        detail={"side": promise.side, "due": due}, batch=promise.batch,
    )  # fmt: skip
