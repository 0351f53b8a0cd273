"""One that sticks, leaves, is won back and begins again (rules.md R21)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey.story import Story

CONSIDERS, GIVES_NOTICE, ENDS = 310, 320, 365
OFF_BOARDED = 372
SOLVED = 560
RETURNS = ENDS + 201  # a gap of 200 days and one


def facts(n: int) -> dict[str, Any]:
    out: dict[str, Any] = {
        "approval_lead_days": 45,
        "term_months": 12,
        "seats_used_rate": 0.2,
        "do_not_contact": False,
        "churn_cause_solved": n >= SOLVED,
        "leaving_intent": "comparing"
        if CONSIDERS <= n < ENDS
        else None,  # lapses with the contract
        "notice_given_on": "given" if GIVES_NOTICE <= n < ENDS else None,
    }
    if n < ENDS:
        out |= {"life": "active", "tenure_days": n, "days_to_decision": ENDS - n}
        out |= {"setup_done_on": None, "first_value_on": None, "weeks_running_3_days": 0}
    elif n < RETURNS:
        out |= {"life": "ended", "tenure_days": None, "days_to_decision": None}
        out |= {"offboarding_done_on": "done" if n >= OFF_BOARDED else None}
        out |= {"exit_interview_on": "done" if n >= OFF_BOARDED else None}
    else:
        days = n - RETURNS
        out |= {"life": "active", "tenure_days": days, "days_to_decision": 365 - days}
        out |= {"contract_gap_days": RETURNS - ENDS}
        out |= {"setup_done_on": "done" if days >= 9 else None}
        out |= {"first_value_on": "seen" if days >= 11 else None}
        out |= {"weeks_running_3_days": days // 7}
    return out


@pytest.fixture(scope="module")
def story() -> Story:
    return Story().walk(700, facts)


def test_onboarding_falls_behind_and_then_sticks(story: Story) -> None:
    assert story.track(30) == "on_track"
    assert story.track(31) == "behind"
    assert story.track(60) == "behind"
    assert story.track(61) == "stuck"


def test_it_goes_from_onboarding_into_retention(story: Story) -> None:
    assert story.entered()[:2] == [(0, "onboarding"), (290, "retention")]


def test_it_walks_through_churn_to_the_end_of_the_contract(story: Story) -> None:
    assert story.entered()[2:6] == [
        (CONSIDERS, "churn.considering"),
        (GIVES_NOTICE, "churn.notice"),
        (ENDS, "churn.left"),
        (OFF_BOARDED, "churn.cooling_off"),
    ]


def test_it_is_won_back_only_after_the_cause_is_solved(story: Story) -> None:
    day, place = story.entered()[6]
    assert place == "churn.win_back"
    assert day == max(SOLVED, OFF_BOARDED + 180)


def test_churn_is_one_stay_with_five_states(story: Story) -> None:
    churn = {m.stay.number for m in story.moves if m.target.startswith("churn.") and m.stay}
    assert len(churn) == 1


def test_it_begins_again_in_onboarding_for_the_second_time(story: Story) -> None:
    assert story.entered()[7] == (RETURNS, "onboarding")
    stay = story.results[RETURNS].standing.stay
    assert stay is not None
    assert stay.times == 2
    assert stay.success_on is None
    assert stay.clock == 0


def test_set_up_and_first_value_are_asked_for_afresh(story: Story) -> None:
    assert story.entered()[8] == (RETURNS + 14, "adoption")


def test_old_fields_do_not_throw_it_back_into_churn(story: Story) -> None:
    assert all(not p.startswith("churn") for p in story.places[RETURNS:])


def test_left_is_behind_after_ten_business_days_without_off_boarding() -> None:
    def never_off_boarded(n: int) -> dict[str, Any]:
        return facts(n) | {"offboarding_done_on": None}

    story = Story().walk(ENDS + 31, never_off_boarded)
    left = story.start.toordinal() + ENDS
    business = [n for n in range(1, 30) if (left + n - 1) % 7 < 5]
    assert story.track(ENDS + business[9]) == "on_track"  # the tenth business day
    assert story.track(ENDS + business[10]) == "behind"
    assert story.places[ENDS + 31] == "churn.cooling_off"  # left for more than 30 days
