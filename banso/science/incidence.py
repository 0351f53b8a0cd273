"""How much has happened by when, where some are still on their way and some can no longer get there.

Aalen–Johansen estimator of the cumulative incidence: Aalen & Johansen 1978, Scand. J. Statist. 5.
With one cause it is 1 minus Kaplan–Meier. Variance by the delta method (Marubini & Valsecchi 1995,
Analysing Survival Data, ch. 10), which is Greenwood's with one cause and p(1 - p)/n without
censoring; the interval is taken on the log(-log) scale of what is left, as is usual for survival, and so
stays inside 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from banso.science.proportions import Interval, normal_quantile, wilson

Floats = npt.NDArray[np.float64]
CENSORED = 0


@dataclass(frozen=True)
class Incidence:
    """Shares by cause over time. ``watched``: how long each was, ascending.

    ``times`` are the times at which anything happened, ascending; ``shares[c - 1]`` is what had
    happened by then of cause ``c``; ``staying`` the share to which nothing had.
    """

    n: int
    watched: Floats
    times: Floats
    at_risk: Floats
    events: tuple[Floats, ...]
    shares: tuple[Floats, ...]
    staying: Floats

    def share(self, t: float, *, cause: int = 1) -> float | None:
        """The share of ``cause`` by time ``t``; None where nobody was watched that long."""
        if self.n == 0 or (t > self.seen and self._undecided):
            return None
        i = self._until(t)
        return float(self.shares[cause - 1][i - 1]) if i else 0.0

    def interval(self, t: float, *, cause: int = 1, confidence: float = 0.95) -> Interval | None:
        """:meth:`share` with its limits. Of 0 and of 1 they are Wilson's, of those watched that long."""
        share = self.share(t, cause=cause)
        if share is None:
            return None
        if not 1e-12 < share < 1.0 - 1e-12:
            still = self.n if share > 0.5 else self._watched(t)
            return wilson(hits=round(share) * still, of=still, confidence=confidence)
        se = math.sqrt(max(0.0, self._variance(self._until(t), cause)))
        rest = 1.0 - share
        half = min(normal_quantile(confidence) * se / (rest * abs(math.log(rest))), 700.0)
        return Interval(share, 1.0 - rest ** math.exp(-half), 1.0 - rest ** math.exp(half))

    def quantile(self, p: float, *, cause: int = 1) -> float | None:
        """The first time by which a share of at least ``p`` had come to ``cause``; None: not reached."""
        reached = np.nonzero(self.shares[cause - 1] >= p - 1e-12)[0]
        return float(self.times[reached[0]]) if len(reached) else None

    def weights(self, *, cause: int = 1) -> Floats:
        """How much of the share came at each of ``times``: those still on their way stand in it."""
        return np.diff(self.shares[cause - 1], prepend=0.0)

    @property
    def seen(self) -> float:
        """The longest time anybody was watched."""
        return float(self.watched[-1]) if self.n else 0.0

    def _watched(self, t: float) -> int:
        return self.n - int(np.searchsorted(self.watched, t, side="left"))

    @property
    def _undecided(self) -> bool:
        return len(self.times) == 0 or float(self.staying[-1]) > 1e-12

    def _until(self, t: float) -> int:
        return int(np.searchsorted(self.times, t, side="right"))

    def _variance(self, i: int, cause: int) -> float:
        if i == 0:
            return 0.0
        risk, share = self.at_risk[:i], self.shares[cause - 1][:i]
        mine, every = self.events[cause - 1][:i], np.sum([e[:i] for e in self.events], axis=0)
        before = np.concatenate(([1.0], self.staying))[:i]
        rest = share[-1] - share
        safe = np.where(risk > every, risk * (risk - every), 1.0)
        one = np.where(risk > every, rest**2 * every / safe, 0.0)
        two = before**2 * (risk - mine) * mine / risk**3
        three = 2.0 * rest * before * mine / risk**2
        return float(np.sum(one + two - three))


def incidence(times: Sequence[float], causes: Sequence[int], *, kinds: int = 1) -> Incidence:
    """This function will estimate the cumulative incidence of each of ``kinds`` causes.

    ``times``: how long each was watched, in any unit, not negative. ``causes``: what ended it, 1 to
    ``kinds``; ``CENSORED`` (0): it was still on its way then. Events come before censoring at the
    same time. Raises ``ValueError`` for lists of different length or a cause that is not there.
    """
    if len(times) != len(causes):
        raise ValueError("times and causes belong together")
    when, why = np.asarray(times, dtype=np.float64), np.asarray(causes, dtype=np.int64)
    if len(when) and (when.min() < 0 or why.min() < 0 or why.max() > kinds):
        raise ValueError("times are not negative, causes lie between 0 and kinds")
    happened = np.unique(when[why != CENSORED])
    at_risk = len(when) - np.searchsorted(np.sort(when), happened, side="left").astype(np.float64)
    events = tuple(
        np.bincount(np.searchsorted(happened, when[why == c]), minlength=len(happened)).astype(
            np.float64
        )
        for c in range(1, kinds + 1)
    )
    every = np.sum(events, axis=0) if events else np.zeros(len(happened))
    staying = np.cumprod(1.0 - every / at_risk) if len(happened) else np.zeros(0)
    before = np.concatenate(([1.0], staying))[: len(happened)]
    shares = tuple(np.cumsum(before * e / at_risk) for e in events)
    return Incidence(len(when), np.sort(when), happened, at_risk, events, shares, staying)
