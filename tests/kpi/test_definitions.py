"""The shipped KPI definitions, and what is said of a wrong one."""

from __future__ import annotations

import pytest

from banso.journey.registry import KPI_KEYS
from banso.metrics.kpi.definitions import GROUPS, KpiUnknown, check_rivals, known, kpis, parse

WRONG = """schema: banso/kpi@1
kpis:
  - {key: x, name: X, unit: rats, direction: up, rows: customers, how: ratio, top: a, top_name: A,
     formula: f, base: b, left_out: l, missing: m, rivals: [nobody], colour: red}
"""


@pytest.mark.parametrize("key", sorted(kpis()))
def test_every_definition_is_written_in_both_languages(key: str) -> None:
    kpi = kpis()[key]
    texts = [kpi.name, kpi.short, kpi.formula, kpi.base, kpi.left_out, kpi.missing, kpi.top_name]
    assert all(t.ja and t.en for t in texts)
    assert kpi.group in GROUPS


def test_rivals_know_each_other() -> None:
    for kpi in kpis().values():
        for rival in kpi.rivals:
            assert kpi.key in kpis()[rival].rivals, (kpi.key, rival)


def test_every_problem_of_a_file_is_told_at_once() -> None:
    found, problems = parse(WRONG, file="x.yaml")
    assert found == []
    said = {p.id: p for p in problems}
    assert {"kpi.choice", "kpi.unknown-key", "kpi.missing"} <= set(said)
    assert said["kpi.choice"].line == 3


def test_a_rival_that_does_not_exist_is_named() -> None:
    right = WRONG.replace("rats", "rate").replace(", colour: red", ", bottom: b, bottom_name: B")
    found, problems = parse(right, file="x.yaml")
    assert problems == []
    assert [p.id for p in check_rivals(found)] == ["kpi.rival-unknown"]
    assert [p.id for p in check_rivals([*found, *found])].count("kpi.key-taken") == 1


def test_a_misspelt_key_is_refused_with_the_nearest() -> None:
    with pytest.raises(KpiUnknown) as refused:
        known(["nps", "npss", "onbording_completion_rate"])
    assert [p.suggestion for p in refused.value.problems] == ["nps", "onboarding_completion_rate"]


def test_what_maps_may_name_is_a_definition_or_still_to_come() -> None:
    assert {"nps", "ttv_median_days", "onboarding_completion_rate"} <= set(kpis()) & KPI_KEYS
