"""Time to the goals of the start, and who drops out early and what set them apart.

Pure: neither Django nor the store. Days count from day zero of the tenure. Those who are not there
yet count with the time they have had (Kaplan–Meier); so a median does not look short because the
slow ones are left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from banso.science.incidence import CENSORED, Incidence, incidence
from banso.science.proportions import Interval

WITHIN = (7, 14, 30, 60, 90)
EARLY = 90  # days: who leaves within them dropped out early
LANDMARK = 30  # days after which early signs are looked at
YEAR = 365
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Begin:
    """One account's start: days to each goal (None: not reached), and until when it was watched.

    ``watched`` days from day zero on; with ``left`` the contract was over then.
    """

    account: int
    zero: date
    watched: int
    left: bool
    reached: tuple[int | None, ...] = ()
    mrr_minor: int | None = None


@dataclass(frozen=True)
class Goal:
    """Days to one goal over all starts. ``curve``: share that had reached it by a day (Kaplan–Meier)."""

    index: int
    curve: Incidence
    reached: int
    open: int
    left: int

    @property
    def n(self) -> int:
        return self.curve.n

    def days_for(self, part: float) -> float | None:
        return self.curve.quantile(part)

    def within(self, days: int) -> Interval | None:
        return self.curve.interval(days) if self.n >= FEWEST else None


def goals_of(starts: Sequence[Begin], goals: int) -> list[Goal]:
    """This function will estimate the time to each of ``goals``; leaving before it ends the watch."""
    found = []
    for index in range(goals):
        times, causes, left = [], [], 0
        for b in starts:
            days = b.reached[index]
            there = days is not None and days <= b.watched
            times.append(days if there and days is not None else b.watched)
            causes.append(1 if there else CENSORED)
            left += b.left and not there
        curve = incidence(times, causes)
        reached = sum(causes)
        found.append(Goal(index, curve, reached, len(starts) - reached - left, left))
    return found


# Early drop-out -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dropping:
    """Leaving over the days since day zero; ``early`` are those that left within ``EARLY`` days."""

    curve: Incidence
    early: tuple[Begin, ...]

    def left_by(self, days: int) -> Interval | None:
        return self.curve.interval(days) if self.curve.n >= FEWEST else None


@dataclass(frozen=True)
class Sign:
    """A sign seen by day ``LANDMARK``, and who left afterwards, with it and without.

    ``with_it`` and ``without``: the share that left between the landmark and day ``until``;
    ``difference`` is without minus with: how much more of those who lack the sign left.
    """

    key: str
    n_with: int
    n_without: int
    with_it: Interval | None
    without: Interval | None
    difference: Interval | None
    until: int


def dropping(starts: Sequence[Begin]) -> Dropping:
    """This function will estimate leaving over time; ``starts`` are tenures whose beginning is known."""
    curve = incidence([b.watched for b in starts], [int(b.left) for b in starts])
    early = [b for b in starts if b.left and b.watched <= EARLY]
    return Dropping(curve, tuple(sorted(early, key=lambda b: (b.zero, b.account), reverse=True)))


def sign_of(
    key: str,
    starts: Sequence[Begin],
    has: Callable[[Begin], bool | None],
    *,
    until: int = YEAR,
    landmark: int = LANDMARK,
) -> Sign:
    """This function will compare those that had a sign by the landmark with those that did not.

    Only accounts still there on that day are compared, so that leaving first cannot look like lacking
    the sign (landmark analysis: Anderson, Cain & Gelber 1983, J. Clin. Oncol. 1). ``has`` None:
    not known, left out.
    """
    with_it: list[Begin] = []
    without: list[Begin] = []
    for b in starts:
        told = has(b) if b.watched > landmark else None
        if told is not None:
            (with_it if told else without).append(b)
    one, zero = _left(with_it, landmark, until), _left(without, landmark, until)
    return Sign(
        key, len(with_it), len(without), one, zero, difference(zero, one) if one and zero else None,
        until,
    )  # fmt: skip


def _left(group: Sequence[Begin], landmark: int, until: int) -> Interval | None:
    if len(group) < FEWEST:
        return None
    curve = incidence([b.watched - landmark for b in group], [int(b.left) for b in group])
    return curve.interval(until - landmark)


def difference(one: Interval, zero: Interval) -> Interval:
    """Estimate 1 minus estimate 0 with limits from those of each (Zou & Donner 2008, Stat. Med. 27)."""
    below = math.hypot(one.value - one.low, zero.high - zero.value)
    above = math.hypot(one.high - one.value, zero.value - zero.low)
    value = one.value - zero.value
    return Interval(value, value - below, value + above)
