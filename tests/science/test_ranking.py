"""AUC against brute force, its interval against published coverage, the head of a list."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.science.ranking import (
    auc_interval,
    concordance,
    concordance_within,
    hits_at,
    listed,
    mid_ranks,
)

ROWS = st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 3)), max_size=40)


@given(rows=ROWS)
@settings(deadline=None)
def test_pairs_are_those_of_brute_force(rows: list[tuple[int, bool, int]]) -> None:
    scores = np.array([float(s) for s, _, _ in rows])
    positive = np.array([p for _, p, _ in rows], dtype=bool)
    groups = np.array([g for _, _, g in rows], dtype=np.int64)

    def brute(within: bool) -> tuple[float, int]:
        pairs = [
            (a, b) for a, p, g in rows for b, q, h in rows if p and not q and (g == h or not within)
        ]
        return sum((a > b) + (a == b) / 2 for a, b in pairs), len(pairs)

    plain = concordance(scores=scores, positive=positive)
    inside = concordance_within(scores=scores, positive=positive, groups=groups)
    assert (plain.won, plain.all) == pytest.approx(brute(False))
    assert (inside.won, inside.all) == pytest.approx(brute(True))
    assert (plain.auc is None) == (plain.all == 0)


def test_ties_share_their_mean_rank() -> None:
    assert mid_ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]


@pytest.mark.parametrize(
    ("auc", "left", "stayed", "width"),
    [(0.65, 5, 45, 0.43), (0.8, 5, 45, 0.38), (0.8, 10, 90, 0.28), (0.9, 40, 360, 0.11)],
)
def test_the_interval_covers_as_published(auc: float, left: int, stayed: int, width: float) -> None:
    """Newcombe's interval on binormal scores: 94 to 98 %, mean width as in the table."""
    rng, reps = np.random.Generator(np.random.PCG64(11)), 700
    apart = math.sqrt(2) * NormalDist().inv_cdf(auc)
    positive = np.r_[np.ones(left, dtype=bool), np.zeros(stayed, dtype=bool)]
    held, wide = 0, 0.0
    for _ in range(reps):
        scores = rng.standard_normal(left + stayed) + apart * positive
        seen = concordance(scores=scores, positive=positive).auc
        assert seen is not None
        found = auc_interval(auc=seen, positives=left, negatives=stayed)
        held += found.holds(auc)
        wide += found.high - found.low
    assert 0.925 <= held / reps <= 0.985
    assert wide / reps == pytest.approx(width, abs=0.015)


def test_the_interval_solves_its_equation_and_stays_within_0_and_1() -> None:
    found = auc_interval(auc=0.8, positives=10, negatives=90)
    for t in (found.low, found.high):
        n = (10 + 90) / 2 - 1
        spread = t * (1 - t) * (1 + n * (1 - t) / (2 - t) + n * t / (1 + t)) / 900
        assert abs(t - 0.8) == pytest.approx(1.959963984540054 * math.sqrt(spread), abs=1e-9)
    assert auc_interval(auc=1.0, positives=3, negatives=3).high == 1.0
    assert 0.0 < auc_interval(auc=1.0, positives=3, negatives=3).low < 0.9
    with pytest.raises(ValueError, match="at least one"):
        auc_interval(auc=0.5, positives=0, negatives=3)


@given(rows=ROWS, k=st.integers(0, 45))
@settings(deadline=None)
def test_hits_of_the_head_are_the_mean_over_all_orders_of_ties(
    rows: list[tuple[int, bool, int]], k: int
) -> None:
    scores = np.array([float(s) for s, _, _ in rows])
    positive = np.array([p for _, p, _ in rows], dtype=bool)
    expected, left = 0.0, k
    for value in sorted({s for s, _, _ in rows}, reverse=True):
        level = [p for s, p, _ in rows if s == value]
        taken = min(left, len(level))
        expected += taken * sum(level) / len(level)
        left -= taken
    assert hits_at(scores=scores, positive=positive, k=k) == pytest.approx(expected)
    assert listed(scores=scores, k=k).sum() == min(k, len(rows))
