"""The first import of an account that is three years old (rules.md R3)."""

from __future__ import annotations

from typing import Any

import pytest

from banso.journey.results import Kind
from banso.journey.standing import Standing
from tests.journey.story import Story


def facts(n: int) -> dict[str, Any]:
    return {"life": "active", "tenure_days": 1100 + n, "term_months": 12, "days_to_decision": 200 - n,
            "approval_lead_days": 45, "active_seat_rate_28d": 0.5}  # fmt: skip


def begun(facts_of: Any = facts, until: int = 400) -> Story:
    return Story(standing=Standing(unseen=True)).walk(until, facts_of)


def test_it_is_placed_on_the_first_day_by_the_first_line_that_holds() -> None:
    story = begun(until=1)
    assert story.places[0] == "engagement"
    assert story.moves[0].reason.kind is Kind.PLACEMENT
    assert story.moves[0].reason.text == "true"


def test_the_stay_is_start_unseen_and_counts_from_the_placement() -> None:
    stay = begun(until=10).standing.stay
    assert stay is not None
    assert stay.start_unseen
    assert stay.clock == 10


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"life": "ended"}, "churn.left"),
        ({"days_to_decision": 70}, "retention"),
        ({"tenure_days": 80}, "onboarding"),
        ({"tenure_days": 170}, "adoption"),
    ],
)
def test_each_line_of_placement_has_its_turn(changed: dict[str, Any], place: str) -> None:
    assert begun(lambda n: facts(n) | changed, until=0).places == [place]


def test_there_is_no_stuck_alarm_for_a_start_nobody_saw() -> None:
    story = begun(lambda n: facts(n) | {"tenure_days": 10, "days_to_decision": None}, until=100)
    assert story.places[100] == "onboarding"
    assert {story.track(n) for n in range(31, 101)} == {"behind"}


def test_what_is_entered_on_the_day_of_placement_is_start_unseen_too() -> None:
    done = {
        "tenure_days": 20,
        "setup_done_on": "x",
        "first_value_on": "x",
        "weeks_running_3_days": 3,
    }
    story = begun(lambda n: facts(n) | done | {"days_to_decision": None}, until=5)
    assert story.entered() == [(0, "onboarding"), (0, "adoption")]
    assert story.standing.stay is not None
    assert story.standing.stay.start_unseen


def test_previous_without_a_known_past_is_decided_by_placement() -> None:
    def renewing(n: int) -> dict[str, Any]:
        settled = n - 30 if n >= 30 else None
        return facts(n) | {"days_to_decision": 60 - n if n < 30 else 425 - n,
                           "next_term_settled_days_ago": settled}  # fmt: skip

    story = begun(renewing, until=60)
    assert story.entered() == [(0, "retention"), (30, "engagement")]
    assert story.standing.stay is not None
    assert story.standing.stay.start_unseen
    assert story.moves[1].reason.kind is Kind.PREVIOUS


def test_an_account_that_begins_inside_our_data_waits_for_its_start() -> None:
    story = Story().walk(
        20, lambda n: {"life": "before" if n < 10 else "active", "tenure_days": n - 10}
    )
    assert story.places[:10] == [""] * 10
    assert story.entered() == [(10, "onboarding")]
    assert story.standing.stay is not None
    assert not story.standing.stay.start_unseen
