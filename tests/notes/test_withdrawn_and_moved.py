"""A note at the wrong place: withdrawn with a reason and put back, or moved with its promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from banso.customers.moments import notes
from banso.customers.moments.intake import MomentRow, upsert_moments
from banso.customers.moments.models import Touchpoint
from banso.customers.moments.placing import withdrawn_of
from banso.customers.moments.queries import happenings
from banso.customers.moments.writing import NoteRefused
from banso.customers.search.queries import search_notes
from banso.execution.promises import operations
from banso.execution.promises.models import Promise
from banso.workspace.models import AuditRow
from tests.notes.helping import NOW, SYSTEM, TODAY, account, contact, draft

pytestmark = pytest.mark.usefixtures("workspace")
WHEN: dict[str, Any] = {"viewer": SYSTEM, "now": NOW + timedelta(hours=1)}


def written(of: Any, **more: Any) -> str:
    note = draft(of, **more)
    return operations.write_note(viewer=SYSTEM, draft=note, now=NOW, today=TODAY).public_id


def seen(of: Any, public_id: str) -> list[bool]:
    """In the list of the account, on its timeline, in the search, by itself."""
    return [
        public_id in {n.public_id for n in notes.notes_of(viewer=SYSTEM, account_id=of.pk)},
        public_id in {h.public_id for h in happenings(viewer=SYSTEM, account_id=of.pk)},
        public_id in {h.note.public_id for h in search_notes(viewer=SYSTEM, text="見積").hits},
        notes.note(viewer=SYSTEM, public_id=public_id) is not None,
    ]


def test_a_withdrawn_note_is_nowhere_and_kept_with_the_reason() -> None:
    of = account()
    note = written(of)
    with pytest.raises(NoteRefused):
        operations.withdraw_note(public_id=note, why="  ", today=TODAY, **WHEN)
    assert all(seen(of, note))
    operations.withdraw_note(public_id=note, why="別の会議の記録だった", today=TODAY, **WHEN)
    assert not any(seen(of, note))
    assert {p.state for p in Promise.objects.all()} == {Promise.WITHDRAWN}
    [kept] = withdrawn_of(viewer=SYSTEM, account_id=of.pk)
    assert (kept.public_id, kept.why) == (note, "別の会議の記録だった")
    row = AuditRow.objects.get(act="note.withdrawn")
    assert row.subject_id == note and "別の会議" not in str(row.detail)


def test_put_back_it_stands_with_the_promises_that_went_with_it() -> None:
    of = account()
    note = written(of)
    first = Promise.objects.order_by("pk")[0]
    operations.withdraw_promise(
        viewer=SYSTEM, public_id=first.public_id, why="不要", now=NOW, today=TODAY
    )
    operations.withdraw_note(public_id=note, why="誤り", today=TODAY, **WHEN)
    operations.put_note_back(public_id=note, **WHEN)
    assert all(seen(of, note))
    assert list(Promise.objects.order_by("pk").values_list("state", flat=True)) == [
        Promise.WITHDRAWN, Promise.OPEN,
    ]  # fmt: skip


def test_moved_it_stands_at_the_other_account_with_its_promises_and_without_contacts() -> None:
    of, other = account(), account("別会社")
    sato = contact(of)
    note = written(of, contacts=(sato.public_id,))
    assert Promise.objects.filter(contact=sato).exists()
    operations.move_note(public_id=note, to=other.public_id, **WHEN)
    assert not seen(of, note)[0] and all(seen(other, note))
    row = Touchpoint.objects.get(public_id=note)
    assert row.their_people == "sato@kaku.example" and not row.participants.exists()
    assert set(Promise.objects.values_list("account_id", "contact")) == {(other.pk, None)}
    with pytest.raises(NoteRefused):
        operations.move_note(public_id=note, to="nowhere", **WHEN)


def test_an_import_leaves_what_a_person_changed_moved_or_withdrew() -> None:
    of, other = account(), account("別会社")

    def brought(text: str, batch: str) -> Any:
        row = {"type": "call", "happened_at": NOW, "subject": "電話", "notes": text}
        rows = [MomentRow(key, row, of.pk) for key in ("changed", "moved", "withdrawn", "left")]
        return upsert_moments(
            viewer=SYSTEM, source="crm", kind="touchpoint", rows=rows, batch=batch, now=NOW
        )

    assert brought("一", "b1").created == 4
    ids = dict(Touchpoint.objects.values_list("key", "public_id"))
    stamp = notes.note(viewer=SYSTEM, public_id=ids["changed"])
    operations.change_note(
        public_id=ids["changed"], seen=stamp.stamp if stamp else "", today=TODAY,
        draft=draft(of, "人が直した", type="call"), **WHEN,
    )  # fmt: skip
    operations.move_note(public_id=ids["moved"], to=other.public_id, **WHEN)
    operations.withdraw_note(public_id=ids["withdrawn"], why="誤り", today=TODAY, **WHEN)
    counts = brought("二", "b2")
    assert (counts.created, counts.changed, counts.same, counts.kept) == (0, 1, 3, 3)
    texts = dict(Touchpoint.everything.values_list("key", "notes"))
    assert texts == {"changed": "人が直した", "moved": "一", "withdrawn": "一", "left": "二"}
    assert Touchpoint.objects.get(key="moved").account_id == other.pk
