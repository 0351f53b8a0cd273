"""Retention projected from few renewals: the shifted beta-geometric model.

Fader & Hardie 2007, How to Project Customer Retention, J. Interactive Marketing 21(1); residual
lifetime after Fader & Hardie 2010, Marketing Science 29(1). Each customer leaves at each renewal with
a probability of their own; over customers it is Beta(alpha, beta). Those likely to leave go first, so
the retention rate rises with age: one churn rate for all says too little of long-standing customers.

P(leaves at renewal t) = B(a+1, b+t-1) / B(a, b); S(t) = B(a, b+t) / B(a, b).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class NothingLost(ValueError):
    """Nobody left, or nobody was followed over a renewal: there is nothing to fit."""


@dataclass(frozen=True, slots=True)
class Model:
    """``alpha`` and ``beta`` of the share that leaves at a renewal."""

    alpha: float
    beta: float

    def survival(self, periods: int) -> Floats:
        """S(0) to S(periods), (periods + 1,): the share still there after each renewal."""
        return _survival(np.array([self.alpha]), np.array([self.beta]), periods)[:, 0]

    def retention_rate(self, period: int) -> float:
        """The share of those there that renews at renewal ``period`` = 1, 2, …"""
        return (self.beta + period - 1) / (self.alpha + self.beta + period - 1)

    def expected_lifetime(self, discount: float) -> float:
        """Discounted expected number of payments of a new customer (DEL), the first at once, undiscounted.

        ``discount`` per period, above 0. Reference at .1: alpha .668088, beta 3.806096 → 5.9223.
        """
        return self._discounted(discount, 0)

    def residual_lifetime(self, discount: float, *, renewals: int) -> float:
        """The same of one who is before renewal ``renewals`` = 1, 2, … (DERL), that payment first."""
        return self.retention_rate(renewals) * self._discounted(discount, renewals)

    def _discounted(self, discount: float, age: int) -> float:
        """2F1(1, b+age; a+b+age; 1/(1+d)), summed until what is left is below 1e-15 of a payment."""
        if discount <= 0:
            raise ValueError("the discount lies above 0")
        z = 1 / (1 + discount)
        j = np.arange(int(np.log(1e-15 * (1 - z)) / np.log(z)) + 1)
        steps = (self.beta + age + j) / (self.alpha + self.beta + age + j) * z
        return 1.0 + float(np.cumprod(steps).sum())


@dataclass(frozen=True, slots=True)
class Counts:
    """What was seen: ``lost[t-1]`` left at renewal t, ``stayed[t-1]`` were last seen after renewing t times."""

    lost: Floats
    stayed: Floats

    @classmethod
    def of(cls, lost: Sequence[float], stayed: Sequence[float]) -> Counts:
        """Raises NothingLost where there is no loss to learn from."""
        size = max(len(lost), len(stayed))
        lost_ = np.zeros(size)
        stayed_ = np.zeros(size)
        lost_[: len(lost)] = lost
        stayed_[: len(stayed)] = stayed
        if lost_.sum() <= 0:
            raise NothingLost("nobody left")
        return cls(lost_, stayed_)

    @classmethod
    def of_survivors(cls, shares: Sequence[float]) -> Counts:
        """One cohort followed together: ``shares[t]`` still there after t renewals, ``shares[0]`` = all."""
        there = np.asarray(shares, dtype=np.float64)
        stayed = np.zeros(len(there) - 1)
        stayed[-1] = there[-1]
        return cls.of(list(there[:-1] - there[1:]), list(stayed))

    @property
    def customers(self) -> float:
        return float(self.lost.sum() + self.stayed.sum())

    @property
    def renewals(self) -> int:
        """The most renewals of anybody."""
        seen = np.flatnonzero(self.lost + self.stayed)
        return int(seen[-1]) + 1 if len(seen) else 0


@dataclass(frozen=True, slots=True)
class Fitted:
    """The likeliest model and its log likelihood."""

    model: Model
    log_likelihood: float


def log_likelihood(counts: Counts, alpha: float, beta: float) -> float:
    """Of all customers together; beta-geometric losses, survivors of the last renewal seen."""
    t = np.arange(len(counts.lost), dtype=np.float64)
    log_s = np.concatenate([[0.0], np.cumsum(np.log((beta + t) / (alpha + beta + t)))])
    leaves = log_s[:-1] + np.log(alpha / (alpha + beta + t))
    return float(counts.lost @ leaves + counts.stayed @ log_s[1:])


_EDGES = (np.log(1e-3), np.log(1e4))


def fit(counts: Counts) -> Fitted:
    """Maximum likelihood by Nelder & Mead over log alpha and log beta, held to 1e-3 … 1e4."""

    def minus(at: Floats) -> float:
        a, b = np.exp(np.clip(at, *_EDGES))
        return -log_likelihood(counts, float(a), float(b))

    at, value = _lowest(minus)
    a, b = np.exp(np.clip(at, *_EDGES))
    return Fitted(Model(float(a), float(b)), -value)


def _lowest(of: Callable[[Floats], float]) -> tuple[Floats, float]:
    """Nelder & Mead 1965 from the origin in two dimensions, until the corners agree to 1e-8."""
    corners = [(of(p), p) for p in (np.zeros(2), np.array([0.5, 0.0]), np.array([0.0, 0.5]))]
    for _step in range(500):
        corners.sort(key=lambda c: c[0])
        (best, at), (second, _), (worst, far) = corners
        size = max(float(np.abs(p - at).max()) for _v, p in corners)
        if size < 1e-8 or (worst - best < 1e-13 and size < 1e-4):
            break
        middle = (corners[0][1] + corners[1][1]) / 2
        reach = 2 * middle - far
        value = of(reach)
        if value < best:
            further = 3 * middle - 2 * far
            beyond = of(further)
            corners[2] = (beyond, further) if beyond < value else (value, reach)
        elif value < second:
            corners[2] = (value, reach)
        else:
            near = (middle + (reach if value < worst else far)) / 2
            inside = of(near)
            if inside < min(value, worst):
                corners[2] = (inside, near)
            else:
                corners[1:] = [(of((at + p) / 2), (at + p) / 2) for _v, p in corners[1:]]
    return corners[0][1], corners[0][0]


@dataclass(frozen=True)
class Belief:
    """What the counts leave open: models (m,) with their weights (m,), summing to 1."""

    alpha: Floats
    beta: Floats
    weight: Floats

    def survival(self, periods: int) -> Floats:
        """S(0) to S(periods) under each model, (periods + 1, m)."""
        return _survival(self.alpha, self.beta, periods)

    def range_of(self, values: Floats, *, confidence: float = 0.9) -> tuple[float, float]:
        """The middle ``confidence`` of ``values`` (m,), one for each model."""
        order = np.argsort(values)
        mass = np.cumsum(self.weight[order])
        tail = (1 - confidence) / 2
        low, high = np.searchsorted(mass, [tail, 1 - tail])
        last = len(order) - 1
        return float(values[order[min(low, last)]]), float(values[order[min(high, last)]])

    @cached_property
    def mean(self) -> tuple[float, float]:
        """Mean of alpha and of beta."""
        return float(self.alpha @ self.weight), float(self.beta @ self.weight)


_FINE = 48
_ENOUGH = 11.0  # models less likely than exp(-11) of the best are left out


def belief(counts: Counts) -> Belief:
    """The posterior over a grid: m = a/(a+b) and 1/(1+a+b), the mean and how unlike customers are, flat on 0 … 1.

    Works where nobody left too, so it is also the honest answer for a thin cohort. Nothing is drawn
    at random: the same counts give the same range.
    """
    box = ((-7.0, 5.0), (-7.0, 5.0))
    for _zoom in range(3):
        m, phi, log = _grid(counts, box)
        near = log > log.max() - _ENOUGH
        box = (_edges(m[near], box[0]), _edges(phi[near], box[1]))
    keep = near
    mean, unlike = _logistic(m[keep]), _logistic(phi[keep])
    size = 1 / unlike - 1
    weight = np.exp(log[keep] - log.max())
    return Belief(mean * size, (1 - mean) * size, weight / weight.sum())


def _grid(
    counts: Counts, box: tuple[tuple[float, float], tuple[float, float]]
) -> tuple[Floats, Floats, Floats]:
    m, phi = (np.linspace(*edges, _FINE) for edges in box)
    m, phi = (g.ravel() for g in np.meshgrid(m, phi, indexing="ij"))
    mean, unlike = _logistic(m), _logistic(phi)
    size = 1 / unlike - 1
    log = _likelihood(counts, mean * size, (1 - mean) * size)
    flat = np.log(mean * (1 - mean)) + np.log(unlike * (1 - unlike))  # from logits to 0 … 1
    return m, phi, log + flat


def _edges(near: Floats, before: tuple[float, float]) -> tuple[float, float]:
    step = (before[1] - before[0]) / (_FINE - 1)
    return float(near.min()) - step, float(near.max()) + step


def _logistic(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)), dtype=np.float64)


def _likelihood(counts: Counts, a: Floats, b: Floats) -> Floats:
    """:func:`log_likelihood` for each pair (m,), by the paper's recursion in logs."""
    log_s = np.zeros_like(a)
    total = np.zeros_like(a)
    for t in range(1, len(counts.lost) + 1):
        denominator = a + b + t - 1
        lost, stayed = counts.lost[t - 1], counts.stayed[t - 1]
        if lost:
            total = total + lost * (log_s + np.log(a / denominator))
        log_s = log_s + np.log((b + t - 1) / denominator)
        if stayed:
            total = total + stayed * log_s
    return total


def _survival(a: Floats, b: Floats, periods: int) -> Floats:
    t = np.arange(1, periods + 1)[:, None]
    steps = (b + t - 1) / (a + b + t - 1)
    return np.concatenate([np.ones((1, len(a))), np.cumprod(steps, axis=0)])
