"""Logistic regression finds planted coefficients, and knows when there is nothing to find."""

from __future__ import annotations

import numpy as np
import pytest

from banso.science.logistic import Separated, fit, logit, sigmoid

TRUTH = np.array([-2.0, 1.0, -0.5])


def world(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.Generator(np.random.PCG64(seed))
    x = rng.standard_normal((n, 2))
    return x, (rng.random(n) < sigmoid(TRUTH[0] + x @ TRUTH[1:])).astype(float)


def test_planted_coefficients_lie_within_their_errors() -> None:
    held = np.zeros(3)
    for seed in range(60):
        x, y = world(800, seed)
        held += np.abs(fit(signals=x, outcome=y).z(TRUTH)) < 1.96
    assert (held >= 53).all()  # 95 % of 60, less three standard deviations of chance


def test_at_the_maximum_the_slope_is_nothing() -> None:
    x, y = world(500, 1)
    found = fit(signals=x, outcome=y)
    design = np.column_stack([np.ones(500), x])
    p = sigmoid(design @ found.coefficients)
    assert np.abs(design.T @ (y - p)).max() < 1e-6
    assert found.log_likelihood == pytest.approx(float(np.log(np.where(y == 1, p, 1 - p)).sum()))


def test_an_offset_is_taken_as_known() -> None:
    x, y = world(4000, 2)
    found = fit(signals=x[:, 1:], outcome=y, offset=x[:, 0])
    assert np.abs(found.z(TRUTH[[0, 2]])).max() < 3


def test_repeated_rows_deceive_plain_errors_but_not_grouped_ones() -> None:
    x, y = world(400, 3)
    once = fit(signals=x, outcome=y).errors
    four, who = np.repeat(x, 4, axis=0), np.repeat(np.arange(400), 4)
    plain = fit(signals=four, outcome=np.repeat(y, 4)).errors
    grouped = fit(signals=four, outcome=np.repeat(y, 4), groups=who).errors
    assert plain == pytest.approx(once / 2, rel=1e-6)
    assert grouped == pytest.approx(once, rel=0.15)


def test_what_has_no_finite_answer_is_said() -> None:
    x = np.arange(20.0)[:, None]
    with pytest.raises(Separated):
        fit(signals=x, outcome=np.zeros(20))
    with pytest.raises(Separated):
        fit(signals=x, outcome=(np.arange(20) > 9).astype(float))


def test_logit_and_sigmoid_undo_each_other_and_never_overflow() -> None:
    p = np.array([0.001, 0.5, 0.999])
    assert sigmoid(logit(p)) == pytest.approx(p)
    assert sigmoid(np.array([-1e6, 1e6])).tolist() == [0.0, 1.0]
    assert np.isfinite(logit(np.array([0.0, 1.0]))).all()
