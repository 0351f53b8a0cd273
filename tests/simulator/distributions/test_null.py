"""In the null world there is nothing to find, and the scoreboard says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from banso.science import logistic
from simulator.scoring import score
from tests.simulator.distributions.conftest import table_of, write_csv
from tests.simulator.distributions.facts import difference, forecast


@pytest.mark.parametrize("signal", ["s_low_value", "s_dissatisfied", "s_no_champion"])
def test_no_signal_orders_the_leavings(null: Path, tmp_path: Path, signal: str) -> None:
    file = forecast(null, tmp_path, column=signal)
    found = score(files=[file], truth_folder=null / "truth").risk[0]
    assert found.left > 50 and found.auc is not None
    assert found.auc.holds(0.5) and abs(found.auc.value - 0.5) < 0.08
    assert found.verdict == "not_shown"


def test_the_hazard_is_the_same_for_everybody(null: Path) -> None:
    rows = table_of(null)("truth/hazards")
    assert len({r["hazard"] for r in rows}) == 1
    signals = [name for name in rows[0] if name.startswith("s_") and name != "s_plays"]
    left = np.array([r["left"] == "1" for r in rows], dtype=float)
    found = logistic.fit(
        signals=np.array([[float(r[s]) for s in signals] for r in rows]), outcome=left
    )
    assert np.abs(found.coefficients[1:] / found.errors[1:]).max() < 3.5


def test_no_play_does_anything(null: Path) -> None:
    effects = [r for r in table_of(null)("truth/effects") if r["effect"]]
    assert {float(r["effect"]) for r in effects} == {0.0}
    assert {float(r["strength"]) for r in table_of(null)("truth/effects")} == {0.0}
    found, truth = difference(null, "quarterly-review")
    assert truth == 0 and found.holds(0.0)


def test_who_claims_an_effect_here_is_told_so(null: Path, tmp_path: Path) -> None:
    rows = [("effect", "quarterly-review", -0.1, -0.15, -0.05), ("effect", "newsletter", 0, -1, 1)]
    file = write_csv(tmp_path / "p.csv", ("kind", "play", "estimate", "low", "high"), rows)
    found = score(files=[file], truth_folder=null / "truth").effects
    assert found is not None and found.false_claims == 1 and found.missing == ("first-small-win",)
