"""What waits on a task decides its place; decisions stand inside the approval window; fallen use is news once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from banso.customers.arrivals import OwnAccount
from banso.execution.tasks.queries import TaskView
from banso.execution.today.ranking import DUE, VALUE, decisions_of, ordered, todo_of
from banso.metrics.falls import _fall
from tests.today.conftest import TODAY

YESTERDAY = TODAY - timedelta(days=1)
ROW = {"mrr": 1, "days_to_decision": 30, "approval_lead_days": 45, "term_months": 12, "notice_given_on": None, "life": "active"}  # fmt: skip


def task(
    account: int, *, kind: str = "call", due: date | None = TODAY, priority: int = 2
) -> TaskView:
    return TaskView(
        f"t{account}", account, "p", "n", kind, "題", "", priority, 1, due, None, None, "", "person",
        "", 0, 0, None,
    )  # fmt: skip


def decisions(**given: Any) -> list[Any]:
    rows = {7: {**ROW, **given}}
    return decisions_of({7: OwnAccount(7, "p", "n")}, rows, rows_day=YESTERDAY, day=TODAY)


def test_late_promise_then_meeting_then_decision_then_money() -> None:
    mrr: Mapping[int, Mapping[str, Any]] = {n: {**ROW, "mrr": n * 100} for n in range(1, 6)}
    tasks = [
        task(5), task(4), task(1, kind="promise", due=YESTERDAY), task(2), task(3),
    ]  # fmt: skip
    todos = [todo_of(t, 1, TODAY, {2}, {3: 30}, mrr) for t in tasks]
    assert [t.task.account_id for t in ordered(todos, VALUE)] == [1, 2, 3, 5, 4]


def test_a_promise_in_time_is_like_any_other_task() -> None:
    assert todo_of(task(1, kind="promise"), 1, TODAY, set(), {}, {}).rank == 3


def test_by_due_day_nothing_else_comes_first() -> None:
    tasks = [task(1, due=None), task(2, due=TODAY), task(3, due=YESTERDAY)]
    todos = [todo_of(t, 1, TODAY, {1}, {}, {}) for t in tasks]
    assert [t.task.account_id for t in ordered(todos, DUE)] == [3, 2, 1]


def test_a_task_of_somebody_stood_in_for_says_whose_it_is() -> None:
    assert todo_of(task(1), 1, TODAY, set(), {}, {}).covered_for is None
    assert todo_of(task(1), 2, TODAY, set(), {}, {}).covered_for == 1


@pytest.mark.parametrize(
    ("given", "inside"),
    [
        ({"days_to_decision": 46}, True),  # one day has passed since the numbers were closed
        ({"days_to_decision": 47}, False),
        ({"days_to_decision": 10, "approval_lead_days": 5}, False),
        ({"days_to_decision": 1}, True),
    ],
)
def test_inside_the_window_or_about_to_be(given: dict[str, Any], inside: bool) -> None:
    [found] = decisions(**given)
    assert found.inside is inside
    assert found.decides_on == TODAY + timedelta(days=given["days_to_decision"] - 1)


@pytest.mark.parametrize(
    "given",
    [
        {"term_months": 1}, {"life": "ended"}, {"days_to_decision": None}, {"days_to_decision": 0},
        {"days_to_decision": 61},
    ],
)  # fmt: skip
def test_no_decision_to_prepare(given: dict[str, Any]) -> None:
    assert decisions(**given) == []


def fall(*values: float | None, line: float = -2.0) -> Any:
    days = [
        (1, YESTERDAY - timedelta(days=len(values) - 1 - n), v, n) for n, v in enumerate(values)
    ]
    return _fall(days, line, YESTERDAY, ["seat"])


def test_it_falls_on_the_day_it_came_under_the_line() -> None:
    found = fall(0.0, -2.5, -3.0)
    assert (found.day, found.value) == (YESTERDAY - timedelta(days=1), -3.0)
    assert (found.before, found.now) == ({"seat": 0}, {"seat": 2})


def test_unknown_before_is_not_below_and_unknown_now_is_no_fall() -> None:
    assert fall(None, -2.1).day == YESTERDAY
    assert fall(0.0, None) is None


def test_low_all_along_or_up_again_is_no_news() -> None:
    assert fall(-2.5, -2.5) is None
    assert fall(0.0, -2.5, -1.0) is None
