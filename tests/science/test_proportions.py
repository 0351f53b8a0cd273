"""Intervals of shares and of their differences: published values and coverage."""

from __future__ import annotations

import numpy as np
import pytest

from banso.science.proportions import newcombe_difference, normal_quantile, wilson


def test_wilson_reference() -> None:
    found = wilson(hits=7, of=8)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.875, 0.529, 0.978), abs=5e-4)
    assert wilson(hits=0, of=0) is None
    nothing = wilson(hits=0, of=10)
    assert nothing is not None and nothing.low == 0.0 and nothing.high == pytest.approx(0.2775, abs=1e-4)  # fmt: skip


@pytest.mark.parametrize(
    ("hits1", "of1", "hits0", "of0", "low", "high"),
    [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090)],
)
def test_newcombe_reference(
    hits1: int, of1: int, hits0: int, of0: int, low: float, high: float
) -> None:
    found = newcombe_difference(hits1=hits1, of1=of1, hits0=hits0, of0=of0)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    assert newcombe_difference(hits1=0, of1=0, hits0=1, of0=2) is None


def test_newcombe_holds_in_unequal_arms_of_a_null_world() -> None:
    """90 against 10 at 90 %: false alarms 2 to 6 % where Wald's interval gives more than 30 %."""
    rng, reps = np.random.Generator(np.random.PCG64(3)), 3000
    one, zero = rng.binomial(90, 0.9, reps), rng.binomial(10, 0.9, reps)
    alarms = 0
    for a, b in zip(one.tolist(), zero.tolist(), strict=True):
        found = newcombe_difference(hits1=a, of1=90, hits0=b, of0=10)
        assert found is not None
        alarms += not found.holds(0.0)
    assert 0.02 < alarms / reps < 0.06


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="hits"):
        wilson(hits=3, of=2)
    with pytest.raises(ValueError, match="confidence"):
        normal_quantile(1.0)
