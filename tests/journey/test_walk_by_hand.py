"""A move by hand: who says where, the rules' verdict beside it, and how it ends (rules.md R5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from banso.journey.results import Kind, Order
from tests.journey.story import START, Story

QUIET: dict[str, Any] = {"life": "active", "term_months": 12, "days_to_decision": 900,
                         "approval_lead_days": 45, "active_seat_rate_28d": 0.5}  # fmt: skip
DONE = {"setup_done_on": "x", "first_value_on": "x", "weeks_running_3_days": 4}


def quiet(n: int) -> dict[str, Any]:
    return QUIET


def until(n: int | None, place: str = "engagement") -> Order:
    return Order("o1", place, START + timedelta(days=n) if n is not None else None)


def test_it_stands_where_the_person_put_it_and_the_verdict_is_kept_beside() -> None:
    story = Story().walk(20, quiet, orders={10: until(40)})
    assert story.entered() == [(0, "onboarding"), (10, "engagement")]
    assert story.results[-1].verdict == "onboarding"
    assert story.moves[1].reason.kind is Kind.BY_HAND


def test_no_exit_acts_while_it_lasts() -> None:
    story = Story().walk(39, lambda n: QUIET | {"active_seat_rate_28d": 0.1}, orders={2: until(40)})
    assert story.places[39] == "engagement"


def test_it_ends_by_date_and_resumes_the_stay_of_before() -> None:
    story = Story().walk(60, quiet, orders={10: until(40)})
    assert story.entered()[2] == (41, "onboarding")
    assert story.moves[2].resumed
    stay = story.results[41].standing.stay
    assert stay is not None
    assert stay.number == 1
    assert stay.clock == 10  # the days in engagement were not spent here
    assert story.moves[2].reason.kind is Kind.HAND_OVER


def test_it_ends_by_date_where_the_rules_went_meanwhile() -> None:
    story = Story().walk(
        60, lambda n: QUIET | (DONE if n >= 20 else {}), orders={10: until(40, "expansion")}
    )
    assert story.results[30].verdict == "adoption"
    assert story.entered()[2:] == [(41, "adoption")]
    stay = story.standing.stay
    assert stay is not None
    assert stay.number == 3
    assert (stay.entered_on, stay.clock) == (story.on(41), 19)


def test_it_ends_when_the_rules_agree() -> None:
    story = Story().walk(
        40, lambda n: QUIET | (DONE if n >= 20 else {}), orders={10: until(None, "adoption")}
    )
    assert story.entered() == [(0, "onboarding"), (10, "adoption")]
    assert story.standing.by_hand is None
    assert [n for n, r in enumerate(story.results) if r.agreed] == [20]
    assert story.standing.stay is not None
    assert story.standing.stay.clock == 30


def test_it_ends_by_an_interrupt() -> None:
    def facts(n: int) -> dict[str, Any]:
        return QUIET | {"notice_given_on": "given" if n >= 25 else None}

    story = Story().walk(30, facts, orders={10: until(90)})
    assert story.entered()[2] == (25, "churn.notice")
    assert story.standing.by_hand is None


def test_an_interrupt_the_person_saw_does_not_undo_the_move() -> None:
    def facts(n: int) -> dict[str, Any]:
        return QUIET | {"leaving_intent": "considering" if n < 20 or n >= 30 else "staying"}

    story = Story().walk(40, facts, orders={5: until(90, "adoption")})
    assert story.entered() == [
        (0, "onboarding"),
        (0, "churn.considering"),
        (5, "adoption"),
        (30, "churn.considering"),  # it was gone and came again
    ]


def test_it_ends_by_the_person() -> None:
    story = Story().walk(30, quiet, orders={10: until(60)}, give_back=15)
    assert story.entered()[2] == (15, "onboarding")
    assert story.standing.by_hand is None


def test_the_same_order_is_never_applied_twice() -> None:
    order = until(12)
    story = Story().walk(30, quiet, orders=dict.fromkeys(range(10, 31), order))
    assert [place for _, place in story.entered()] == ["onboarding", "engagement", "onboarding"]


def test_waiting_stops_the_clock_and_nothing_else() -> None:
    story = Story().walk(60, quiet, waiting=range(10, 40))
    assert story.standing.stay is not None
    assert story.standing.stay.clock == 30
    assert story.track(60) == "on_track"
    moved = Story().walk(60, lambda n: QUIET | (DONE if n >= 20 else {}), waiting=range(10, 40))
    assert moved.entered()[1] == (20, "adoption")
