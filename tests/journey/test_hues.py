"""One rule of hues for every screen: the phase of leaving is grey, wherever it stands."""

from __future__ import annotations

import pytest

from banso.journey.definitions import TEMPLATES
from banso.journey.hues import HUES, hues_of
from banso.journey.mapview import phase_names
from banso.journey.model import JourneyMap, phase_of
from banso.journey.pathview import Words
from tests.journey.story import rules_of, template


def the_map(key: str) -> JourneyMap:
    return rules_of(template(key)).map


@pytest.mark.parametrize("key", TEMPLATES)
def test_the_phase_of_those_who_left_has_the_last_hue(key: str) -> None:
    journey = the_map(key)
    hues = hues_of(journey)
    left = {phase_of(a.to) for a in journey.interrupts if a.when.text == "life = 'ended'"}
    assert left == journey.departure
    assert {p for p, hue in hues.items() if hue == HUES} == left


@pytest.mark.parametrize("key", TEMPLATES)
def test_the_others_are_numbered_in_the_order_of_the_map(key: str) -> None:
    journey = the_map(key)
    staying = [p.key for p in journey.phases if p.key not in journey.departure]
    assert [hues_of(journey)[p] for p in staying] == list(range(1, len(staying) + 1))


@pytest.mark.parametrize("key", TEMPLATES)
def test_lists_paths_and_the_map_agree(key: str) -> None:
    rules = rules_of(template(key))
    hues = hues_of(rules.map)
    words = Words([rules.map])
    assert {p.key: p.hue for p in phase_names(rules)} == hues
    assert {p.key: words.hue(p.key) for p in rules.map.phases} == hues


def test_a_map_of_many_phases_never_lends_out_the_hue_of_leaving() -> None:
    phases = "".join(
        f"  - {{key: p{n}, name: p{n}, success: {{text: it, when: 'true'}}}}\n" for n in range(8)
    )
    text = (
        "schema: banso/journey@1\nkey: many\nname: many\nstart: {at: p0, when: 'true'}\n"
        "interrupts: [{to: p3, when: \"life = 'ended'\"}]\n"
        f"placement: [{{at: p0, when: 'true'}}]\nphases:\n{phases}"
    )
    assert list(hues_of(rules_of(text).map).values()) == [1, 2, 3, 6, 4, 5, 1, 2]
