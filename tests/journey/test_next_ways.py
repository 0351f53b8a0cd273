"""What the account page says about every way on: true, false or unknown, and what is missing."""

from __future__ import annotations

from typing import Any

from banso.journey.standing import Standing
from banso.journey.ways import Outlook, explain_next
from tests.journey.story import Story

QUIET: dict[str, Any] = {"life": "active", "term_months": 12, "days_to_decision": 900,
                         "approval_lead_days": 45}  # fmt: skip


def outlook(story: Story, facts: dict[str, Any]) -> Outlook:
    assert story.standing.day is not None
    return explain_next(story.rules, story.standing, facts, day=story.standing.day)


def test_it_names_the_metric_that_is_missing_behind_phase_succeeded() -> None:
    facts = QUIET | {"setup_done_on": "x", "first_value_on": "x"}
    way = outlook(Story().walk(3, lambda n: facts), facts).ways[0]
    assert way.to == "adoption"
    assert way.truth is None
    assert way.missing == ("weeks_running_3_days",)


def test_it_says_how_many_days_of_a_hold_are_done() -> None:
    facts = QUIET | {"setup_done_on": "x", "first_value_on": "x", "weeks_running_3_days": 9,
                     "feature_use_rate": 0.9, "csat_90d": 1.0}  # fmt: skip

    def sinking(n: int) -> dict[str, Any]:
        return facts | {"active_seat_rate_28d": 0.9 if n == 0 else 0.1}

    way = outlook(Story().walk(10, sinking), sinking(10)).ways[1]
    assert (way.to, way.hold, way.held) == ("adoption", 28, 10)


def test_it_shows_where_previous_leads() -> None:
    facts = QUIET | {"days_to_decision": 60, "next_term_settled_days_ago": None}
    ways = outlook(Story().walk(3, lambda n: facts), facts).ways
    assert [(w.to, w.previous) for w in ways if not w.interrupt] == [("onboarding", True)]


def test_interrupts_follow_the_exits() -> None:
    ways = outlook(Story().walk(3, lambda n: QUIET), QUIET).ways
    assert [w.to for w in ways if w.interrupt] == [
        "churn.left",
        "churn.notice",
        "churn.considering",
    ]
    assert ways[2].truth is False


def test_before_the_start_it_explains_the_start() -> None:
    story = Story().walk(3, lambda n: {"life": "before"})
    found = outlook(story, {"life": "before"})
    assert [(w.to, w.truth) for w in found.ways] == [("onboarding", False)]


def test_before_the_placement_it_explains_each_line() -> None:
    story = Story(standing=Standing(unseen=True, day=Story().start))
    assert len(outlook(story, {}).ways) == 5
