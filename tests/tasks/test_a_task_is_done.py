"""A task is closed with an outcome and its minutes, taken back, and closed by one person only."""

from __future__ import annotations

from datetime import date

import pytest

from banso.execution.tasks import operations, queries
from banso.execution.tasks.refusals import TaskClosed, TaskNotFound, TaskRefused
from tests.tasks.conftest import NOW, TODAY, Desk


def test_it_leaves_the_list_and_keeps_outcome_and_minutes(desk: Desk) -> None:
    task = desk.make(minutes=20)
    desk.done(task, minutes=10, note="先方は不在の担当者に確認")
    assert desk.open() == []
    [closed] = queries.closed_tasks(viewer=desk.chie, first=TODAY, last=TODAY)
    assert (closed.outcome, closed.minutes, closed.note) == ("done", 10, "先方は不在の担当者に確認")
    assert closed.by_id == desk.chie.user_id


def test_it_comes_back_by_an_undo_and_can_be_closed_again(desk: Desk) -> None:
    task = desk.make()
    desk.done(task, minutes=10)
    assert operations.undo_completion(viewer=desk.chie, public_ids=[task], now=NOW) == ["電話する"]
    assert [t.public_id for t in desk.open()] == [task]
    assert queries.closed_tasks(viewer=desk.chie) == []
    desk.done(task, minutes=5)
    assert [c.minutes for c in queries.closed_tasks(viewer=desk.chie)] == [5]
    sheet = queries.task_sheet(viewer=desk.chie, public_id=task)
    assert sheet is not None
    assert sorted(t.what for t in sheet.turns) == ["closed", "closed", "made", "undone"]


def test_the_second_to_close_it_is_told(desk: Desk) -> None:
    task = desk.make()
    desk.done(task)
    with pytest.raises(TaskClosed):
        desk.done(task)


def test_several_are_closed_together_or_none(desk: Desk) -> None:
    first, second = desk.make(), desk.make("もう一件")
    desk.done(second)
    with pytest.raises(TaskClosed):
        desk.done(first, second)
    assert [t.public_id for t in desk.open()] == [first]


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_minutes_are_those_of_one_day(desk: Desk, minutes: int) -> None:
    task = desk.make()
    with pytest.raises(TaskRefused):
        desk.done(task, minutes=minutes)
    assert desk.open()


def test_nobody_reached_is_due_again_on_the_next_business_day(desk: Desk) -> None:
    desk.done(desk.make(), outcome="not_reached", minutes=3)
    [again] = desk.open()
    assert again.due_on == date(2026, 4, 30)  # the 29th is a holiday


def test_one_that_is_not_there_is_said_like_one_of_somebody_else(desk: Desk) -> None:
    with pytest.raises(TaskNotFound):
        desk.done("zzzzzzzzzzzz")
