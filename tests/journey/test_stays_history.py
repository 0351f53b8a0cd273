"""What an account's days leave behind: one record a stay, its intervals, its states, its reasons."""

from __future__ import annotations

from typing import Any

import pytest

from banso.journey.history import StateRecord, StayRecord, fold
from banso.journey.results import Kind, Reason
from tests.journey.story import Story
from tests.journey.test_walk_healthy_annual import facts as healthy
from tests.journey.test_walk_sticks_and_returns import ENDS, RETURNS
from tests.journey.test_walk_sticks_and_returns import facts as sticking


def told(story: Story) -> tuple[dict[int, StayRecord], dict[int, StateRecord]]:
    stays: dict[int, StayRecord] = {}
    states: dict[int, StateRecord] = {}
    for result in story.results:
        changes = fold(stays, states, result)
        stays.update(changes.stays)
        states.update(changes.states)
    return stays, states


@pytest.fixture(scope="module")
def healthy_stays() -> tuple[Story, dict[int, StayRecord]]:
    story = Story().walk(400, healthy)
    return story, told(story)[0]


def test_a_resumed_stay_is_one_record_with_two_intervals(
    healthy_stays: tuple[Story, dict[int, StayRecord]],
) -> None:
    story, stays = healthy_stays
    engagement = [r for r in stays.values() if r.phase == "engagement"]
    assert [r.times for r in engagement] == [1, 2]
    assert engagement[1].intervals == (
        (story.on(190), story.on(290)),
        (story.on(340), story.on(370)),
    )
    assert engagement[1].days(story.on(400)) == 130


def test_every_stay_says_what_brought_and_what_took_the_account(
    healthy_stays: tuple[Story, dict[int, StayRecord]],
) -> None:
    _, stays = healthy_stays
    assert stays[1].reason.kind is Kind.START
    assert stays[2].reason.text == "phase_succeeded"
    assert stays[2].reason.success is not None
    names = {n for leaf in stays[2].reason.success.leaves for n in leaf.values}
    assert names == {"setup_done_on", "first_value_on", "weeks_running_3_days"}
    assert stays[1].exit_reason == stays[2].reason
    assert stays[1].left_to == "adoption"


def test_a_reason_survives_storage(healthy_stays: tuple[Story, dict[int, StayRecord]]) -> None:
    for record in healthy_stays[1].values():
        assert Reason.from_json(record.reason.as_json()) == record.reason


def test_success_stands_on_the_stay_it_was_reached_in(
    healthy_stays: tuple[Story, dict[int, StayRecord]],
) -> None:
    story, stays = healthy_stays
    retention = next(r for r in stays.values() if r.phase == "retention")
    assert retention.success_on == retention.left_on == story.on(340)
    assert retention.success_reason is not None


def test_the_states_of_a_stay_follow_each_other_without_a_gap() -> None:
    story = Story().walk(RETURNS + 5, sticking)
    stays, states = told(story)
    churn = next(r for r in stays.values() if r.phase == "churn")
    inside = [s for s in states.values() if s.stay == churn.number]
    assert [s.place for s in inside] == [
        "churn.considering", "churn.notice", "churn.left", "churn.cooling_off", "churn.win_back",
    ]  # fmt: skip
    assert all(a.left_on == b.entered_on for a, b in zip(inside, inside[1:], strict=False))
    assert inside[-1].left_on == churn.left_on == story.on(RETURNS)


def test_a_stay_of_one_day_is_passed() -> None:
    def quick(n: int) -> dict[str, Any]:
        return {"life": "active", "setup_done_on": "x", "first_value_on": "x",
                "weeks_running_3_days": 8, "feature_use_rate": 0.1}  # fmt: skip

    stays, _ = told(Story().walk(3, quick))
    assert stays[1].passed
    assert stays[1].days(Story().on(3)) == 0
    assert not stays[2].passed


def test_a_contract_found_ended_late_keeps_both_dates() -> None:
    start = Story().start

    def late(n: int) -> dict[str, Any]:
        life = "active" if n < 10 else "pending" if n <= 40 else "ended"
        ended_on = start.fromordinal(start.toordinal() + 10) if n > 40 else None
        return {"life": life, "ended_on": ended_on}

    story = Story().walk(45, late)
    churn = next(r for r in told(story)[0].values() if r.phase == "churn")
    assert churn.entered_on == story.on(41)
    assert churn.effective_on == story.on(10)


def test_leaving_at_the_end_of_the_contract_is_the_same_day() -> None:
    stays, _ = told(Story().walk(ENDS, sticking))
    assert next(r for r in stays.values() if r.phase == "churn").effective_on is None
