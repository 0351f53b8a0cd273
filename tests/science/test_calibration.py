"""Calibration: the ECE of a perfect forecast as published, the line, the bands."""

from __future__ import annotations

import numpy as np
import pytest

from banso.science import calibration, logistic

RNG = np.random.PCG64


def forecast(n: int, *, seed: int, middle: float = -2.6) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities around 10 % and outcomes drawn from them."""
    rng = np.random.Generator(RNG(seed))
    p = logistic.sigmoid(rng.standard_normal(n) + middle)
    return p, (rng.random(n) < p).astype(float)


@pytest.mark.parametrize(
    ("n", "mean", "high"), [(100, 0.067, 0.097), (500, 0.030, 0.042), (2500, 0.014, 0.020)]
)
def test_a_perfect_forecast_has_the_published_ece(n: int, mean: float, high: float) -> None:
    p, _ = forecast(n, seed=5)
    found = calibration.ece_null(probability=p, rng=np.random.Generator(RNG(6)))
    assert found is not None
    assert (found.mean, found.high) == pytest.approx((mean, high), rel=0.12)


def test_ece_is_the_mean_gap_of_bins_of_equal_mass() -> None:
    p = np.array([0.1, 0.2, 0.3, 0.4])
    y = np.array([0.0, 1.0, 0.0, 1.0])
    assert calibration.ece(probability=p, outcome=y, bins=2) == pytest.approx((0.7 + 0.3) / 4)
    assert calibration.ece(probability=p, outcome=y, bins=9) == pytest.approx(
        (0.1 + 0.8 + 0.3 + 0.6) / 4
    )
    assert calibration.ece(probability=p[:0], outcome=y[:0]) is None


def test_the_line_of_a_right_forecast_holds_0_and_1_and_that_of_a_wrong_one_does_not() -> None:
    p, y = forecast(4000, seed=8)
    right = calibration.recalibration(probability=p, outcome=y)
    assert right is not None and right.slope.holds(1.0) and right.intercept.holds(0.0)
    loud = logistic.sigmoid(2 * logistic.logit(p) + 1)
    wrong = calibration.recalibration(probability=loud, outcome=y)
    assert wrong is not None and wrong.slope.high < 0.7 and wrong.slope.holds(right.slope.value / 2)


def test_a_forecast_without_spread_or_without_outcome_has_no_line() -> None:
    flat, y = np.full(20, 0.1), np.r_[np.ones(2), np.zeros(18)]
    assert calibration.recalibration(probability=flat, outcome=y) is None
    p, _ = forecast(20, seed=1)
    assert calibration.recalibration(probability=p, outcome=np.zeros(20)) is None


def test_bands_hold_every_row_once_in_order() -> None:
    p, y = forecast(103, seed=2)
    found = calibration.bands(probability=p, outcome=y)
    assert [b.rows for b in found] == [21, 20, 21, 20, 21]
    said = [b.predicted for b in found]
    assert said == sorted(said)
    assert sum(b.rows * b.predicted for b in found) == pytest.approx(float(p.sum()))
    assert sum(b.rows * b.observed.value for b in found) == pytest.approx(float(y.sum()))
