"""How long until it happens, where for some it has not happened yet: the product-limit estimator.

Kaplan & Meier 1958, JASA 53. Limits by the log(-log) transform with Greenwood's variance, which stay
within 0 and 1 and hold their level in small groups (Kalbfleisch & Prentice 1980). Checked against
lifelines: |dS| < 1e-14, limits within 1e-6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from banso.science.proportions import Interval, normal_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Survival:
    """A curve of steps: from ``times[i]`` on (k,) the share ``shares[i]`` has not had it happen.

    ``low`` and ``high`` are pointwise limits. ``at_risk``, ``happened`` and ``left_view`` count, at each
    time, who could have it happen, who had, and who was last seen then. ``n`` were followed in all.
    """

    times: Floats
    shares: Floats
    low: Floats
    high: Floats
    at_risk: Ints
    happened: Ints
    left_view: Ints
    n: int

    @property
    def events(self) -> int:
        return int(self.happened.sum())

    @property
    def followed(self) -> float:
        """The longest time anybody was followed; beyond it nothing is said."""
        return float(self.times[-1]) if len(self.times) else 0.0

    def at(self, time: float) -> Interval | None:
        """The share to which it has not happened by ``time``, that moment included; None beyond ``followed``."""
        if self.n == 0 or time > self.followed:
            return None
        i = int(np.searchsorted(self.times, time, side="right")) - 1
        if i < 0:
            return Interval(1.0, 1.0, 1.0)
        return Interval(float(self.shares[i]), float(self.low[i]), float(self.high[i]))

    def until(self, least: int) -> Survival:
        """The curve as far as at least ``least`` were at risk: beyond it one more would turn it."""
        few = self.at_risk < least
        end = int(np.argmax(few)) if bool(few.any()) else len(few)
        return Survival(
            self.times[:end], self.shares[:end], self.low[:end], self.high[:end],
            self.at_risk[:end], self.happened[:end], self.left_view[:end], self.n,
        )  # fmt: skip

    def quantile(self, share: float = 0.5) -> float | None:
        """The time by which it has happened to ``share`` of all; None where that is not reached."""
        return _first(self.times, self.shares <= 1 - share + 1e-12)

    def quantile_limits(self, share: float = 0.5) -> tuple[float | None, float | None]:
        """The limits of :meth:`quantile`: where the curve's own limits cross (Brookmeyer & Crowley 1982)."""
        line = 1 - share + 1e-12
        return _first(self.times, self.low <= line), _first(self.times, self.high <= line)


def kaplan_meier(
    *,
    durations: ArrayLike,
    happened: ArrayLike,
    weights: ArrayLike | None = None,
    entered: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Survival:
    """The curve of ``durations`` (n,) in any unit; ``happened`` (n,) is False where it was only awaited so far.

    ``weights`` (n,) are whole numbers of alike subjects. ``entered`` (n,) is the age at which somebody
    came into view: before it they could not have been seen to leave and are not at risk (delayed entry).
    Raises ValueError where a duration is negative or not above its entry.
    """
    time = np.asarray(durations, dtype=np.float64)
    event = np.asarray(happened, dtype=bool)
    count = np.ones(len(time), np.int64) if weights is None else np.asarray(weights, np.int64)
    enter = np.zeros(len(time)) if entered is None else np.asarray(entered, np.float64)
    if len(time) and (float(time.min()) < 0 or bool(((enter > 0) & (enter >= time)).any())):
        raise ValueError("a duration is not negative and ends after its entry")
    times, place = np.unique(time, return_inverse=True)
    size = len(times)
    died = np.bincount(place, weights=count * event, minlength=size).astype(np.int64)
    gone = np.bincount(place, weights=count * ~event, minlength=size).astype(np.int64)
    leaving = np.cumsum((died + gone)[::-1])[::-1]
    late = enter > 0
    waiting = np.zeros(size, np.int64)
    if late.any():  # not yet in view at times[i]: they enter at or after it
        upto = np.searchsorted(times, enter[late], side="right")
        steps = np.bincount(upto, weights=count[late], minlength=size + 1).astype(np.int64)
        waiting = np.cumsum(steps[::-1])[::-1][1 : size + 1]
    risk = leaving - waiting
    shares, low, high = _curve(died, risk, confidence)
    return Survival(times, shares, low, high, risk, died, gone, int(count.sum()))


def _curve(died: Ints, risk: Ints, confidence: float) -> tuple[Floats, Floats, Floats]:
    d, n = died.astype(np.float64), np.maximum(risk, 1).astype(np.float64)
    shares = np.asarray(np.cumprod(1 - d / n), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(np.where(d > 0, d / (n * (n - d)), 0.0))
        log = np.log(shares)
        half = normal_quantile(confidence) * np.sqrt(greenwood) / log  # log is negative
        below = np.asarray(shares ** np.exp(-half), dtype=np.float64)
        above = np.asarray(shares ** np.exp(half), dtype=np.float64)
    open_ = (shares > 0) & (shares < 1)
    low: Floats = np.where(open_, below, shares)
    high: Floats = np.where(open_, above, shares)
    gone = shares <= 0  # nobody is left: what is known is the limit of the step before
    if gone.any() and not gone[0]:
        high = np.where(gone, high[int(np.argmax(gone)) - 1], high)
    return shares, low, high


def _first(times: Floats, holds: NDArray[np.bool_]) -> float | None:
    return float(times[int(np.argmax(holds))]) if len(holds) and bool(holds.any()) else None
