"""Random lives on every shipped map: nobody is lost, nobody swings, whichever map comes next."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from banso.journey.definitions import TEMPLATES
from banso.journey.engine import under_new_rules, walk
from banso.journey.model import phase_of
from banso.journey.results import Kind, Move
from banso.journey.rules import Rules
from banso.journey.standing import Standing, from_json, to_json
from banso.journey.switching import proposed, with_moved_to
from tests.journey.story import START, rules_of, template

RULES = {key: rules_of(template(key)) for key in TEMPLATES}
FOLLOWS = {
    (old, new): rules_of(
        with_moved_to(template(new), proposed(running=RULES[old].map, new=RULES[new].map))
    )
    for old, new in permutations(TEMPLATES, 2)
}
SETTLED = 28  # days in which nothing new is known: by then everybody has come to rest

rate = st.none() | st.sampled_from([0.0, 0.2, 0.4, 0.6, 0.95])
some = st.none() | st.sampled_from(["x"])
few = st.none() | st.integers(0, 3)
# what is known of an account for a while
season = st.fixed_dictionaries(
    {
        "life": st.sampled_from(["active"] * 6 + ["ended", "pending", "paused"]),
        "notice_given_on": st.sampled_from([None, None, None, "x"]),
        "leaving_intent": st.sampled_from([None, None, "considering", "staying"]),
        "setup_done_on": some,
        "first_value_on": some,
        "exit_interview_on": some,
        "offboarding_done_on": some,
        "weeks_running_3_days": st.none() | st.sampled_from([0, 2, 8, 14]),
        "active_days_7d": st.none() | st.sampled_from([0, 4]),
        "active_seat_rate_28d": rate,
        "feature_use_rate": rate,
        "seats_used_rate": rate,
        "csat_90d": st.none() | st.sampled_from([2.0, 3.6, 4.5]),
        "nps_last": st.none() | st.sampled_from([3, 9]),
        "responses_90d": few,
        "days_since_review": st.none() | st.sampled_from([20, 200]),
        "urgent_tickets_open": few,
        "oldest_urgent_ticket_days": st.none() | st.sampled_from([2, 30]),
        "use_vs_own_baseline": st.none() | st.sampled_from([-2.0, -1.0, 0.5]),
        "term_months": st.sampled_from([None, 1, 12]),
        "approval_lead_days": st.sampled_from([45]),
        "days_to_decision": st.none() | st.sampled_from([20, 200]),
        "contract_gap_days": st.none() | st.sampled_from([40, 300]),
        "next_term_settled_days_ago": st.none() | st.sampled_from([0, 90]),
        "expansion_signed_days_ago": st.none() | st.sampled_from([0, 90]),
        "churn_cause_solved": st.none() | st.booleans(),
        "do_not_contact": st.none() | st.booleans(),
    }
)
seasons = st.lists(st.tuples(season, st.integers(1, 200)), min_size=1, max_size=4)


def days_of(told: list[tuple[dict[str, Any], int]], tenure: int) -> list[dict[str, Any]]:
    """The facts of each day; what counts days goes on counting within a season."""
    found: list[dict[str, Any]] = []
    for facts, length in told:
        for n in range(length):
            day = facts | {"tenure_days": tenure + len(found)}
            for name in ("next_term_settled_days_ago", "expansion_signed_days_ago"):
                day[name] = None if facts[name] is None else facts[name] + n
            if facts["next_term_settled_days_ago"] is not None:
                day["days_to_decision"] = 365 - n  # signing moves the decision a term ahead
            elif facts["days_to_decision"] is not None:
                day["days_to_decision"] = facts["days_to_decision"] - n
            found.append(day)
    return found


@pytest.mark.parametrize("key", TEMPLATES)
@settings(max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
@given(told=seasons, tenure=st.integers(0, 900), unseen=st.booleans(), after=st.sampled_from(TEMPLATES), change=st.integers(0, 300))  # fmt: skip
def test_everybody_stands_somewhere_on_every_day_under_any_two_of_the_maps(
    key: str, told: Any, tenure: int, unseen: bool, after: str, change: int
) -> None:
    rules, standing = RULES[key], Standing(unseen=unseen)
    begun = False
    for n, facts in enumerate(days_of(told, tenure)):
        day = START + timedelta(days=n)
        standing = walk(rules, standing, facts, day=day, business=day.weekday() < 5).standing
        if n == change and after != key:
            rules = FOLLOWS[key, after]
            standing = under_new_rules(rules, standing, facts, day=day).standing
        standing = from_json(to_json(standing))
        begun = begun or unseen or facts["life"] == "active"
        assert (standing.place != "") == begun
        assert standing.place == "" or standing.place in rules.places
        if begun and facts["life"] == "ended":
            assert phase_of(standing.place) in rules.departure


def moves_in(rules: Rules, told: Any, tenure: int) -> list[Move]:
    standing, found = Standing(), []
    for n, facts in enumerate(days_of(told, tenure)):
        day = START + timedelta(days=n)
        result = walk(rules, standing, facts, day=day, business=day.weekday() < 5)
        standing = result.standing
        found += result.moves
    return found


@pytest.mark.parametrize("key", TEMPLATES)
@settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
@given(facts=season, tenure=st.integers(0, 900))
def test_while_nothing_new_is_known_nobody_goes_to_and_fro(
    key: str, facts: dict[str, Any], tenure: int
) -> None:
    moves = moves_in(RULES[key], [(facts, 200)], tenure)
    by_rules = [m for m in moves if m.reason.kind in (Kind.EXIT, Kind.PREVIOUS)]
    for one, other in pairwise(by_rules):
        if other.target == one.source:
            # a proposal that lapses, a year's approval window: weeks lie between, not days
            assert (other.day - one.day).days >= SETTLED, (one.source, one.target, facts)
