"""Do probabilities come true as often as they say? Slope and intercept, ECE with its null, bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from banso.science import logistic
from banso.science.proportions import Interval, normal_quantile, wilson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of neighbouring predictions: how many, what was said, what came."""

    rows: int
    predicted: float  # mean probability
    observed: Interval  # share with Wilson's interval


@dataclass(frozen=True, slots=True)
class Line:
    """``logit P(y = 1) = intercept + slope logit p``; a perfect forecast has 0 and 1."""

    slope: Interval
    intercept: Interval


@dataclass(frozen=True, slots=True)
class Null:
    """The ECE that a perfect forecast of the same probabilities would have shown."""

    mean: float
    high: float  # its 95th percentile


def recalibration(
    *, probability: Floats, outcome: Floats, groups: Ints | None = None, confidence: float = 0.95
) -> Line | None:
    """Cox's recalibration line with its intervals; None where it has no finite answer.

    Slope below 1: predictions too far apart; intercept below 0: too high on the whole. Cox 1958,
    Biometrika 45. ``groups`` as in :func:`banso.science.logistic.fit`.
    """
    said = logistic.logit(probability)
    if len(said) < 3 or float(said.std()) < 1e-9:
        return None
    try:
        found = logistic.fit(signals=said[:, None], outcome=outcome, groups=groups)
    except logistic.Separated:
        return None
    z = normal_quantile(confidence)

    def limits(k: int) -> Interval:
        value, error = float(found.coefficients[k]), float(found.errors[k])
        return Interval(value, value - z * error, value + z * error)

    return Line(slope=limits(1), intercept=limits(0))


def ece(*, probability: Floats, outcome: Floats, bins: int = 10) -> float | None:
    """Expected calibration error over ``bins`` of equal mass: mean |said - came|, 0 to 1.

    Naeini et al. 2015 with equal-mass bins. Rows of one probability stay in the order given.
    """
    if not len(probability):
        return None
    edges = _edges(len(probability), bins)
    order = np.argsort(probability, kind="stable")
    gap = np.add.reduceat((probability - outcome)[order], edges[:-1])
    return float(np.abs(gap).sum() / len(probability))


def ece_null(
    *, probability: Floats, rng: np.random.Generator, bins: int = 10, runs: int = 300
) -> Null | None:
    """What the ECE is when the probabilities are exactly right, by drawing outcomes from them.

    An absolute bound on the ECE means nothing below a thousand rows: at 10 % and 200 rows a
    perfect forecast shows .048 on average and .071 at its 95th percentile.
    """
    size = len(probability)
    if not size:
        return None
    edges = _edges(size, bins)
    ordered = np.sort(probability, kind="stable")
    drawn = np.empty(runs)
    for i in range(runs):
        gap = np.add.reduceat(ordered - (rng.random(size) < ordered), edges[:-1])
        drawn[i] = np.abs(gap).sum() / size
    return Null(float(drawn.mean()), float(np.quantile(drawn, 0.95)))


def bands(*, probability: Floats, outcome: Floats, count: int = 5) -> tuple[Band, ...]:
    """The calibration table: ``count`` bands of equal mass from the lowest prediction up."""
    size = len(probability)
    if not size:
        return ()
    order = np.argsort(probability, kind="stable")
    found = []
    for rows in np.split(order, _edges(size, count)[1:-1]):
        observed = wilson(hits=float(outcome[rows].sum()), of=len(rows))
        if observed is not None:
            found.append(Band(len(rows), float(probability[rows].mean()), observed))
    return tuple(found)


def _edges(size: int, bins: int) -> Ints:
    """Where bins begin, and the end: as equal as can be, none empty."""
    return np.unique(np.linspace(0, size, min(bins, size) + 1).round().astype(np.int64))
