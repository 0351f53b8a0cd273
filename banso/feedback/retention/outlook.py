"""The two projections: revenue over months under one churn rate against another, with and without upsell. Pure.

Month by month R(k+1) = R(k) x (1 - churn) x (1 + growth) + new. The band around a line is how unsure
we are of our own measured rate, carried over to the rate that was chosen (same distance in log-odds).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from banso.science.proportions import Interval

Floats = NDArray[np.float64]
_LEAST, _MOST = 1e-6, 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Own:
    """What the workspace itself did over ``months`` months, as rates of a month or of a year.

    ``start`` MRR now and ``new`` MRR of a month, in minor units. ``churn``: gross revenue churn a
    month (lost and contracted). ``upsold``: share of accounts that grew in a year; ``uplift``: by how
    much, as a share of what an account brings in; ``expansion``: their product, with its limits.
    ``accounts`` were looked at. A rate is None where there were too few.
    """

    start: int
    new: int
    months: int
    accounts: int
    churn: Interval | None = None
    upsold: Interval | None = None
    uplift: float | None = None
    expansion: Interval | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Revenue a month, (months + 1,), in minor units; the first is today. ``low``, ``high``: its band."""

    values: Floats
    low: Floats | None = None
    high: Floats | None = None

    @property
    def total(self) -> float:
        """What is billed over the months ahead, today's not counted."""
        return float(self.values[1:].sum())


def monthly(yearly: float) -> float:
    """A growth of a year as the one of a month that compounds to it."""
    return float((1 + yearly) ** (1 / 12) - 1)


def revenue(
    *, start: float, churn: float, months: int, new: float = 0.0, growth: float = 0.0
) -> Floats:
    """Revenue of months 0 … ``months``. ``churn`` and ``growth`` are rates of a month."""
    kept = (1 - churn) * (1 + growth)
    found = np.empty(months + 1)
    found[0] = start
    for k in range(months):
        found[k + 1] = found[k] * kept + new
    return found


def carried(rate: float, own: Interval | None) -> Interval:
    """``rate`` as unsure as ``own`` is: its limits lie as far away in log-odds."""
    if own is None:
        return Interval(rate, rate, rate)
    middle = _logit(own.value)
    low, high = (
        1 / (1 + exp(-(_logit(rate) + _logit(edge) - middle))) for edge in (own.low, own.high)
    )
    return Interval(rate, min(low, rate), max(high, rate))


def under_churn(own: Own, *, churn: float, months: int, new: float) -> Line:
    """Revenue under a churn rate of a month, without upsell."""
    rates = carried(churn, own.churn)
    values, low, high = (
        revenue(start=own.start, churn=c, months=months, new=new)
        for c in (rates.value, rates.high, rates.low)
    )
    return Line(values, low, high) if own.churn else Line(values)


def under_upsell(
    own: Own, *, churn: float, upsold: float, uplift: float, months: int, new: float
) -> Line:
    """Revenue when ``upsold`` of the accounts grow by ``uplift`` in a year, after churn.

    Its band holds both what is unsure of churn and of expansion, put together at right angles.
    """
    growth = monthly(upsold * uplift)
    values = revenue(start=own.start, churn=churn, months=months, new=new, growth=growth)
    if own.churn is None:
        return Line(values)
    rates = carried(churn, own.churn)
    scale = own.expansion
    factors = (1.0, 1.0)
    if scale is not None and scale.value > 0:
        factors = (scale.low / scale.value, scale.high / scale.value)
    edges = []
    for sign, c, factor in ((-1, rates.high, factors[0]), (1, rates.low, factors[1])):
        by_churn = revenue(start=own.start, churn=c, months=months, new=new, growth=growth)
        grown = monthly(upsold * uplift * max(factor, 0.0))
        by_growth = revenue(start=own.start, churn=churn, months=months, new=new, growth=grown)
        edges.append(values + sign * np.hypot(by_churn - values, by_growth - values))
    return Line(values, np.maximum(edges[0], 0.0), edges[1])


def _logit(p: float) -> float:
    held = min(max(p, _LEAST), _MOST)
    return log(held / (1 - held))
