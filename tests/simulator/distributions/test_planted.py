"""What was planted is there to be found: hazard, sudden leavings, plays, bias of answers, moods."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from banso.science import logistic
from simulator.scoring import score
from simulator.texts import THEMES
from tests.simulator.distributions.conftest import table_of
from tests.simulator.distributions.facts import difference, forecast, parameters, sudden_months


def test_the_hazard_is_the_stated_function_of_its_signals(planted: Path) -> None:
    hazard = parameters(planted)["hazard"]
    rows = table_of(planted)("truth/hazards")
    eta = hazard["intercept"] + sum(
        weight * np.array([float(r[f"s_{name}"]) for r in rows])
        for name, weight in hazard["signals"].items()
    )
    told = np.array([float(r["hazard_signals"]) for r in rows])
    whole = np.array([float(r["hazard"]) for r in rows])
    assert logistic.sigmoid(eta) == pytest.approx(told, rel=2e-4, abs=1e-7)
    assert 1 - (1 - told) * (1 - hazard["sudden"]) == pytest.approx(whole, abs=1e-7)


def test_a_logistic_regression_finds_the_coefficients(planted: Path) -> None:
    hazard, table = parameters(planted)["hazard"], table_of(planted)
    rows, sudden = table("truth/hazards"), sudden_months(table)
    names = list(hazard["signals"])
    left = [r["left"] == "1" and (r["account_id"], r["month"]) not in sudden for r in rows]
    found = logistic.fit(
        signals=np.array([[float(r[f"s_{n}"]) for n in names] for r in rows]),
        outcome=np.array(left, dtype=float),
    )
    truth = np.array([hazard["intercept"], *hazard["signals"].values()], dtype=float)
    assert np.abs(found.z(truth)).max() < 3.5
    strong = [1 + names.index(n) for n in ("low_value", "dissatisfied", "no_champion")]
    assert found.coefficients[strong] == pytest.approx(truth[strong], abs=0.35)
    assert (found.coefficients[strong] / found.errors[strong] > 3).all()


def test_leavings_come_at_the_stated_rate_and_share_of_sudden_ones(planted: Path) -> None:
    table, stated = table_of(planted), parameters(planted)["parameters"]
    rows = table("truth/hazards")
    left = sum(r["left"] == "1" for r in rows)
    expected = sum(float(r["hazard"]) for r in rows)
    assert abs(left - expected) < 3.5 * np.sqrt(expected)
    churns = table("truth/churns")
    sudden = sum(r["sudden"] == "1" for r in churns)
    rate = stated["leave_rate"]["value"] * stated["share_sudden"]["value"] * len(rows)
    assert abs(sudden - rate) < 3.5 * np.sqrt(rate)


def test_the_true_hazard_wins_the_scoreboard_but_foretells_no_sudden_leaving(
    planted: Path, tmp_path: Path
) -> None:
    file = forecast(planted, tmp_path, column="hazard")
    found = score(files=[file], truth_folder=planted / "truth").risk[0]
    assert found.auc is not None and found.auc.low > 0.6
    assert found.verdict == "validated", found
    assert found.head is not None and found.head.precision > 2 * found.head.by_chance
    for part in (found.sudden, found.foretold):
        assert part is not None and part.recall is not None and part.by_chance is not None
    assert found.sudden.recall.holds(found.sudden.by_chance)  # type: ignore[union-attr, arg-type]
    assert found.foretold.recall.low > found.foretold.by_chance  # type: ignore[union-attr, operator]


@pytest.mark.parametrize("play", ["quarterly-review", "discount-call"])
def test_a_randomised_play_shows_its_true_effect(planted: Path, play: str) -> None:
    found, truth = difference(planted, play)
    assert found.holds(truth)
    assert abs(truth) > 0.01


def test_by_hand_those_in_danger_are_chosen_and_by_lot_anybody(planted: Path) -> None:
    table = table_of(planted)
    danger = {
        (r["account_id"], r["month"]): float(r["hazard_signals"]) for r in table("truth/hazards")
    }

    def ratio(play: str) -> float:
        mean = {}
        for arm in ("treated", "control"):
            rows = [r for r in table("truth/effects") if (r["play"], r["arm"]) == (play, arm)]
            seen = [danger.get((r["account_id"], r["assigned_on"][:7])) for r in rows]
            mean[arm] = float(np.mean([x for x in seen if x is not None]))
        return mean["treated"] / mean["control"]

    assert ratio("rescue-call") > 1.4
    assert 0.7 < ratio("quarterly-review") < 1.4


def test_effects_differ_from_account_to_account_and_have_the_stated_mean(planted: Path) -> None:
    plays, rows = parameters(planted)["plays"], table_of(planted)("truth/effects")
    for key in ("quarterly-review", "rescue-call", "discount-call"):
        effects = np.array([float(r["effect"]) for r in rows if r["play"] == key])
        assert effects.mean() == pytest.approx(float(plays[key]["effect_mean"]), abs=1e-4), key
        assert effects.std() > 0.005, key
    strengths = {float(r["strength"]) for r in rows if r["play"] == "newsletter"}
    assert strengths == {0.0}


def test_the_content_answer_more_often(planted: Path) -> None:
    """Response bias: among those asked, satisfaction shifts the log-odds of answering as stated."""
    table = table_of(planted)
    felt = {
        (r["account_id"], r["month"]): float(r["satisfaction"]) for r in table("truth/accounts")
    }
    asked = [
        (felt[r["account_id"], r["asked_on"][:7]], float(r["answered_at"] != ""))
        for r in table("responses")
        if r["kind"] == "nps" and (r["account_id"], r["asked_on"][:7]) in felt
    ]
    values, answered = np.array(asked).T
    found = logistic.fit(signals=values[:, None], outcome=answered)
    bias = parameters(planted)["parameters"]["response_bias"]["value"]
    assert abs(found.z(np.array([0.0, bias]))[1]) < 3.5
    assert values[answered == 1].mean() > values.mean() + 0.02


def test_every_theme_is_spoken_of_and_moods_follow_satisfaction(planted: Path) -> None:
    table = table_of(planted)
    texts = table("truth/texts")
    themes = Counter(r["theme"] for r in texts)
    assert set(themes) == set(THEMES)
    moods = np.array([float(r["sentiment"]) for r in texts])
    assert np.abs(moods).max() <= 1
    for low, high in ((-1.01, -0.2), (-0.2, 0.2), (0.2, 1.01)):
        share = ((moods > low) & (moods < high)).mean()
        assert 0.1 < share < 0.7, (low, high, share)
    by_account: dict[str, list[float]] = {}
    for r in table("truth/accounts"):
        by_account.setdefault(r["account_id"], []).append(float(r["satisfaction"]))
    pairs = [
        (np.mean(by_account[r["account_id"]]), float(r["sentiment"]))
        for r in texts
        if r["account_id"] in by_account
    ]
    assert np.corrcoef(np.array(pairs).T)[0, 1] > 0.15
