"""How well an order finds the right ones: AUC with its interval, the head of a list."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from banso.science.proportions import Interval, normal_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What an AUC is made of: pairs of one positive and one negative."""

    won: float  # pairs in the right order; a tie counts one half
    all: int

    @property
    def auc(self) -> float | None:
        return self.won / self.all if self.all else None


def mid_ranks(scores: Floats) -> Floats:
    """Ranks from 1, ties share the mean of theirs. Shape (n,) -> (n,)."""
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse], dtype=np.float64)


def concordance(*, scores: Floats, positive: Bools) -> Pairs:
    """The pairs an order wins: ``scores`` (n,), higher = more likely positive.

    Mann & Whitney 1947; Hanley & McNeil 1982 for its reading as the area under the ROC curve.
    """
    m, n = int(positive.sum()), int((~positive).sum())
    if not m or not n:
        return Pairs(0.0, 0)
    return Pairs(float(mid_ranks(scores)[positive].sum()) - m * (m + 1) / 2, m * n)


def concordance_within(*, scores: Floats, positive: Bools, groups: Ints) -> Pairs:
    """As :func:`concordance`, comparing only rows of the same group (the same day, say)."""
    won, total = 0.0, 0
    order = np.argsort(groups, kind="stable")
    edges = np.flatnonzero(np.diff(groups[order])) + 1
    for rows in np.split(order, edges):
        pairs = concordance(scores=scores[rows], positive=positive[rows])
        won, total = won + pairs.won, total + pairs.all
    return Pairs(won, total)


def auc_interval(
    *, auc: float, positives: int, negatives: int, confidence: float = 0.95
) -> Interval:
    """Newcombe's score interval of an AUC: every t with ``|t - auc| <= z sqrt(V(t))``.

    ``V(t) = t(1-t)[1 + N(1-t)/(2-t) + N t/(1+t)]/(m n)``, ``N = (m+n)/2 - 1``. Newcombe 2006,
    Stat. Med. 25, method 5. Keeps its coverage from 5 positives on, where DeLong's does not.
    """
    if positives < 1 or negatives < 1:
        raise ValueError("an AUC needs at least one positive and one negative")
    if not 0 <= auc <= 1:
        raise ValueError("an AUC lies between 0 and 1")
    z = normal_quantile(confidence)
    half = (positives + negatives) / 2 - 1

    def out(t: float) -> bool:
        spread = t * (1 - t) * (1 + half * (1 - t) / (2 - t) + half * t / (1 + t))
        return abs(t - auc) > z * math.sqrt(max(spread, 0.0) / (positives * negatives))

    return Interval(auc, _edge(out, inside=auc, outside=0.0), _edge(out, inside=auc, outside=1.0))


def _edge(out: Callable[[float], bool], *, inside: float, outside: float) -> float:
    """Where ``out`` turns true between the two, by bisection to 1e-12."""
    if not out(outside):
        return outside
    for _ in range(60):
        middle = (inside + outside) / 2
        if out(middle):
            outside = middle
        else:
            inside = middle
    return inside


def hits_at(*, scores: Floats, positive: Bools, k: int) -> float:
    """Positives expected among the ``k`` highest; rows that tie at the edge share its places."""
    size = len(scores)
    if k >= size:
        return float(positive.sum())
    if k <= 0:
        return 0.0
    edge = np.partition(scores, size - k)[size - k]
    above, level = scores > edge, scores == edge
    left = k - int(above.sum())
    return float(positive[above].sum()) + left * float(positive[level].mean())


def listed(*, scores: Floats, k: int) -> Bools:
    """Which rows stand among the ``k`` highest; of those that tie at the edge, the first ones."""
    mask = np.zeros(len(scores), dtype=np.bool_)
    mask[np.argsort(-scores, kind="stable")[: max(k, 0)]] = True
    return mask
