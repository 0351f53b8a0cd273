"""A paused contract, and a renewal signed late, inside and outside the grace (rules.md R6)."""

from __future__ import annotations

from typing import Any

from tests.journey.story import Story

QUIET: dict[str, Any] = {"term_months": 12, "approval_lead_days": 45, "active_seat_rate_28d": 0.5}


def paused(n: int) -> dict[str, Any]:
    return QUIET | {"life": "paused" if 20 <= n < 50 else "active", "days_to_decision": 300 - n}


def test_the_clock_stands_still_while_paused() -> None:
    story = Story().walk(70, paused)
    clocks = [r.standing.stay.clock for r in story.results if r.standing.stay]
    assert clocks[19] == 19
    assert set(clocks[20:50]) == {19}
    assert clocks[50] == 20


def test_it_falls_behind_a_month_later_for_it() -> None:
    story = Story().walk(70, paused)
    assert [n for n in range(71) if story.track(n) == "behind"][0] == 61


def test_no_exit_acts_while_paused_but_interrupts_do() -> None:
    def facts(n: int) -> dict[str, Any]:
        done = (
            {"setup_done_on": "x", "first_value_on": "x", "weeks_running_3_days": 4}
            if n >= 25
            else {}
        )
        return paused(n) | done | {"notice_given_on": "given" if n == 40 else None}

    story = Story().walk(39, facts)
    assert story.entered() == [(0, "onboarding")]
    story.walk(40, facts)
    assert story.places[40] == "churn.notice"


def test_an_exit_that_waited_acts_on_the_first_day_back() -> None:
    def facts(n: int) -> dict[str, Any]:
        done = (
            {"setup_done_on": "x", "first_value_on": "x", "weeks_running_3_days": 4}
            if n >= 25
            else {}
        )
        return paused(n) | done

    assert Story().walk(60, facts).entered() == [(0, "onboarding"), (50, "adoption")]


def test_paused_days_neither_count_nor_break_a_hold() -> None:
    def facts(n: int) -> dict[str, Any]:
        done = {"setup_done_on": "x", "first_value_on": "x", "weeks_running_3_days": 9,
                "feature_use_rate": 0.9, "csat_90d": 1.0}  # fmt: skip
        seats = {"active_seat_rate_28d": 0.7 if n == 0 else 0.1}
        return paused(n) | done | seats | {"days_to_decision": 900 - n}

    story = Story().walk(80, facts)
    assert story.entered()[:3] == [(0, "onboarding"), (0, "adoption"), (0, "engagement")]
    # 19 days before the pause, 9 after it
    assert story.entered()[3] == (58, "adoption")


END = 365


def renewed_late(n: int, *, signed: int | None, grace: int = 30) -> dict[str, Any]:
    """No automatic renewal: pending after the end, up to the grace, then ended."""
    if signed is not None and n >= signed and signed <= END + grace:
        return QUIET | {"life": "active", "days_to_decision": END + 365 - n, "tenure_days": n,
                        "next_term_settled_days_ago": n - signed}  # fmt: skip
    if signed is not None and n >= signed:
        days = n - signed
        return QUIET | {"life": "active", "days_to_decision": 365 - days, "tenure_days": days,
                        "contract_gap_days": signed - END}  # fmt: skip
    life = "active" if n < END else "pending" if n <= END + grace else "ended"
    return QUIET | {"life": life, "days_to_decision": END - n, "tenure_days": n}


def test_inside_the_grace_it_returns_to_where_it_was() -> None:
    story = Story().walk(400, lambda n: renewed_late(n, signed=END + 20))
    assert story.entered() == [(0, "onboarding"), (290, "retention"), (END + 20, "onboarding")]
    assert story.moves[-1].resumed


def test_pending_days_do_not_make_it_stuck() -> None:
    story = Story().walk(394, lambda n: renewed_late(n, signed=None))
    assert {story.track(n) for n in range(290, 365)} == {"on_track"}
    assert {story.track(n) for n in range(365, 395)} == {"on_track"}


def test_outside_the_grace_it_leaves_and_comes_back_to_adoption() -> None:
    story = Story().walk(460, lambda n: renewed_late(n, signed=END + 60))
    assert story.entered()[2:] == [(END + 31, "churn.left"), (END + 60, "adoption")]
    stay = story.standing.stay
    assert stay is not None and stay.times == 1 and stay.came_from is None


def test_outside_the_grace_a_longer_gap_begins_again_in_onboarding() -> None:
    story = Story().walk(700, lambda n: renewed_late(n, signed=END + 200))
    assert story.entered()[-1] == (END + 200, "onboarding")
    assert story.standing.stay is not None
    assert story.standing.stay.times == 2
