"""A bad scenario file: everything at once, each with its line and what to write, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.making import FolderNotEmpty, make
from simulator.scenario.parameters import PARAMETERS
from simulator.scenario.reading import (
    NAMES,
    ScenarioNotAccepted,
    asked,
    named,
    parse,
    read,
    shipped,
)

BAD = """\
schema: banso/scenario@1
key: mine
name: Mine
parameters:
  acounts: {value: 3, source: assumed}
  days: {value: 10.5, source: assumed}
  late: {value: 2, source: assumed}
  duplicate: {value: 0.1}
  unmatched: 0.1
  until: {value: 2026-02-30, source: assumed}
plays:
  - {key: a, outcome: left_180d, effect: 1, how: by_hand, share: 0.5, source: assumed}
  - {key: b, outcome: happiness, effect: much, how: by_hand, share: 0.5, on_day: 9, source: assumed}
"""


def test_every_problem_is_told_with_line_and_remedy() -> None:
    _, problems = parse(BAD, file="mine.yaml")
    seen = [(p.line, p.id) for p in problems]
    assert seen == [
        (5, "scenario.unknown"), (6, "scenario.number"), (7, "scenario.range"), (8, "scenario.source"),
        (9, "scenario.value"), (10, "scenario.date"), (12, "scenario.when"),
        (13, "scenario.unknown"), (13, "scenario.number"),
    ]  # fmt: skip
    assert all(p.place.startswith("mine.yaml:") for p in problems)
    assert all(p.fact.ja and p.fact.en and p.remedy.ja and p.remedy.en for p in problems)
    assert next(p for p in problems if p.line == 5).suggestion == "accounts"


@pytest.mark.parametrize("text", ["", "- 1", "schema: banso/scenario@1", "a: [", "plays: 3"])
def test_what_is_no_scenario_is_refused(text: str) -> None:
    with pytest.raises(ScenarioNotAccepted):
        read(text)


def test_a_file_that_builds_on_a_shipped_one_changes_only_what_it_names() -> None:
    text = "schema: banso/scenario@1\nkey: mine\nname: Mine\nlike: planted\nparameters:\n  days: {value: 200, source: mine}\n"
    mine, planted = read(text), shipped("planted")
    assert mine.values == planted.values | {"days": 200}
    assert mine.plays == planted.plays and mine.sources["days"] == "mine"


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_of_a_shipped_scenario_has_a_source(name: str) -> None:
    scenario = shipped(name)
    assert scenario.values.keys() == PARAMETERS.keys() == scenario.sources.keys()
    assert all(s.strip() for s in scenario.sources.values())


def test_names_and_numbers_of_the_command_are_checked() -> None:
    with pytest.raises(ScenarioNotAccepted, match=r"scenario\.missing"):
        named("dmo")
    with pytest.raises(ScenarioNotAccepted) as refused:
        asked(shipped("small"), accounts=0, days=5)
    assert [p.path for p in refused.value.problems] == ["--accounts", "--days"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "mine.txt").write_text("keep")
    with pytest.raises(FolderNotEmpty):
        make(scenario=shipped("small"), seed=1, into=folder)
    assert [p.name for p in folder.iterdir()] == ["mine.txt"]


def test_a_count_of_leavers_that_cannot_be_had_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioNotAccepted, match="leave-exactly"):
        make(scenario=shipped("small").changed(accounts=4, days=100), seed=1, into=tmp_path / "out")
    assert not (tmp_path / "out").exists()
