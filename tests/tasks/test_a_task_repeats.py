"""A recurring task makes its next, in its own rhythm and on business days; an undo takes that along."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.execution.tasks import operations
from banso.execution.tasks.refusals import TaskRefused
from banso.execution.tasks.words import REPEATS, next_due
from banso.lib.dates import WEEKDAYS_ONLY
from tests.tasks.conftest import NOW, TODAY, Desk

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def test_the_next_one_is_there_with_its_checklist(desk: Desk) -> None:
    task = desk.make(repeats="week", checklist=("資料", "宛先"))
    operations.check_step(viewer=desk.chie, public_id=task, place=0, done=True, now=NOW)
    desk.done(task)
    [after] = desk.open()
    # Golden Week: 5 May is a holiday, and so is the 6th in lieu of the 3rd
    assert (after.due_on, after.steps, after.steps_done) == (date(2026, 5, 7), 2, 0)


def test_an_undo_takes_the_next_one_along_unless_it_was_touched(desk: Desk) -> None:
    task = desk.make(repeats="week")
    desk.done(task)
    operations.undo_completion(viewer=desk.chie, public_ids=[task], now=NOW)
    assert [t.public_id for t in desk.open()] == [task]
    desk.done(task)
    [after] = desk.open()
    operations.snooze_tasks(viewer=desk.chie, public_ids=[after.public_id], today=TODAY, now=NOW)
    operations.undo_completion(viewer=desk.chie, public_ids=[task], now=NOW)
    assert {t.public_id for t in desk.open(snoozed=True)} == {task, after.public_id}


def test_it_needs_a_first_day(desk: Desk) -> None:
    with pytest.raises(TaskRefused):
        desk.make(repeats="week", due_on=None)


@given(due=DAYS, today=DAYS, repeats=st.sampled_from(sorted(REPEATS)))
def test_the_next_day_lies_ahead_and_is_worked(due: date, today: date, repeats: str) -> None:
    following = next_due(due, repeats=repeats, today=today, calendar=WEEKDAYS_ONLY)
    assert following > max(due, today)
    assert WEEKDAYS_ONLY.is_business_day(following)
