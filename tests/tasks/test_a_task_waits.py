"""Due in business days, put off, given another day, and made once for its source."""

from __future__ import annotations

from datetime import date

import pytest

from banso.execution.tasks import operations, queries
from banso.execution.tasks.refusals import TaskRefused
from tests.tasks.conftest import NOW, TODAY, Desk


def test_days_without_work_do_not_count(desk: Desk) -> None:
    # from Tuesday 28 April: 29 is a holiday, 30 April and 1 May are worked, 3 to 6 May are not
    days = [desk.one(desk.make(due_on=None, due_in=n)).due_on for n in (0, 1, 3)]
    assert days == [TODAY, date(2026, 4, 30), date(2026, 5, 7)]


def test_what_is_put_off_comes_back_on_its_day_and_stays_late(desk: Desk) -> None:
    task = desk.make(due_on=date(2026, 4, 27))
    until = operations.snooze_tasks(viewer=desk.chie, public_ids=[task], today=TODAY, now=NOW)
    assert until == date(2026, 4, 30)
    assert desk.open() == []
    [back] = desk.open(today=until)
    assert back.late(until)
    operations.undo_turn(viewer=desk.chie, public_ids=[task], now=NOW)
    assert len(desk.open()) == 1


def test_it_is_not_put_off_into_the_past(desk: Desk) -> None:
    with pytest.raises(TaskRefused):
        operations.snooze_tasks(
            viewer=desk.chie, public_ids=[desk.make()], today=TODAY, now=NOW, until=TODAY
        )


def test_several_get_another_day(desk: Desk) -> None:
    both = [desk.make(), desk.make("もう一件")]
    operations.move_tasks(viewer=desk.chie, public_ids=both, today=TODAY, now=NOW, due_in=1)
    assert {t.due_on for t in desk.open()} == {date(2026, 4, 30)}


def test_the_same_source_makes_it_once_while_it_is_open(desk: Desk) -> None:
    first = desk.make(source="rule", source_ref="dip:1")
    assert desk.make(source="rule", source_ref="dip:1") == first
    desk.done(first)
    assert desk.make(source="rule", source_ref="dip:1") != first


def test_a_checklist_keeps_what_was_done_when_its_words_stay(desk: Desk) -> None:
    task = desk.make(checklist=("資料", "宛先"))
    operations.check_step(viewer=desk.chie, public_id=task, place=0, done=True, now=NOW)
    operations.edit_task(
        viewer=desk.chie, public_id=task, now=NOW, title="新しい件名", kind="call", priority=1,
        due_on=TODAY, checklist=("確認", "資料"),
    )  # fmt: skip
    sheet = queries.task_sheet(viewer=desk.chie, public_id=task)
    assert sheet is not None
    assert [(s.text, s.done_at is not None) for s in sheet.checklist] == [
        ("確認", False),
        ("資料", True),
    ]
