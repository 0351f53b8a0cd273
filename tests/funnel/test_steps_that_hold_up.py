"""Which step holds accounts up, how many and how much longer: told of small worlds where the answer is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from banso.feedback.friction.steps import (
    DONE,
    LEFT,
    OPEN,
    Way,
    by_friction,
    order_of,
    passages_of,
    steps_of,
)

ZERO = date(2025, 4, 1)
NOW = date(2026, 3, 31)


def way(account: int, *days: int | None, until: int = 364, left: bool = False) -> Way:
    """``days`` of the steps since day zero."""
    done = tuple(None if d is None else ZERO + timedelta(days=d) for d in days)
    return Way(account, ZERO, ZERO + timedelta(days=until), left, done, mrr_minor=1000)


def test_steps_are_put_into_the_order_most_take_them() -> None:
    ways = [way(n, 3, 9, 1) for n in range(6)] + [way(9, 1, 2, 3)]
    assert order_of(ways, 3) == (2, 0, 1)
    assert order_of(ways, 3, last=2) == (0, 1, 2)


def test_a_step_begins_when_all_before_it_are_done() -> None:
    found = passages_of(way(1, 2, 12, 5), (0, 1, 2))
    assert [(i, p.days, p.outcome) for i, p in found] == [(0, 2, DONE), (1, 10, DONE), (2, 0, DONE)]


def test_a_step_not_done_ends_the_way() -> None:
    waiting = passages_of(way(1, 2, None, 5, until=40), (0, 1, 2))
    assert [(i, p.days, p.outcome) for i, p in waiting] == [(0, 2, DONE), (1, 38, OPEN)]
    gone = passages_of(way(1, None, None, None, until=20, left=True), (0, 1, 2))
    assert [(i, p.days, p.outcome) for i, p in gone] == [(0, 20, LEFT)]


def test_what_is_done_later_than_the_day_is_not_done() -> None:
    [(_, p)] = passages_of(way(1, 50, until=30), (0,))
    assert (p.outcome, p.days) == (OPEN, 30)


def test_the_obstacle_is_on_top_with_its_share_and_delay() -> None:
    """30 of 100 take 20 days longer in the second step; nothing else holds anybody up."""
    ways = [way(n, 1, 3 + (20 if n < 30 else 0), 5 + (20 if n < 30 else 0)) for n in range(100)]
    top = by_friction(steps_of(ways, order_of(ways, 3)))[0]
    assert (top.index, top.usual, top.after, len(top.held), top.judged) == (1, 2, 7, 30, 100)
    assert top.share is not None and top.share.value == 0.3
    assert top.longer is not None and top.longer.value == pytest.approx(20)
    assert top.lost_days == 30 * 20


def test_those_still_waiting_count_as_held_up_but_not_as_through() -> None:
    ways = [way(n, 2) for n in range(20)] + [way(n, None, until=n) for n in (3, 30, 300)]
    [step] = steps_of(ways, (0,))
    assert [p.days for p in step.stuck_now] == [300, 30]
    assert step.judged == 22, "after three days nobody knows yet"
    assert step.mrr_now == 2000
    assert step.lost_days == 28 + 90, "one account forgotten counts for 90 days at most"
    assert step.longer is None, "nobody that was held up has come through"


def test_amounts_that_are_not_known_are_told_apart() -> None:
    quick, known = [way(n, 2) for n in range(10)], way(20, None, until=30)
    foreign = Way(21, ZERO, ZERO + timedelta(days=30), False, (None,), mrr_minor=None)
    [step] = steps_of([*quick, known, foreign], (0,))
    assert (step.mrr_now, step.unpriced_now) == (1000, 1)


def test_the_time_the_phase_should_take_caps_what_is_usual() -> None:
    slow = [way(n, 100) for n in range(10)]
    [free], [capped] = steps_of(slow, (0,)), steps_of(slow, (0,), most=30)
    assert not free.held
    assert len(capped.held) == 10


def test_a_reader_may_say_from_when_on_it_counts() -> None:
    ways = [way(n, n) for n in range(20)]
    [step] = steps_of(ways, (0,), after=14)
    assert (step.after, len(step.held)) == (14, 5)


def test_no_share_of_fewer_than_five_is_told() -> None:
    [step] = steps_of([way(n, 40) for n in range(4)], (0,), after=7)
    assert len(step.held) == 4 and step.share is None
