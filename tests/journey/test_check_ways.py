"""What the checker says about targets, round trips and places nobody reaches."""

from __future__ import annotations

import pytest

from banso.journey.check import check
from banso.journey.definitions import TEMPLATES
from banso.journey.model import JourneyMap
from banso.lib.problems import Level, Problem
from tests.journey.story import NAMES, rules_of, template

TEXT = template()


def found(text: str, id: str, *, running: JourneyMap | None = None) -> list[Problem]:
    checked = check(text, names=NAMES, file="journey.yaml", running=running)
    return [p for p in checked.problems if p.id == id]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("key", TEMPLATES)
def test_the_shipped_maps_are_clean_except_notes(key: str) -> None:
    checked = check(template(key), names=NAMES)
    assert checked.rules is not None
    assert {p.level for p in checked.problems} == {Level.NOTE}


def test_a_misspelt_target_is_placed_and_corrected() -> None:
    text = TEXT.replace(
        "{to: adoption, when: phase_succeeded}", "{to: adopton, when: phase_succeeded}"
    )
    (one,) = found(text, "journey.unknown-place")
    assert one.line == line_of(text, "adopton")
    assert one.suggestion == "adoption"


def test_a_misspelt_state_is_corrected_by_the_state() -> None:
    text = TEXT.replace("{to: cooling_off, when: offboarding", "{to: coolingoff, when: offboarding")
    (one,) = found(text, "journey.unknown-place")
    assert one.suggestion == "cooling_off"


def test_an_arrow_back_without_hold_is_a_caution() -> None:
    text = TEXT.replace(", hold: 28 days", "")
    (one,) = found(text, "journey.flapping")
    assert one.level is Level.CAUTION
    assert one.line == line_of(text, "{to: adoption, when: active_seat_rate_28d < 0.3}")


def test_a_hold_under_seven_days_is_not_enough() -> None:
    assert found(TEXT.replace("hold: 28 days", "hold: 6 days"), "journey.flapping")
    assert not found(TEXT.replace("hold: 28 days", "hold: 1 week"), "journey.flapping")


def test_a_return_that_waits_excuses_the_arrow_back() -> None:
    (one,) = found(TEXT.replace("        again_after: 180 days\n", ""), "journey.flapping")
    assert one.sample == "engagement"


def test_previous_and_arrows_out_of_churn_are_excused() -> None:
    assert not found(TEXT, "journey.flapping")


def test_a_phase_nobody_reaches_is_a_caution() -> None:
    begin = TEXT.index("      - to: expansion  ")
    end = TEXT.index("        again_after: 180 days\n")
    text = TEXT[:begin] + TEXT[end + len("        again_after: 180 days\n") :]
    (one,) = found(text, "journey.unreachable")
    assert one.sample == "expansion"
    assert one.level is Level.CAUTION


def test_a_state_nobody_reaches_is_a_caution() -> None:
    text = TEXT.replace("  - {to: churn.considering,", "  - {to: churn.notice, ")
    assert [p.sample for p in found(text, "journey.unreachable")] == ["churn.considering"]


def test_placement_that_may_place_nobody_is_a_caution() -> None:
    text = TEXT.replace("  - {at: engagement,  when: true}\n", "")
    (one,) = found(text, "journey.placement-open")
    assert one.line == line_of(text, "  - {at: adoption,    when: tenure_days < 180}")


def test_a_line_behind_one_that_always_wins_is_a_caution() -> None:
    text = TEXT.replace(
        "  - {at: onboarding,  when: tenure_days < 90}", "  - {at: onboarding,  when: true}"
    )
    assert len(found(text, "journey.shadowed")) == 2


def test_an_arrow_to_itself_is_an_error() -> None:
    text = TEXT.replace(
        "{to: adoption, when: phase_succeeded}", "{to: onboarding, when: phase_succeeded}"
    )
    assert [p.level for p in found(text, "journey.to-itself")] == [Level.ERROR]


def test_an_interrupt_cannot_lead_to_previous() -> None:
    text = TEXT.replace("  - {to: churn.notice,      when", "  - {to: previous,          when")
    assert found(text, "journey.interrupt-previous")


def test_a_removed_phase_needs_a_place_to_go() -> None:
    running = rules_of(TEXT).map
    text = TEXT.replace("key: engagement\n", "key: engaged\n").replace(
        "to: engagement", "to: engaged"
    )
    text = text.replace("at: engagement", "at: engaged")
    (one,) = found(text, "journey.removed-key", running=running)
    assert one.sample == "engagement"
    assert one.suggestion == "engaged"
    moved = text + "\nmoved_to: {engagement: engaged}\n"
    assert not found(moved, "journey.removed-key", running=running)


def test_a_removed_state_needs_a_place_to_go_too() -> None:
    running = rules_of(TEXT).map
    text = TEXT.replace("key: win_back", "key: come_back").replace("to: win_back", "to: come_back")
    (one,) = found(text, "journey.removed-key", running=running)
    assert one.sample == "churn.win_back"
    moved = text + "\nmoved_to: {churn.win_back: churn.come_back}\n"
    assert not found(moved, "journey.removed-key", running=running)


def test_moved_to_must_lead_to_a_place_of_the_map() -> None:
    assert found(TEXT + "\nmoved_to: {old: nowhere}\n", "journey.unknown-place")
    assert found(TEXT + "\nmoved_to: {adoption: engagement}\n", "journey.moved-to-present")


def test_a_map_without_an_end_is_a_caution() -> None:
    text = TEXT.replace("life = 'ended'", "life = 'paused'")
    assert found(text, "journey.no-departure")
