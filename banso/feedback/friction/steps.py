"""The steps of the set-up: who gets through, how long each takes, and which of them holds accounts up.

Pure: neither Django nor the store. Days are local dates, times whole days.

A step begins for an account on the day all steps before it were done, the first one on day zero. It
ends when it is done, when the account leaves, or is still going on. Those still waiting count with
the time they have waited (Kaplan–Meier), so a step does not look quick because the slow ones are
not through yet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from banso.science.incidence import CENSORED, Incidence, incidence
from banso.science.proportions import Interval, wilson

DONE, LEFT, OPEN = "done", "left", "open"
LEAST_DAYS = 7  # nobody is held up by a step within a week
TIMES_USUAL = 3  # held up: more than so many times what is usual for the step
MOST_COUNTED = 90  # one account forgotten for a year must not outweigh twenty slow ones
FEWEST = 5  # shares of fewer are not told
_DRAWS = 2_000
_SEED = 20260401


@dataclass(frozen=True, slots=True)
class Way:
    """One account's way in one tenure. ``done`` are the days of the steps, as they are listed.

    ``until`` is the last day that is known of; with ``left`` it is the day the contract was over.
    """

    account: int
    zero: date
    until: date
    left: bool
    done: tuple[date | None, ...]
    mrr_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One account in one step: from ``start`` on for ``days``, and how it ended."""

    account: int
    start: date
    days: int
    outcome: str
    mrr_minor: int | None

    @property
    def end(self) -> date:
        return date.fromordinal(self.start.toordinal() + self.days)


@dataclass(frozen=True)
class Step:
    """One step over all ways. Days of those still waiting count; ``index`` is its place as listed.

    ``usual``: the median days of those it does not hold up. ``after`` are the days from which on an account is held up. ``share`` of those of whom it is
    known were; ``longer`` is how many days more they took than the others, where they came through.
    ``lost_days``: all days beyond the usual, at most ``MOST_COUNTED`` an account.
    """

    index: int
    passages: tuple[Passage, ...]
    curve: Incidence
    usual: float | None
    after: int
    held: tuple[Passage, ...]
    judged: int
    share: Interval | None
    longer: Interval | None
    lost_days: int

    @property
    def entered(self) -> int:
        return len(self.passages)

    def ended(self, outcome: str) -> int:
        return sum(p.outcome == outcome for p in self.passages)

    @property
    def stuck_now(self) -> tuple[Passage, ...]:
        """Those held up here and not through yet, the longest first."""
        now = [p for p in self.held if p.outcome == OPEN]
        return tuple(sorted(now, key=lambda p: (-p.days, p.account)))

    @property
    def mrr_now(self) -> int:
        return sum(p.mrr_minor or 0 for p in self.stuck_now)

    @property
    def unpriced_now(self) -> int:
        """How many of them have no amount in the workspace's currency: they are not in ``mrr_now``."""
        return sum(p.mrr_minor is None for p in self.stuck_now)

    def days_for(self, part: float) -> float | None:
        """The days within which ``part`` of the accounts are through; None while fewer are."""
        return self.curve.quantile(part)


def order_of(ways: Sequence[Way], steps: int, *, last: int | None = None) -> tuple[int, ...]:
    """This function will put the steps into the order most accounts take them.

    By the mean rank among the accounts that did all of them (where fewer than five did: among all);
    ties as listed. ``last``: the step that is the goal, whatever the days say.
    """
    full = [w for w in ways if all(w.done)]
    ranks: list[list[float]] = [[] for _ in range(steps)]
    for way in full if len(full) >= FEWEST else ways:
        days = [d.toordinal() if d else math.inf for d in way.done]
        for i, d in enumerate(days):
            if math.isfinite(d):
                ranks[i].append(sum(o < d for o in days) + sum(o == d for o in days) / 2)
    mean = [sum(r) / len(r) if r else math.inf for r in ranks]
    return tuple(sorted(range(steps), key=lambda i: (i == last, mean[i], i)))


def passages_of(way: Way, order: Sequence[int]) -> list[tuple[int, Passage]]:
    """This function will give the steps an account came to, each with what became of it there.

    A step not done ends the way: what comes after it has not begun, even if parts were done ahead.
    """
    found, start = [], way.zero
    for index in order:
        done = way.done[index]
        through = done is not None and done <= way.until
        end = max(start, done) if done is not None and through else way.until
        outcome = DONE if through else LEFT if way.left else OPEN
        days = max(0, (end - start).days)
        found.append((index, Passage(way.account, start, days, outcome, way.mrr_minor)))
        if not through:
            break
        start = end
    return found


def steps_of(
    ways: Sequence[Way], order: Sequence[int], *, after: int | None = None, most: int | None = None
) -> list[Step]:
    """This function will judge every step, in ``order``.

    ``after``: days from which on somebody is held up, instead of the rule of each step; ``most``
    caps the rule (what the whole phase should take).
    """
    by_step: dict[int, list[Passage]] = {index: [] for index in order}
    for way in ways:
        for index, passage in passages_of(way, order):
            by_step[index].append(passage)
    return [_step(index, by_step[index], after, most) for index in order]


def by_friction(steps: Sequence[Step]) -> list[Step]:
    """This function will rank the steps: the one that costs the accounts most days first."""
    return sorted(steps, key=lambda s: (-s.lost_days, -len(s.held), s.index))


def _step(index: int, passages: list[Passage], after: int | None, most: int | None) -> Step:
    curve = incidence(
        [p.days for p in passages], [1 if p.outcome == DONE else CENSORED for p in passages]
    )
    usual = _unhindered(curve, most)
    limit = after if after is not None else _limit(usual, most)
    held = tuple(p for p in passages if p.days > limit)
    judged = len(held) + sum(p.outcome == DONE and p.days <= limit for p in passages)
    normal = _normal(passages, limit)
    return Step(
        index=index,
        passages=tuple(passages),
        curve=curve,
        usual=usual,
        after=limit,
        held=held,
        judged=judged,
        share=wilson(hits=len(held), of=judged) if judged >= FEWEST else None,
        longer=_longer(curve, held, normal, limit),
        lost_days=sum(min(MOST_COUNTED, max(0, round(p.days - (normal or 0)))) for p in held),
    )


def _unhindered(curve: Incidence, most: int | None) -> float | None:
    """The median of those whom the step does not seem to hold up; that of all contains the others."""
    usual = curve.quantile(0.5)
    if usual is None:
        return None
    limit = _limit(usual, most)
    quick = curve.share(min(limit, curve.seen))
    return curve.quantile(quick / 2) if quick else usual


def _limit(usual: float | None, most: int | None) -> int:
    """From how many days on a step holds an account up; without a usual time the cap says it."""
    own = max(LEAST_DAYS, math.ceil(TIMES_USUAL * usual)) if usual is not None else None
    if most is not None:
        return max(LEAST_DAYS, most if own is None else min(own, most))
    return own if own is not None else LEAST_DAYS


def _normal(passages: Sequence[Passage], limit: int) -> float | None:
    """What the step takes where it does not hold anybody up: mean days, None where nobody went so."""
    quick = [p.days for p in passages if p.outcome == DONE and p.days <= limit]
    return sum(quick) / len(quick) if quick else None


def _longer(
    curve: Incidence, held: Sequence[Passage], normal: float | None, limit: int
) -> Interval | None:
    """Mean days that those held up took beyond the others, with those still waiting reckoned in.

    Each time is weighted by how much of the curve came then, so that short waits do not weigh more
    because long ones are not over. Limits: percentiles of 2,000 weighted bootstraps (fixed seed).
    """
    late = curve.times > limit
    weights = curve.weights()[late] if len(curve.times) else np.zeros(0)
    n = sum(p.outcome == DONE for p in held)
    if normal is None or n < FEWEST or weights.sum() <= 0:
        return None
    times, weights = curve.times[late], weights / weights.sum()
    mean = float(times @ weights)
    draws = np.random.default_rng(_SEED).multinomial(n, weights, _DRAWS) @ times / n
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(mean - normal, float(low) - normal, float(high) - normal)
