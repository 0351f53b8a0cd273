"""Use day by day and click by click, for a bucket of accounts at once.

A user works on a day with chance

    activity × keenness × exp(value_on_use · value) × work of the day × set-up × measures × decline × outage

A working user-day is one session: a sign-in, then events some seconds apart, chosen by skill
(novice, regular, expert by days of use), by what is unlocked by set-up, and by the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator import product
from simulator.calendar import OFFSETS, factors
from simulator.engine.deciding import OUTCOME_DAYS, Fate, multipliers
from simulator.engine.latent import Latent
from simulator.engine.population import COUNTRIES, NEVER, Floats, Ints, Population, Span
from simulator.engine.staff import User
from simulator.scenario.reading import Scenario
from simulator.seeds import stream

_DAY_SECONDS = 86_400
_GOODBYE = 45.0  # days in which the use of those who have decided to leave falls to a third
_CEILING = 0.97
_SLOWEST = 3_600  # seconds between two events of a session, at most
N_EVENTS = len(product.EVENTS)


@dataclass
class Presence:
    """When the accounts of a bucket are customers, as day numbers: (first, end) pairs and pauses,
    the day of deciding to leave, and whether that was foretold."""

    first: Ints
    end: Ints
    back: Ints
    pause: NDArray[np.int64]  # accounts × 2
    decided: Ints
    sudden: NDArray[np.bool_]


@dataclass
class Outage:
    """An incident as use feels it: a day, the share of the day lost, and whom it hits (None: all)."""

    day: int
    lost: float
    accounts: frozenset[int] | None


@dataclass
class Clicks:
    """Events of a bucket, unordered: local user number, event number (product.NAMES), UTC seconds
    from midnight of day 0."""

    user: Ints
    name: Ints
    at: Ints
    first_seen: Ints  # by user, NEVER without use


class Behaviour:
    """Makes the clicks of one bucket after another."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        span: Span,
        people: Population,
        latent: Latent,
        fate: Fate,
        outages: list[Outage],
    ) -> None:
        self.scenario, self.seed, self.span = scenario, seed, span
        self.people, self.latent, self.fate, self.outages = people, latent, fate, outages
        self.work = np.stack([factors(span.first, span.days, c) for c in COUNTRIES])
        self.cdf = _choices()

    def clicks(
        self, bucket: int, accounts: Ints, presence: Presence, users: list[list[User]]
    ) -> Clicks:
        """The events of a bucket's users; ``users`` in the order of ``accounts``."""
        rng = stream(self.seed, "use", bucket)
        flat = [u for each in users for u in each]
        of = np.repeat(np.arange(len(accounts)), [len(each) for each in users])
        join = np.array([u.join for u in flat], dtype=np.int64)
        leave = np.array([u.leave for u in flat], dtype=np.int64)
        keen = np.array([u.keen for u in flat], dtype=np.float32)
        pace = np.array([u.pace for u in flat], dtype=np.float32)
        days = np.arange(self.span.days)
        level = self._level(accounts, presence)
        self._measure_use(accounts, level, of, join, leave, keen)
        chance = np.minimum(level[of] * keen[:, None], _CEILING)
        chance *= (days >= join[:, None]) & (days < leave[:, None])
        user, day = np.nonzero(rng.random(chance.shape, dtype=np.float32) < chance)
        self._outcomes(accounts, of[user], day)
        first_seen = np.full(len(flat), NEVER, dtype=np.int64)
        np.minimum.at(first_seen, user, day)
        found = self._sessions(rng, accounts, of, user, day, join, pace)
        extra = self._milestones(rng, accounts, presence, users)
        joined = [np.concatenate([a, b]) for a, b in zip(found, extra, strict=True)]
        np.minimum.at(first_seen, extra[0], extra[2] // _DAY_SECONDS)
        return Clicks(joined[0], joined[1], joined[2], first_seen)

    # Chances -------------------------------------------------------------------------------------

    def _level(self, accounts: Ints, presence: Presence) -> NDArray[np.float32]:
        """accounts × days: the chance of an ordinary user, nobody's own keenness yet."""
        span, people = self.span, self.people
        days = np.arange(span.days)[None, :]
        value = self.latent.value[accounts][:, span.month_of_day]
        level = self.scenario.number("activity") * np.exp(
            self.scenario.number("value_on_use") * value
        )
        level *= self.work[people.country[accounts]]
        level *= multipliers(self.fate, accounts, span)
        level *= np.where(days >= people.steps[accounts, -1][:, None], 1.0, 0.55)
        there = (days >= presence.first[:, None]) & (days < presence.end[:, None])
        there |= days >= presence.back[:, None]
        there &= ~((days >= presence.pause[:, :1]) & (days < presence.pause[:, 1:]))
        since = days - presence.decided[:, None]
        fading = (since > 0) & (days < presence.end[:, None]) & ~presence.sudden[:, None]
        level *= np.where(fading, np.exp(-np.maximum(since, 0) / _GOODBYE), 1.0)
        for outage in self.outages:
            if 0 <= outage.day < span.days:
                hit = (
                    np.ones(len(accounts), dtype=bool)
                    if outage.accounts is None
                    else np.isin(accounts, list(outage.accounts))
                )
                level[hit, outage.day] *= 1 - outage.lost
        return np.asarray(level * there, dtype=np.float32)

    def _measure_use(
        self,
        accounts: Ints,
        level: NDArray[np.float32],
        of: Ints,
        join: Ints,
        leave: Ints,
        keen: NDArray[np.float32],
    ) -> None:
        """The true effect of measures on use: expected user-days with it − without it."""
        place = {int(a): i for i, a in enumerate(accounts)}
        for run in self.fate.runs:
            if run.play.outcome != "user_days_56d":
                continue
            for at in np.flatnonzero(np.isin(run.accounts, accounts)):
                row = place[int(run.accounts[at])]
                first = int(run.assigned[at]) + 1
                days = np.arange(first, min(first + OUTCOME_DAYS, self.span.days))
                mine = np.flatnonzero(of == row)
                now = level[row, days][None, :] * keen[mine][:, None]
                now = now * ((days >= join[mine][:, None]) & (days < leave[mine][:, None]))
                times = float(np.exp(run.effect[at]))
                with_, without = (now, now / times) if run.treated[at] else (now * times, now)
                run.truth[at] = (
                    np.minimum(with_, _CEILING).sum() - np.minimum(without, _CEILING).sum()
                )

    def _outcomes(self, accounts: Ints, row: Ints, day: Ints) -> None:
        """The user-days that happened, for the same measures."""
        for run in self.fate.runs:
            if run.play.outcome != "user_days_56d":
                continue
            for at in np.flatnonzero(np.isin(run.accounts, accounts)):
                mine = day[row == int(np.flatnonzero(accounts == run.accounts[at])[0])]
                first = int(run.assigned[at]) + 1
                run.outcome[at] = int(((mine >= first) & (mine < first + OUTCOME_DAYS)).sum())

    # Events --------------------------------------------------------------------------------------

    def _sessions(
        self,
        rng: np.random.Generator,
        accounts: Ints,
        of: Ints,
        user: Ints,
        day: Ints,
        join: Ints,
        pace: NDArray[np.float32],
    ) -> tuple[Ints, Ints, Ints]:
        """One session a working user-day: user, event and second of each event."""
        row = of[user]
        skill = (day - join[user]) * pace[user] / self.scenario.number("expert_days")
        band = np.where(skill < 0.25, 0, np.where(skill < 1.0, 1, 2))
        done = (self.people.steps[accounts][row] <= day[:, None]).sum(axis=1)
        plan = self.people.plan[accounts][row]
        more = rng.poisson(self.scenario.number("session_events") * (0.7 + 0.3 * band))
        lengths = more + 1
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        begins = ends - lengths
        which = np.repeat(np.arange(len(user)), lengths)
        hours = np.array([OFFSETS[c] for c in COUNTRIES])[self.people.country[accounts]][row]
        local = np.clip(rng.normal(13.2, 2.6, len(user)), 7.0, 21.5) * 3_600
        start = day * _DAY_SECONDS + local.astype(np.int64) - hours * 3_600
        gaps = np.minimum(rng.exponential(75.0, total), _SLOWEST).astype(np.int64) + 1
        gaps[begins] = 0
        walked = np.cumsum(gaps)
        at = start[which] + walked - walked[begins][which]
        key = (band * 5 + done) * 3 + plan
        draw = rng.random(total, dtype=np.float32)
        name = (draw[:, None] > self.cdf[key][which]).sum(axis=1) + 1
        name[begins] = 0
        return user[which], name, at

    def _milestones(
        self, rng: np.random.Generator, accounts: Ints, presence: Presence, users: list[list[User]]
    ) -> tuple[Ints, Ints, Ints]:
        """The steps of set-up, done by the admin, and the first reports of every month."""
        first_step = product.NAMES.index(product.STEPS[0])
        published = product.NAMES.index(product.FIRST_VALUE)
        who: list[int] = []
        what: list[int] = []
        when: list[int] = []
        offset = 0
        for row, i in enumerate(accounts):
            mine = users[row]
            steps = [(first_step + k, int(d)) for k, d in enumerate(self.people.steps[i])]
            value = int(self.people.first_value[i])
            if value < NEVER:
                end = min(int(presence.end[row]), self.span.days)
                steps += [(published, d) for d in range(value, end, 28)]
            noon = (12 - OFFSETS[COUNTRIES[self.people.country[i]]]) * 3_600
            for name, day in steps:
                user = _who_does(mine, day, admin=name != published)
                there = presence.first[row] <= day < presence.end[row]
                if user >= 0 and there and 0 <= day < self.span.days:
                    who.append(offset + user)
                    what.append(name)
                    when.append(day * _DAY_SECONDS + noon)
            offset += len(mine)
        at = np.array(when, dtype=np.int64) + rng.integers(0, 5 * 3_600, len(when))
        return np.array(who, dtype=np.int64), np.array(what, dtype=np.int64), at


def _who_does(users: list[User], day: int, *, admin: bool) -> int:
    """Number of the user who sets up (the admin) or publishes (whoever is there first); −1: nobody."""
    if admin:
        return min(1, len(users) - 1)
    there = (n for n, u in enumerate(users) if u.join <= day < u.leave)
    return next(there, min(1, len(users) - 1) if len(users) > 1 else -1)


def _choices() -> NDArray[np.float32]:
    """Cumulative chances of the events, by (skill × 5 + set-up steps done) × 3 + plan."""
    rows: list[Floats] = []
    for band in range(3):
        for done in range(5):
            for plan in range(3):
                weights = np.array(
                    [e.weights[band] * (e.step <= done and e.plan <= plan) for e in product.EVENTS]
                )
                rows.append(np.cumsum(weights / weights.sum()))
    table = np.array(rows)
    table[:, -1] = 1.0
    return np.asarray(table[:, : N_EVENTS - 1], dtype=np.float32)
