"""What the checker says about keys, lengths of time, conditions, KPIs and plays: all at once."""

from __future__ import annotations

import pytest

from banso.journey.check import Checked, check
from banso.lib.problems import Level, Problem
from tests.journey.story import NAMES, template

TEXT = template()


def checked(text: str) -> Checked:
    return check(text, names=NAMES, file="journey.yaml")


def found(text: str, id: str) -> list[Problem]:
    return [p for p in checked(text).problems if p.id == id]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_everything_is_reported_at_once_in_the_order_of_the_file() -> None:
    text = (
        TEXT.replace("day_zero: service_start_on", "day_zero: service_started_on")
        .replace("    goal: {ja: 担当者", "    gaol: {ja: 担当者", 1)
        .replace("should_take: 150 days", "should_take: five months")
        .replace("weeks_running_3_days >= 8", "weeks_runing_3_days >= 8")
        .replace("contact: none", "contact: never")
    )
    errors = checked(text).errors
    assert [p.id for p in errors] == [
        "journey.day-zero",
        "journey.unknown-key",
        "condition.unknown-name",
        "journey.duration",
        "journey.contact",
    ]
    assert [p.line for p in errors] == sorted(p.line or 0 for p in errors)
    assert all(p.file == "journey.yaml" and p.fact.ja and p.fact.en for p in errors)
    assert all(p.remedy.ja and p.remedy.en for p in errors)


def test_an_unknown_key_gets_a_suggestion() -> None:
    (one,) = found(
        TEXT.replace("    stuck_after: 60 days", "    stuck_afer: 60 days"), "journey.unknown-key"
    )
    assert one.suggestion == "stuck_after"


def test_a_condition_in_a_folded_block_is_found_on_its_line() -> None:
    text = TEXT.replace("plan_limit_used_rate >= 0.8 or goals_reached_365d >= 1)\n        again",
                        "plan_limit_used_rate >= 0.8 or goals_reached_365 >= 1)\n        again")  # fmt: skip
    (one,) = [p for p in checked(text).errors if p.id.startswith("condition.")]
    assert one.line == line_of(text, "goals_reached_365 ")
    assert one.column == text.splitlines()[(one.line or 1) - 1].index("goals_reached_365 ") + 1
    assert one.suggestion == "goals_reached_365d"


@pytest.mark.parametrize("name", ["health", "risk", "touch_model", "segment"])
def test_a_phase_condition_may_not_name_what_is_worked_out_later(name: str) -> None:
    value = "= 'high'" if name in ("touch_model", "segment") else ">= 70"
    text = TEXT.replace("{to: adoption, when: phase_succeeded}",
                        f"{{to: adoption, when: phase_succeeded and {name} {value}}}")  # fmt: skip
    (one,) = found(text, "journey.cycle")
    assert one.level is Level.ERROR
    assert one.line == line_of(text, f"and {name}")
    assert (one.suggestion or "").startswith("yesterday.") or name == "segment"


def test_yesterdays_health_may_be_named() -> None:
    text = TEXT.replace("{to: adoption, when: phase_succeeded}",
                        "{to: adoption, when: phase_succeeded and yesterday.health >= 70}")  # fmt: skip
    assert not checked(text).errors


def test_a_phase_without_success_cannot_be_published() -> None:
    begin = TEXT.index("    success:\n      text: {ja: 次の契約期間が決まった")
    end = TEXT.index("    stuck_after: 75 days")
    (one,) = found(TEXT[:begin] + TEXT[end:], "journey.success-missing")
    assert one.level is Level.ERROR
    assert one.sample == "retention"


def test_the_same_phase_twice_is_an_error() -> None:
    assert found(
        TEXT.replace("  - key: adoption\n", "  - key: onboarding\n"), "journey.duplicate-key"
    )


def test_a_key_twice_in_one_place_is_an_error() -> None:
    text = TEXT.replace(
        "    stuck_after: 60 days", "    stuck_after: 60 days\n    stuck_after: 70 days"
    )
    assert found(text, "yaml.duplicate-key")


@pytest.mark.parametrize("wrong", ["30", "0 days", "two months", "3 months", "-5 days"])
def test_a_length_of_time_that_cannot_be_counted_is_an_error(wrong: str) -> None:
    text = TEXT.replace("    should_take: 30 days", f"    should_take: {wrong}")
    (one,) = found(text, "journey.duration")
    assert one.line == line_of(text, f"should_take: {wrong}")


def test_a_hold_cannot_be_counted_in_business_days() -> None:
    assert found(TEXT.replace("hold: 28 days", "hold: 20 business days"), "journey.duration")


def test_stuck_must_come_after_behind() -> None:
    assert found(
        TEXT.replace("stuck_after: 60 days", "stuck_after: 30 days"), "journey.stuck-too-early"
    )


def test_a_known_kpi_or_play_without_a_release_is_a_note() -> None:
    for id in ("journey.kpi-not-built", "journey.play-not-built"):
        assert {p.level for p in found(TEXT, id)} == {Level.NOTE}


def test_a_misspelt_kpi_is_an_error_with_a_suggestion() -> None:
    text = TEXT.replace("{key: ttv_median_days,", "{key: ttv_medain_days,")
    (one,) = found(text, "journey.unknown-kpi")
    assert one.suggestion == "ttv_median_days"


def test_a_misspelt_play_is_an_error_with_a_suggestion() -> None:
    (one,) = found(TEXT.replace("[second-champion]", "[second-champoin]"), "journey.unknown-play")
    assert one.suggestion == "second-champion"


def test_a_play_of_the_teams_own_is_a_note() -> None:
    text = TEXT.replace("[second-champion]", "[tea-with-the-customer]")
    assert not checked(text).errors


def test_what_a_release_has_is_no_note() -> None:
    built = check(TEXT, names=NAMES, built_plays=frozenset({"second-champion"}))
    assert "second-champion" not in [p.sample for p in built.problems]


def test_a_target_needs_exactly_one_direction() -> None:
    assert found(TEXT.replace("{key: nps, at_least: 20}", "{key: nps}"), "journey.kpi-target")
    both = TEXT.replace("{key: nps, at_least: 20}", "{key: nps, at_least: 20, at_most: 30}")
    assert found(both, "journey.kpi-target")


def test_texts_in_one_language_are_enough() -> None:
    text = TEXT.replace("{ja: オンボーディング, en: Onboarding}", "オンボーディング")
    result = checked(text)
    assert result.map is not None
    assert result.map.phases[0].name.plain
    assert result.map.phases[0].name.in_("en") == "オンボーディング"


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "schema: banso/journey@1\n", "phases: [", "\x00", "phases: []"]
)
def test_what_is_no_map_at_all_gets_problems_and_no_exception(text: str) -> None:
    result = checked(text)
    assert result.map is None
    assert result.errors


def test_another_schema_is_refused() -> None:
    (one,) = found(TEXT.replace("banso/journey@1", "banso/journey@9"), "journey.schema")
    assert one.suggestion == "banso/journey@1"
