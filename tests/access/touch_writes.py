"""Who may write notes and promises: whoever works with the account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from banso.customers.models import Account
from banso.customers.moments.models import Touchpoint
from banso.customers.moments.notes import note
from banso.customers.moments.writing import NoteDraft
from banso.execution.promises import operations as promises
from banso.workspace.viewer import Viewer
from tests.access.table import MANAGERS
from tests.access.touch_reads import note_of, promise_of
from tests.access.world import LAST, NOW, SYSTEM, Built, Place
from tests.access.writes import EDITORS, Call, Write

_NOW: dict[str, Any] = {"now": NOW, "today": LAST}


def _edit(act: str, call: Call) -> Write:
    return Write(EDITORS, act, call, about=True, of_all=False)


def _draft(p: Place) -> NoteDraft:
    return NoteDraft(p.id, "call", NOW, "電話", "宿題\n・当社: 資料を送る")


def _change(w: Built, v: Viewer, p: Place) -> Any:
    seen = note(viewer=SYSTEM, public_id=note_of(p))
    stamp = seen.stamp if seen else ""
    return promises.change_note(viewer=v, public_id=note_of(p), seen=stamp, draft=_draft(p), **_NOW)


def _reopen(w: Built, v: Viewer, p: Place) -> Any:
    promises.keep_promise(viewer=SYSTEM, public_id=promise_of(p), **_NOW)
    return promises.reopen_promise(viewer=v, public_id=promise_of(p), now=NOW)


def _move(w: Built, v: Viewer, p: Place) -> Any:
    other = Account.objects.create(name="移動先", created_at=NOW)
    to = other if v.scope is None else Account.objects.get(pk=max(v.scope - {p.id}))
    return promises.move_note(viewer=v, public_id=note_of(p), to=to.public_id, now=NOW)


def _put_back(w: Built, v: Viewer, p: Place) -> Any:
    promises.withdraw_note(viewer=SYSTEM, public_id=note_of(p), why="誤り", **_NOW)
    row = Touchpoint.everything.filter(account_id=p.id, withdrawn_at__isnull=False).order_by("pk")
    return promises.put_note_back(viewer=v, public_id=row[0].public_id, now=NOW)


TOUCH_WRITES: dict[str, Write] = {
    "execution.promises.operations.add_promise": _edit(
        "promise.made",
        lambda w, v, p: promises.add_promise(
            viewer=v, account_id=p.id, side="ours", text="連絡する", **_NOW
        ),
    ),
    "execution.promises.operations.change_due": _edit(
        "promise.moved",
        lambda w, v, p: promises.change_due(
            viewer=v,
            public_id=promise_of(p),
            due_on=LAST + timedelta(days=9),
            why="先方都合",
            now=NOW,
        ),
    ),
    "execution.promises.operations.change_note": _edit("note.changed", _change),
    "execution.promises.operations.keep_promise": _edit(
        "promise.kept",
        lambda w, v, p: promises.keep_promise(viewer=v, public_id=promise_of(p), **_NOW),
    ),
    "execution.promises.operations.move_note": _edit("note.moved", _move),
    "execution.promises.operations.put_note_back": _edit("note.put-back", _put_back),
    "execution.promises.operations.withdraw_note": _edit(
        "note.withdrawn",
        lambda w, v, p: promises.withdraw_note(viewer=v, public_id=note_of(p), why="誤り", **_NOW),
    ),
    "execution.promises.operations.reopen_promise": _edit("promise.reopened", _reopen),
    "execution.promises.operations.take_from_minutes": Write(
        MANAGERS,
        "promises.taken",
        lambda w, v, p: promises.take_from_minutes(viewer=v, batch=w.batch, **_NOW),
    ),
    "execution.promises.operations.withdraw_promise": _edit(
        "promise.withdrawn",
        lambda w, v, p: promises.withdraw_promise(
            viewer=v, public_id=promise_of(p), why="不要になった", **_NOW
        ),
    ),
    "execution.promises.operations.write_note": _edit(
        "note.written",
        lambda w, v, p: promises.write_note(viewer=v, draft=_draft(p), **_NOW),
    ),
}
