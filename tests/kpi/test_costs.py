"""What an hour costs, the margin and the cost of winning an account: cost to serve, payback."""

from __future__ import annotations

import pytest

from banso.metrics.kpi.costs import CostsNotAccepted, costs_in_force, parse, save_costs
from tests.kpi.contracts import NOW, SYSTEM

pytestmark = pytest.mark.django_db
TEXT = """schema: banso/costs@1
hour: 6000
margin: 0.8
acquisition: 300000
"""


def test_nothing_is_said_before_somebody_did(workspace: None) -> None:
    found = costs_in_force(viewer=SYSTEM)
    assert (found.hour_minor, found.margin, found.acquisition_minor) == (None, None, None)


def test_what_was_saved_is_in_force(workspace: None) -> None:
    save_costs(viewer=SYSTEM, text=TEXT, now=NOW, why="budget")
    found = costs_in_force(viewer=SYSTEM)
    assert (found.hour_minor, found.margin, found.acquisition_minor) == (6_000, 0.8, 300_000)


def test_amounts_are_in_whole_units_of_the_currency() -> None:
    assert parse(TEXT, scale=100)[0].hour_minor == 600_000


def test_a_wrong_text_is_refused_with_every_problem(workspace: None) -> None:
    wrong = TEXT.replace("0.8", "80").replace("6000", "dear") + "profit: 1\n"
    with pytest.raises(CostsNotAccepted) as refused:
        save_costs(viewer=SYSTEM, text=wrong, now=NOW)
    assert sorted(p.path or "" for p in refused.value.problems) == ["hour", "margin", "profit"]
    assert costs_in_force(viewer=SYSTEM).hour_minor is None
