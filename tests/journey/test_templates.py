"""The shipped maps: every row of every phase is there, in Japanese and in English."""

from __future__ import annotations

from typing import Any

import pytest

from banso.journey.check import check
from banso.journey.definitions import TEMPLATES
from banso.journey.model import JourneyMap
from banso.journey.registry import KPI_KEYS, PLAY_KEYS
from banso.journey.results import Kind
from banso.journey.standing import Standing
from banso.lib.problems import Level
from tests.journey.story import NAMES, Story, rules_of, template

KEYS = TEMPLATES


def the_map(key: str) -> JourneyMap:
    return rules_of(template(key)).map


@pytest.mark.parametrize("key", KEYS)
def test_every_row_is_written_in_both_languages(key: str) -> None:
    journey = the_map(key)
    texts = [journey.name, journey.purpose]
    for phase in journey.phases:
        assert phase.success is not None
        assert len(phase.behaviour) >= 2 and phase.issues and phase.kpi and phase.plays
        texts += [phase.name, phase.definition, phase.goal, phase.success.text]
        texts += [b.text for b in phase.behaviour] + [i.text for i in phase.issues]
        texts += [s.name for s in phase.states]
        assert all(b.seen is not None for b in phase.behaviour)
    for text in texts:
        assert text is not None and text.ja and text.en
        assert text.ja != text.en


@pytest.mark.parametrize("key", KEYS)
def test_every_kpi_and_play_named_is_a_known_one(key: str) -> None:
    for phase in the_map(key).phases:
        assert {k.key for k in phase.kpi} <= KPI_KEYS
        assert {*phase.plays, *(p for i in phase.issues for p in i.plays)} <= PLAY_KEYS


@pytest.mark.parametrize("key", KEYS)
def test_it_has_no_errors_and_no_cautions(key: str) -> None:
    found = check(template(key), names=NAMES).problems
    assert [p.in_("en") for p in found if p.level is not Level.NOTE] == []


@pytest.mark.parametrize("key", KEYS)
def test_every_phase_but_the_lasting_ones_says_how_long_it_should_take(key: str) -> None:
    for phase in the_map(key).phases:
        timed = phase.should_take or phase.stuck_after or any(s.should_take for s in phase.states)
        assert timed or phase.key in ("engagement", "expansion"), phase.key


@pytest.mark.parametrize("key", KEYS)
def test_its_comments_name_the_source_of_its_facts(key: str) -> None:
    assert "# 出典 / Source" in template(key)


def by_time(n: int) -> dict[str, Any]:
    return {"life": "active", "tenure_days": n}


def test_the_time_based_map_moves_by_the_days_since_the_contract_alone() -> None:
    story = Story(rules=rules_of(template("time-based-four"))).walk(500, by_time)
    assert story.entered() == [(0, "onboarding"), (90, "adoption"), (180, "expansion")]


def test_leaving_onboarding_by_time_is_not_succeeding_in_it() -> None:
    story = Story(rules=rules_of(template("time-based-four"))).walk(95, by_time)
    assert story.track(61) == "behind"
    assert story.track(81) == "stuck"
    assert story.moves[1].left is not None
    assert story.moves[1].left.success_on is None


@pytest.mark.parametrize(
    ("tenure", "place"), [(30, "onboarding"), (120, "adoption"), (400, "expansion")]
)
def test_the_time_based_map_places_old_accounts_by_their_age(tenure: int, place: str) -> None:
    story = Story(rules=rules_of(template("time-based-four")), standing=Standing(unseen=True))
    story.walk(0, lambda n: {"life": "active", "tenure_days": tenure})
    assert story.places == [place]
    assert story.moves[0].reason.kind is Kind.PLACEMENT


def test_the_time_based_map_ends_and_begins_again() -> None:
    def leaving(n: int) -> dict[str, Any]:
        if n < 300:
            return by_time(n) | {"notice_given_on": "given" if n >= 280 else None}
        if n < 400:
            return {"life": "ended"}
        return {"life": "active", "tenure_days": n - 400, "contract_gap_days": 100}

    story = Story(rules=rules_of(template("time-based-four"))).walk(600, leaving)
    assert story.entered()[3:] == [
        (280, "churn.notice"),
        (300, "churn.left"),
        (331, "churn.cooling_off"),
        (400, "adoption"),
        (580, "expansion"),
    ]
