"""A healthy annual account, 900 days (rules.md R21)."""

from __future__ import annotations

from typing import Any

import pytest

from banso.journey.results import Kind
from tests.journey.story import Story

APPROVAL = 45
SETTLED = (340, 700)  # days on which the next term is signed
EXPANSION = 190  # seats are added


def facts(n: int) -> dict[str, Any]:
    terms = sum(n >= day for day in SETTLED)  # signing moves the decision a term ahead
    settled = [day for day in SETTLED if day <= n]
    return {
        "life": "active",
        "tenure_days": n,
        "term_months": 12,
        "days_to_decision": 365 * (terms + 1) - n,
        "next_term_settled_days_ago": n - settled[-1] if settled else None,
        "approval_lead_days": APPROVAL,
        "notice_given_on": None,
        "leaving_intent": None,
        "setup_done_on": None if n < 8 else True,
        "first_value_on": None if n < 12 else True,
        "weeks_running_3_days": n // 7,
        "feature_use_rate": 0.3 if n < 100 else 0.7,
        "active_seat_rate_28d": min(0.9, n / 150),
        "days_since_review": n % 90 if n >= 90 else None,
        "responses_90d": 1 if n >= 60 else 0,
        "voices_90d": 0,
        "csat_90d": 4.2 if n >= 120 else None,
        "urgent_tickets_open": 0,
        "seats_used_rate": 0.95 if n >= 160 else 0.6,
        "plan_limit_used_rate": 0.4,
        "goals_reached_365d": 0,
        "expansion_signed_days_ago": n - EXPANSION if n >= EXPANSION else None,
    }


@pytest.fixture(scope="module")
def story() -> Story:
    return Story().walk(899, facts)


def test_it_passes_through_the_phases_in_order(story: Story) -> None:
    first = story.entered()[:5]
    assert first == [
        (0, "onboarding"),
        (14, "adoption"),
        (100, "engagement"),
        (160, "expansion"),
        (190, "engagement"),
    ]


def test_it_enters_retention_inside_the_approval_window_and_returns_when_settled(
    story: Story,
) -> None:
    moves = [(n, place) for n, place in story.entered() if n > 190]
    assert moves[0] == (290, "retention")  # 365 - 290 = 45 + 30
    assert moves[1] == (340, "engagement")
    assert story.moves[6].reason.kind is Kind.PREVIOUS
    assert story.moves[6].resumed


def test_the_clock_goes_on_where_it_stopped(story: Story) -> None:
    before = story.results[289].standing.stay
    back = story.results[340].standing.stay
    assert before is not None and back is not None
    assert back.number == before.number
    assert back.entered_on == before.entered_on
    assert back.clock == before.clock + 1  # day 290 itself was spent here before the move
    assert story.results[341].standing.stay.clock == back.clock + 1  # type: ignore[union-attr]


def test_it_happens_the_same_way_a_year_later(story: Story) -> None:
    later = [(n, place) for n, place in story.entered() if n > 600]
    assert (655, "retention") in later
    back = next((n, p) for n, p in later if n > 655)
    assert back == (700, story.places[654])


def test_it_never_moves_back_the_next_day(story: Story) -> None:
    moves = story.moves
    for move, following in zip(moves, moves[1:], strict=False):
        if following.target == move.source:
            assert (following.day - move.day).days > 1, f"{move.source} and back on {following.day}"


def test_expansion_comes_again_only_after_half_a_year(story: Story) -> None:
    grown = [n for n, place in story.entered() if place == "expansion"]
    left = [n for n, place in story.entered() if place == "engagement" and n > 160]
    assert grown[0] == 160
    assert all(again - left[0] >= 180 for again in grown[1:])


def test_renewal_is_a_success_of_the_retention_stay(story: Story) -> None:
    numbers = {m.stay.number for m in story.moves if m.target == "retention" and m.stay}
    assert {s.number for s in story.successes if s.day == story.on(340)} <= numbers
    assert story.results[340].moves[-1].left.success_on == story.on(340)  # type: ignore[union-attr]
