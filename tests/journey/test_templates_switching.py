"""From one map to another: every place that is gone has a proposed successor, and the text says so."""

from __future__ import annotations

from itertools import permutations

import pytest

from banso.journey.check import check
from banso.journey.definitions import TEMPLATES
from banso.journey.model import JourneyMap
from banso.journey.switching import gone_places, proposed, with_moved_to
from banso.lib.problems import Level
from tests.journey.story import NAMES, rules_of, template

PAIRS = list(permutations(TEMPLATES, 2))


def the_map(key: str) -> JourneyMap:
    return rules_of(template(key)).map


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_any_shipped_map_may_follow_any_other(old: str, new: str) -> None:
    running = the_map(old)
    moves = proposed(running=running, new=the_map(new))
    text = with_moved_to(template(new), moves)
    found = check(text, names=NAMES, running=running).problems
    assert [p.in_("en") for p in found if p.level is not Level.NOTE] == []
    assert tuple(moves) == gone_places(running=running, new=the_map(new))


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_who_has_left_goes_where_leavers_stand_and_nobody_else_does(old: str, new: str) -> None:
    running, other = the_map(old), the_map(new)
    for place, target in proposed(running=running, new=other).items():
        left = place in ("churn.left", "churn.cooling_off", "churn.win_back")
        left = left or place.startswith(("churn.notice", "ended."))
        assert (target.partition(".")[0] in other.departure) is left, (place, target)


@pytest.mark.parametrize(
    ("old", "new", "place", "target"),
    [
        ("six-phases", "three-phases", "expansion", "retention.growth"),
        ("six-phases", "three-phases", "churn.considering", "adoption"),
        ("six-phases", "time-based-four", "engagement", "adoption"),
        ("three-phases", "six-phases", "retention.renewal", "retention"),
        ("success-funnel", "retention-four", "retention.watch", "retention.steady"),
        ("retention-four", "success-funnel", "churn.win_back", "ended.closed"),
    ],
)
def test_shipped_places_are_known_by_name(old: str, new: str, place: str, target: str) -> None:
    assert proposed(running=the_map(old), new=the_map(new))[place] == target


def own(text: str) -> JourneyMap:
    head = "schema: banso/journey@1\nkey: own\nname: own\nstart: {at: hello, when: 'true'}\n"
    return rules_of(head + text).map


def test_places_of_a_map_of_ones_own_go_by_name_by_leaving_and_by_how_far_along() -> None:
    running = own(
        "interrupts: [{to: gone, when: \"life = 'ended'\"}]\n"
        "placement: [{at: hello, when: 'true'}]\n"
        "phases:\n"
        "  - {key: hello, name: {ja: はじめ, en: Begin}, success: {text: it, when: 'true'}}\n"
        "  - {key: grown, name: {ja: エクスパンション, en: Expansion}, success: {text: it, when: 'true'}}\n"
        "  - {key: late, name: {ja: おわり, en: Late}, success: {text: it, when: 'true'}}\n"
        "  - {key: gone, name: {ja: 離脱, en: Gone}, success: {text: it, when: 'true'}}\n"
    )
    assert proposed(running=running, new=the_map("six-phases")) == {
        "hello": "onboarding",
        "grown": "expansion",
        "late": "expansion",
        "gone": "churn.considering",
    }


def test_a_first_map_and_the_same_map_need_no_successors() -> None:
    new = the_map("six-phases")
    assert proposed(running=None, new=new) == {} == proposed(running=new, new=new)
    assert with_moved_to(template(), {}) == template()


def test_only_the_lines_of_moved_to_are_added_to_the_text() -> None:
    text = with_moved_to(template(), {"old": "adoption"})
    added = [line for line in text.splitlines() if line not in template().splitlines()]
    assert added[1:] == ["moved_to:", "  old: adoption"] and added[0].startswith("#")
