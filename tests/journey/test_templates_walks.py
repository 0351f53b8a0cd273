"""The shipped maps walked: a healthy year, one that sticks and returns, a pause, a late renewal (rules.md R21)."""

from __future__ import annotations

from typing import Any

import pytest

from banso.journey.definitions import TEMPLATES
from banso.journey.model import phase_of
from banso.journey.results import Kind
from banso.journey.standing import Standing
from tests.journey.story import Story, rules_of, template
from tests.journey.test_walk_first_import import facts as three_years_old
from tests.journey.test_walk_healthy_annual import facts as annual
from tests.journey.test_walk_pause_and_late_renewal import END, paused, renewed_late
from tests.journey.test_walk_sticks_and_returns import facts as sticks

OTHERS = TEMPLATES[1:]  # the default has files of its own


def healthy(n: int) -> dict[str, Any]:
    return annual(n) | {"active_days_7d": 4 if n >= 10 else 1, "nps_last": 9 if n >= 130 else None}


def walked(key: str, facts: Any, until: int, **standing: Any) -> Story:
    return Story(rules=rules_of(template(key)), standing=Standing(**standing)).walk(until, facts)


HEALTHY = {
    # months 4 and 7 begin on days 90 and 180, whatever the account has done
    "time-based-four": [(0, "onboarding"), (90, "adoption"), (180, "expansion")],
    # 2 weeks of use; half of the seats on day 75; seats nearly full from day 160, more of them on 190
    "retention-four": [
        (0, "onboarding"), (14, "adoption"), (75, "retention.steady"), (160, "retention.growth"),
        (190, "retention.steady"), (370, "retention.growth"), (491, "retention.steady"),
        (671, "retention.growth"), (792, "retention.steady"),
    ],
    # a first result on day 12; features on day 100; the approval window opens on 290, signed on 340
    "three-phases": [
        (0, "onboarding"), (12, "adoption"), (100, "retention.steady"), (160, "retention.growth"),
        (190, "retention.steady"), (290, "retention.renewal"), (340, "retention.steady"),
        (370, "retention.growth"), (491, "retention.steady"), (655, "retention.renewal"),
        (700, "retention.steady"), (700, "retention.growth"), (821, "retention.steady"),
    ],
    "success-funnel": [
        (0, "onboarding"), (12, "adoption"), (100, "engagement"), (160, "expansion"),
        (190, "retention.steady"), (370, "expansion"), (491, "retention.steady"),
        (671, "expansion"), (792, "retention.steady"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("key", OTHERS)
def test_a_healthy_annual_account_goes_its_way(key: str) -> None:
    assert walked(key, healthy, 899).entered() == HEALTHY[key]


@pytest.mark.parametrize("key", TEMPLATES)
def test_it_never_moves_back_the_next_day(key: str) -> None:
    moves = walked(key, healthy, 899).moves
    for move, following in zip(moves, moves[1:], strict=False):
        if following.target == move.source:
            assert (following.day - move.day).days >= 28, (move.source, move.target, following.day)


STICKS = {
    "time-based-four": [(0, "onboarding"), (90, "adoption"), (180, "expansion"), (310, "churn.considering")],
    "retention-four": [(0, "onboarding"), (310, "churn.considering")],
    "three-phases": [(0, "onboarding")],
    "success-funnel": [(0, "onboarding")],
}  # fmt: skip


@pytest.mark.parametrize("key", OTHERS)
def test_one_that_sticks_leaves_and_comes_back_begins_anew(key: str) -> None:
    story = walked(key, sticks, 700)
    gone = phase_of(story.places[320])
    closing, closed = ("left", "cooling_off") if gone == "churn" else ("closing", "closed")
    way = [
        *STICKS[key],
        (320, f"{gone}.notice"),
        (365, f"{gone}.{closing}"),
        (372, f"{gone}.{closed}"),
    ]
    way += [(560, "churn.win_back")] if gone == "churn" else []
    assert story.entered()[: len(way) + 1] == [*way, (566, "onboarding")]
    assert all(phase_of(p) != gone for p in story.places[566:])
    stay = story.results[566].standing.stay
    assert stay is not None and stay.times == 2 and stay.clock == 0 and stay.success_on is None


@pytest.mark.parametrize("key", OTHERS)
def test_who_never_gets_going_falls_behind_and_then_sticks(key: str) -> None:
    story = walked(key, sticks, 85)
    first = story.rules.map.phases[0]
    assert first.should_take is not None and first.stuck_after is not None
    late, stuck = first.should_take.n, first.stuck_after.n
    found = [story.track(n) for n in (late, late + 1, stuck, stuck + 1)]
    assert found == ["on_track", "behind", "behind", "stuck"]


@pytest.mark.parametrize("key", OTHERS)
def test_a_pause_stops_the_clock_and_moves_nobody(key: str) -> None:
    story = walked(key, paused, 60)
    assert story.entered() == [(0, "onboarding")]
    assert [r.standing.stay.clock for r in story.results[19:51] if r.standing.stay] == [
        *[19] * 31,
        20,
    ]


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_renewal_signed_within_the_grace_loses_nobody_to_leaving(key: str) -> None:
    story = walked(key, lambda n: renewed_late(n, signed=END + 20), END + 60)
    departure = story.rules.departure
    assert all(place and phase_of(place) not in departure for place in story.places)


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_renewal_signed_after_the_grace_comes_back_to_adoption(key: str) -> None:
    story = walked(key, lambda n: renewed_late(n, signed=END + 60), END + 70)
    assert {phase_of(p) for p in story.places[END + 31 : END + 60]} <= story.rules.departure
    assert story.entered()[-1] == (END + 60, "adoption")


FIRST_IMPORT = {
    "six-phases": "engagement",
    "time-based-four": "expansion",
    "retention-four": "retention.steady",
    "three-phases": "retention.steady",
    "success-funnel": "retention.steady",
}


@pytest.mark.parametrize("key", TEMPLATES)
def test_an_account_three_years_old_is_placed_and_not_alarmed_about(key: str) -> None:
    story = walked(key, three_years_old, 100, unseen=True)
    assert story.places[0] == FIRST_IMPORT[key]
    assert story.moves[0].reason.kind is Kind.PLACEMENT
    stay = story.results[0].standing.stay
    assert stay is not None and stay.start_unseen
    assert "stuck" not in {story.track(n) for n in range(101)}


@pytest.mark.parametrize("key", TEMPLATES)
@pytest.mark.parametrize("facts", [{}, {"life": "ended"}, {"life": "pending"}, {"life": None}])
def test_whatever_is_known_of_an_old_account_it_is_placed(key: str, facts: dict[str, Any]) -> None:
    story = walked(key, lambda n: facts, 0, unseen=True)
    assert story.places[0]
    left = facts.get("life") == "ended"
    assert (phase_of(story.places[0]) in story.rules.departure) is left


def test_early_signs_are_seen_in_the_funnel_and_gone_when_they_are_over() -> None:
    def dips(n: int) -> dict[str, Any]:
        return healthy(n) | {
            "seats_used_rate": 0.5,
            "goals_reached_365d": 0,
            "use_vs_own_baseline": -2.0 if 400 <= n < 430 else 0.2,
        }

    story = walked("success-funnel", dips, 500)
    after = [(n, place) for n, place in story.entered() if n > 300]
    assert after == [(406, "retention.watch"), (443, "retention.steady")]
    assert story.track(406 + 22) == "behind"


def test_a_notice_taken_back_leads_back_with_the_clock_going_on() -> None:
    for key in ("three-phases", "success-funnel"):
        story = walked(
            key,
            lambda n: healthy(n) | {"notice_given_on": "given" if 50 <= n < 60 else None},
            61,
        )
        assert story.places[49] == story.places[60] == "adoption"
        assert story.places[50] == "ended.notice"
        before, back = story.results[49].standing.stay, story.results[60].standing.stay
        assert before is not None and back is not None
        assert (back.number, back.clock) == (before.number, before.clock + 1)
