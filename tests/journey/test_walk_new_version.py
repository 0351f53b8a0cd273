"""A new version of the map: who moves at once, and what a dropped phase does (rules.md R4)."""

from __future__ import annotations

from typing import Any

import pytest

from banso.journey.engine import under_new_rules
from banso.journey.results import DayResult, Kind
from tests.journey.story import Story, rules_of, template

QUIET: dict[str, Any] = {"life": "active", "term_months": 12, "days_to_decision": 900,
                         "approval_lead_days": 45, "active_seat_rate_28d": 0.5}  # fmt: skip
TEXT = template()


def apply(story: Story, text: str, facts: dict[str, Any]) -> DayResult:
    day = story.standing.day
    assert day is not None
    result = under_new_rules(rules_of(text), story.standing, facts, day=day)
    story.rules, story.standing = rules_of(text), result.standing
    return result


def without_expansion() -> str:
    begin = TEXT.index("  - key: expansion\n")
    end = TEXT.index("  - key: retention\n")
    arrow = TEXT.index("      - to: expansion  ")
    after = TEXT.index("        again_after: 180 days\n") + len("        again_after: 180 days\n")
    text = TEXT[:arrow] + TEXT[after:begin] + TEXT[end:]
    return text + "\nmoved_to: {expansion: engagement}\n"


def grown(n: int) -> dict[str, Any]:
    return QUIET | {
        "setup_done_on": "x", "first_value_on": "x", "weeks_running_3_days": 9, "csat_90d": 4,
        "feature_use_rate": 0.9, "active_seat_rate_28d": 0.9, "seats_used_rate": 0.95,
        "urgent_tickets_open": 0, "days_since_review": 10, "responses_90d": 1,
        "plan_limit_used_rate": 0.1, "goals_reached_365d": 0,
    }  # fmt: skip


def test_a_dropped_phase_is_left_for_its_moved_to() -> None:
    story = Story().walk(5, grown)
    assert story.places[5] == "expansion"
    result = apply(story, without_expansion(), grown(5))
    assert [(m.source, m.target, m.reason.kind) for m in result.moves] == [
        ("expansion", "engagement", Kind.VERSION)
    ]
    assert result.standing.stay is not None
    assert result.standing.stay.entered_on == story.on(5)


def test_it_walks_on_under_the_new_version() -> None:
    story = Story().walk(5, grown)
    apply(story, without_expansion(), grown(5))
    story.walk(200, grown)
    assert story.places[200] == "engagement"


def test_previous_never_leads_to_a_phase_that_is_gone() -> None:
    def facts(n: int) -> dict[str, Any]:
        near = {"days_to_decision": 70 if n < 20 else 400}
        return (
            grown(n)
            | (near if n >= 10 else {})
            | ({"next_term_settled_days_ago": n - 20} if n >= 20 else {})
        )

    story = Story().walk(15, facts)
    assert story.places[15] == "retention"
    assert story.standing.stay is not None and story.standing.stay.came_from is not None
    assert story.standing.stay.came_from.place == "expansion"
    apply(story, without_expansion(), facts(15))
    story.walk(25, facts)
    assert story.places[25] == "engagement"


def test_nobody_is_pushed_back_because_the_old_entry_no_longer_holds() -> None:
    story = Story().walk(5, grown)
    harder = TEXT.replace("weeks_running_3_days >= 8", "weeks_running_3_days >= 80")
    assert apply(story, harder, grown(5)).moves == ()


def test_an_easier_arrow_moves_at_once_and_is_stamped_with_the_day() -> None:
    def early(n: int) -> dict[str, Any]:
        return QUIET | {"setup_done_on": "x", "first_value_on": "x", "weeks_running_3_days": 1}

    story = Story().walk(20, early)
    easier = TEXT.replace("first_value_on is not null and weeks_running_3_days >= 2",
                          "first_value_on is not null and weeks_running_3_days >= 1")  # fmt: skip
    result = apply(story, easier, early(20))
    assert [(m.day, m.target) for m in result.moves] == [(story.on(20), "adoption")]


def test_the_clock_does_not_run_twice_on_the_day_of_a_version() -> None:
    story = Story().walk(20, lambda n: QUIET)
    before = story.standing.stay
    result = apply(story, TEXT.replace("should_take: 30 days", "should_take: 10 days"), QUIET)
    assert result.standing.stay == before
    assert result.track.value == "behind"


def test_a_hold_already_counted_is_not_counted_twice() -> None:
    def sinking(n: int) -> dict[str, Any]:
        return grown(n) | {"csat_90d": 1.0, "active_seat_rate_28d": 0.9 if n == 0 else 0.1}

    story = Story().walk(20, sinking)
    assert story.places[20] == "engagement"
    longer = TEXT.replace("hold: 28 days", "hold: 30 days")
    assert apply(story, longer, sinking(20)).moves == ()
    story.walk(40, sinking)
    assert (30, "adoption") in story.entered()


def test_taking_the_hold_away_moves_at_once() -> None:
    def sinking(n: int) -> dict[str, Any]:
        return grown(n) | {"csat_90d": 1.0, "active_seat_rate_28d": 0.9 if n == 0 else 0.1}

    story = Story().walk(20, sinking)
    result = apply(story, TEXT.replace(", hold: 28 days", ""), sinking(20))
    assert [m.target for m in result.moves] == ["adoption"]


def test_a_dropped_phase_without_moved_to_is_refused() -> None:
    story = Story().walk(5, grown)
    text = without_expansion().replace("moved_to: {expansion: engagement}\n", "")
    with pytest.raises(KeyError):
        apply(story, text, grown(5))
