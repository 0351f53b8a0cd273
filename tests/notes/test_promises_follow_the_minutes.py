"""What a saved note changed in its part 宿題 happens to its promises; what people did since stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from banso.customers.moments.notes import note
from banso.customers.moments.writing import NoteConflict, NoteRefused
from banso.execution.promises import operations
from banso.execution.promises.queries import PromiseView, open_of, promises_of_note
from tests.notes.helping import MINUTES, NOW, SYSTEM, TODAY, account, contact, draft

pytestmark = pytest.mark.usefixtures("workspace")
GIVEN: dict[str, Any] = {"viewer": SYSTEM, "now": NOW, "today": TODAY}


def stamp(public_id: str) -> str:
    seen = note(viewer=SYSTEM, public_id=public_id)
    assert seen is not None
    return seen.stamp


def again(public_id: str, of: Any, text: str) -> None:
    operations.change_note(
        public_id=public_id, seen=stamp(public_id), draft=draft(of, text), **GIVEN
    )


def of_note(public_id: str) -> list[PromiseView]:
    return promises_of_note(viewer=SYSTEM, note=public_id)


def test_a_note_makes_its_promises_once() -> None:
    of = account()
    sato = contact(of)
    saved = operations.write_note(
        draft=draft(of, contacts=(sato.public_id,)), client_id="p1", **GIVEN
    )
    assert (saved.created, saved.promises) == (True, 2)
    sent_again = operations.write_note(draft=draft(of), client_id="p1", **GIVEN)
    assert (sent_again.public_id, sent_again.created) == (saved.public_id, False)
    ours, theirs = of_note(saved.public_id)
    assert (ours.side, ours.text, ours.due_on) == ("ours", "見積書を送る", date(2026, 4, 10))
    assert (theirs.side, theirs.contact_name) == ("theirs", "佐藤 花子")
    assert [p.due_on for p in open_of(viewer=SYSTEM)] == [ours.due_on, theirs.due_on]
    assert not ours.late(date(2026, 4, 10)) and ours.late(date(2026, 4, 11))


def test_changed_lines_move_withdraw_and_keep() -> None:
    of = account()
    one = operations.write_note(draft=draft(of), **GIVEN).public_id
    again(
        one,
        of,
        MINUTES.replace("〆4/10", "〆4/15").replace("・佐藤様：利用部署の一覧 4月末まで\n", ""),
    )
    ours, theirs = of_note(one)
    assert ours.due_on == date(2026, 4, 15) and ours.moved[0].was == date(2026, 4, 10)
    assert (theirs.state, theirs.why) == ("withdrawn", "banso.minutes")
    again(one, of, MINUTES.replace("・当社：", "・[x] 当社："))
    ours, theirs = of_note(one)
    assert (ours.state, theirs.state) == ("kept", "open")


def test_other_words_are_the_same_promise() -> None:
    of = account()
    one = operations.write_note(draft=draft(of), **GIVEN).public_id
    [first, _] = of_note(one)
    again(one, of, MINUTES.replace("見積書を送る", "お見積書を送付する"))
    [ours, _] = of_note(one)
    assert (ours.public_id, ours.text) == (first.public_id, "お見積書を送付する")


def test_what_people_did_stays_when_the_line_did_not_change() -> None:
    of = account()
    one = operations.write_note(draft=draft(of), **GIVEN).public_id
    ours, theirs = of_note(one)
    later = date(2026, 5, 1)
    operations.change_due(
        viewer=SYSTEM, public_id=ours.public_id, due_on=later, why="先方都合", now=NOW
    )
    operations.keep_promise(public_id=theirs.public_id, **GIVEN)
    again(one, of, MINUTES + "\n追記")
    ours, theirs = of_note(one)
    assert (ours.due_on, theirs.state) == (later, "kept")


def test_a_second_editor_is_shown_both_and_nothing_is_lost() -> None:
    of = account()
    one = operations.write_note(draft=draft(of), **GIVEN).public_id
    seen = stamp(one)
    mine, theirs = draft(of, "私の版"), draft(of, "相手の版")
    operations.change_note(public_id=one, seen=seen, draft=theirs, **GIVEN)
    with pytest.raises(NoteConflict) as told:
        operations.change_note(public_id=one, seen=seen, draft=mine, **GIVEN)
    assert told.value.theirs.notes == "相手の版"
    # The same save sent twice is no conflict.
    operations.change_note(public_id=one, seen=seen, draft=theirs, **GIVEN)
    operations.change_note(public_id=one, seen=told.value.theirs.stamp, draft=mine, **GIVEN)
    assert stamp(one).startswith("3-")


def test_an_import_gives_its_promises_once() -> None:
    of = account()
    one = operations.write_note(draft=draft(of), **GIVEN).public_id
    assert operations.take_from_minutes(notes=[one], **GIVEN) == 0
    assert len(of_note(one)) == 2


def test_it_refuses_what_is_no_note() -> None:
    of = account()
    wrong = (
        replace(draft(of), notes=" ", subject=""), replace(draft(of), type="party"),
        replace(draft(of), mood="great"), replace(draft(of), minutes=-1),
        replace(draft(of), notes="あ" * 200_001),
    )  # fmt: skip
    for one in wrong:
        with pytest.raises(NoteRefused):
            operations.write_note(draft=one, **GIVEN)


def test_the_late_stand_first() -> None:
    of = account()
    for days, text in ((5, "後"), (None, "いつか"), (-3, "遅れ")):
        due = TODAY + timedelta(days=days) if days is not None else None
        operations.add_promise(account_id=of.pk, side="ours", text=text, due_on=due, **GIVEN)
    assert [p.text for p in open_of(viewer=SYSTEM)] == ["遅れ", "後", "いつか"]
    assert [p.text for p in open_of(viewer=SYSTEM, until=TODAY)] == ["遅れ"]
