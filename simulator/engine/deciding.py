"""Measures, and who decides to leave, month by month; both in one walk, because each sees the other.

A measure on leaving shifts the log-odds by its effect on that account for the six months after the
month of its assignment. A measure on use multiplies the chance of a working user-day by
exp(effect) for 180 days. Its effect on an account is drawn once, for those not treated as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.latent import Latent, bisect, logistic, logit
from simulator.engine.leaving import Days, days_of
from simulator.engine.population import NEVER, Bools, Floats, Ints, Population, Span
from simulator.scenario.reading import Play, Scenario
from simulator.seeds import stream

HORIZON = 6  # months a measure on leaving works, and in which its outcome is looked for
USE_DAYS = 180  # days a measure on use works
OUTCOME_DAYS = 56
CONFOUNDING = 1.2  # what a standard deviation of danger adds to being chosen by hand (log-odds)
AGREED = 60  # days a customer before a measure of a date may choose it


@dataclass
class Run:
    """One play over the accounts it chose from; arrays are by enrolled account."""

    play: Play
    accounts: Ints
    treated: Bools
    assigned: Ints  # day number
    effect: Floats  # the individual effect in the play's own measure (log of use, log-odds)
    truth: Floats  # in the unit of the outcome; filled later for use
    outcome: Floats


@dataclass
class Fate:
    """What became of each account: by month the hazards, and the month of deciding (−1: never)."""

    decided: Ints
    sudden: Bools
    hazard_signals: Floats
    shift: Floats  # n × months: Σ effects of measures in force
    expands: Bools
    propensity: Floats
    contracts: Bools
    pauses: Bools
    runs: list[Run]
    intercept: float
    sudden_rate: float
    days: Days

    @property
    def hazard(self) -> Floats:
        return np.asarray(1 - (1 - self.hazard_signals) * (1 - self.sudden_rate))


def decide(scenario: Scenario, seed: int, span: Span, people: Population, latent: Latent) -> Fate:
    """Walk the months. With ``leave_exactly`` the intercept is moved until so many have left."""
    exactly = scenario.whole("leave_exactly")
    if not exactly:
        return _walk(scenario, seed, span, people, latent, 0.0)

    def count(move: float) -> float:
        return float(
            (_walk(scenario, seed, span, people, latent, move).days.left < span.days).sum()
        )

    move = bisect(count, exactly - 0.5, -12.0, 12.0)
    return _walk(scenario, seed, span, people, latent, move)


def _walk(
    scenario: Scenario, seed: int, span: Span, people: Population, latent: Latent, move: float
) -> Fate:
    n, months = latent.value.shape
    intercept, sudden = latent.intercept + move, min(0.9, latent.sudden * float(np.exp(move)))
    chance = stream(seed, "leaving")
    by_signal, by_sudden = chance.random((n, months)), chance.random((n, months))
    decided = np.full(n, -1, dtype=np.int64)
    is_sudden = np.zeros(n, dtype=bool)
    shift, hazard = np.zeros((n, months)), np.zeros((n, months))
    runs = [_run(p, seed, people) for p in scenario.plays if (p.on_day or 0) < span.days]
    for m in range(months):
        for run in runs:
            if run.play.on_day is not None and _month_of(span, run.play.on_day) == m:
                _assign_on_day(run, seed, people, latent, decided, m)
                if run.play.outcome == "left_180d":
                    hit = run.accounts[run.treated]
                    shift[hit, m + 1 : m + 1 + HORIZON] += run.effect[run.treated][:, None]
        hazard[:, m] = logistic(intercept + latent.eta[:, m] + shift[:, m])
        open_ = (decided < 0) & (m > latent.begun)
        yes = open_ & (by_signal[:, m] < hazard[:, m])
        by_chance = open_ & ~yes & (by_sudden[:, m] < sudden)
        decided[yes | by_chance] = m
        is_sudden |= by_chance
    for run in runs:
        if run.play.at_tenure_day is not None:
            _assign_at_tenure(run, seed, span, people, decided)
        if run.play.outcome == "left_180d":
            _leaving_truth(run, span, latent, decided, shift, intercept, sudden)
    grow, propensity = _growing(scenario, seed, latent)
    other = stream(seed, "changes")
    shrinks = other.random((n, months)) < scenario.number("contraction_rate") * (
        1 + (latent.value < -0.3)
    )
    pauses = other.random((n, months)) < scenario.number("pause_rate")
    return Fate(
        decided, is_sudden, hazard, shift, grow, propensity, shrinks, pauses, runs, intercept, sudden,
        days_of(seed, span, people, decided, is_sudden),
    )  # fmt: skip


def _month_of(span: Span, day: int) -> int:
    return int(span.month_of_day[day]) if day < span.days else -1


def _growing(scenario: Scenario, seed: int, latent: Latent) -> tuple[Bools, Floats]:
    """Chance of an expansion in a month, from value and satisfaction of the month before."""
    n, months = latent.value.shape
    v = np.concatenate([latent.value[:, :1], latent.value[:, :-1]], axis=1)
    s = np.concatenate([latent.satisfaction[:, :1], latent.satisfaction[:, :-1]], axis=1)
    base = logit(scenario.number("expansion_rate"))
    chance = logistic(
        base
        + scenario.number("expansion_value") * v
        + scenario.number("expansion_satisfaction") * s
    )
    return stream(seed, "growing").random((n, months)) < chance, chance


# Measures ---------------------------------------------------------------------------------------


def _run(play: Play, seed: int, people: Population) -> Run:
    """The effect on every account, before anybody is chosen."""
    noise = stream(seed, "effects", play.key).standard_normal(people.n)
    effect = play.effect + play.by_fit * people.fit + play.spread * noise
    none = np.zeros(0)
    return Run(play, np.zeros(0, int), np.zeros(0, bool), np.zeros(0, int), effect, none, none)


def _assign_on_day(
    run: Run, seed: int, people: Population, latent: Latent, decided: Ints, m: int
) -> None:
    day = int(run.play.on_day or 0)
    eligible = np.flatnonzero((decided < 0) & (people.start <= day - AGREED))
    chance = np.full(len(eligible), run.play.share)
    if run.play.how == "by_hand" and len(eligible):
        danger = latent.eta[eligible, m]
        if danger.std() == 0:  # nothing foretells leaving: people still choose by what they see
            danger = -latent.value[eligible, m]
        z = (danger - danger.mean()) / max(float(danger.std()), 1e-9)
        chance = logistic(logit(run.play.share) + CONFOUNDING * z)
    draw = stream(seed, "assigning", run.play.key).random(people.n)[eligible]
    _enrol(run, eligible, draw < chance, np.full(len(eligible), day))


def _assign_at_tenure(run: Run, seed: int, span: Span, people: Population, decided: Ints) -> None:
    day = people.start + int(run.play.at_tenure_day or 0)
    fits = (people.start >= 0) & (day + OUTCOME_DAYS < span.days)
    month = span.month_of_day[np.clip(day, 0, span.days - 1)]
    fits &= (decided < 0) | (decided > month)
    eligible = np.flatnonzero(fits)
    draw = stream(seed, "assigning", run.play.key).random(people.n)[eligible]
    _enrol(run, eligible, draw < run.play.share, day[eligible])


def _enrol(run: Run, accounts: Ints, treated: Bools, assigned: Ints) -> None:
    run.accounts, run.treated, run.assigned = accounts, treated, assigned
    run.effect = run.effect[accounts]
    run.truth = np.full(len(accounts), np.nan)
    run.outcome = np.full(len(accounts), np.nan)


def _leaving_truth(
    run: Run,
    span: Span,
    latent: Latent,
    decided: Ints,
    shift: Floats,
    intercept: float,
    sudden: float,
) -> None:
    """P(deciding in the six months after) with the measure − without it, all else as it was."""
    if run.play.on_day is None or not len(run.treated):
        return
    m = _month_of(span, run.play.on_day)
    window = slice(m + 1, m + 1 + HORIZON)
    own = np.where(run.treated, run.effect, 0.0)[:, None]
    other = intercept + latent.eta[run.accounts, window] + shift[run.accounts, window] - own
    stay0 = np.prod((1 - logistic(other)) * (1 - sudden), axis=1)
    stay1 = np.prod((1 - logistic(other + run.effect[:, None])) * (1 - sudden), axis=1)
    run.truth = stay0 - stay1
    when = decided[run.accounts]
    run.outcome = ((when > m) & (when <= m + HORIZON)).astype(float)


def multipliers(fate: Fate, accounts: Ints, span: Span) -> Floats:
    """What measures on use multiply the user-days of ``accounts`` by: accounts × days."""
    place = {int(a): i for i, a in enumerate(accounts)}
    found = np.ones((len(accounts), span.days), dtype=np.float64)
    for run in fate.runs:
        if run.play.outcome != "user_days_56d" or not len(run.treated):
            continue
        for at in np.flatnonzero(run.treated & np.isin(run.accounts, accounts)):
            first = int(run.assigned[at]) + 1
            row = place[int(run.accounts[at])]
            found[row, max(first, 0) : first + USE_DAYS] *= np.exp(run.effect[at])
    return found


__all__ = ["NEVER", "Fate", "Run", "decide", "multipliers"]
