"""Intervals by resampling accounts, and the interval of a median by its order statistics."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from banso.science.proportions import Interval, normal_quantile

DRAWS = 2_000
UNITS = 500  # above it accounts are put into this many groups by chance, and groups are drawn
SEED = 20_260_401

Numbers = npt.NDArray[np.float64]


@lru_cache(maxsize=32)
def _weights(n: int, draws: int) -> npt.NDArray[np.float32]:
    """How often each of ``n`` units was drawn, in each of ``draws`` samples of ``n``; (draws, n)."""
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, n, size=(draws, n), dtype=np.int64)
    picks += np.arange(draws, dtype=np.int64)[:, None] * n
    return np.bincount(picks.ravel(), minlength=draws * n).reshape(draws, n).astype(np.float32)


def ratio_interval(
    *,
    units: npt.NDArray[Any],
    top: Numbers,
    bottom: Numbers,
    confidence: float = 0.95,
    draws: int = DRAWS,
) -> Interval | None:
    """``sum(top) / sum(bottom)`` with the percentile interval of a bootstrap of ``units``.

    Efron & Tibshirani 1993, ch. 13. Rows of one unit (an account) are drawn together. Above ``UNITS``
    units they are put into ``UNITS`` groups by chance and the groups are drawn: the variance stays
    the same on average and its estimate is uncertain by a factor of 1 ± sqrt(2 / UNITS) (6 %). The
    draws have a fixed seed, so a number looked at twice has one interval. None where the sum below
    the line is not above 0.
    """
    below = float(bottom.sum())
    if not below > 0:
        return None
    _known, at = np.unique(units, return_inverse=True)
    count = int(at.max()) + 1
    if count > UNITS:
        at = np.random.default_rng(SEED).permutation(count)[at] % UNITS
        count = UNITS
    sums = np.stack([np.bincount(at, column, minlength=count) for column in (top, bottom)], axis=1)
    drawn = _weights(count, draws).astype(np.float64) @ sums
    good = drawn[drawn[:, 1] > 0]
    tail = (1 - confidence) / 2
    low, high = np.quantile(good[:, 0] / good[:, 1], [tail, 1 - tail])
    return Interval(float(top.sum()) / below, float(low), float(high))


def median_interval(*, values: Numbers, confidence: float = 0.95) -> Interval | None:
    """The median with the interval of its order statistics; None without values.

    Conover 1999, 3.2: the ranks (n ± z sqrt(n)) / 2, rounded outwards; no shape is assumed.
    """
    n = len(values)
    if not n:
        return None
    ordered = np.sort(values)
    half = normal_quantile(confidence) * math.sqrt(n) / 2
    low = max(0, math.floor(n / 2 - half))
    high = min(n - 1, math.ceil(n / 2 + half) - 1 if n > 1 else 0)
    return Interval(float(np.median(ordered)), float(ordered[low]), float(ordered[high]))
