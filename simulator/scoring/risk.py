"""Forecasts of leaving against what happened: order, head of the list, lead time, calibration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from banso.science import calibration
from banso.science.proportions import Interval, wilson
from banso.science.ranking import (
    Floats,
    Ints,
    auc_interval,
    concordance_within,
    hits_at,
    listed,
)
from simulator.scoring.predictions import Alert, Risk
from simulator.scoring.truth import Leaving, World, month_of

LIST = 20  # places on the list a team works through
LOOK_BACK = 180  # days before leaving in which a first warning counts as one
GREEN_BEFORE = 90  # days before leaving at which a green band is a surprise
FEW, SOME, ENOUGH = 5, 10, 30  # accounts that left: nothing, the order, a claim may be told


@dataclass(frozen=True, slots=True)
class Head:
    """The ``LIST`` highest of each day, over all days."""

    hits: float
    places: int
    by_chance: float  # share of hits a list drawn by lot would have
    best: float  # share of hits the perfect list would have

    @property
    def precision(self) -> float:
        return self.hits / self.places if self.places else 0.0


@dataclass(frozen=True, slots=True)
class Warned:
    """Accounts that left and how many of them had been on the list before."""

    left: int
    recall: Interval | None
    by_chance: float | None  # recall of lists drawn by lot, as long as these
    lead: tuple[float, float, float] | None  # days: lower quartile, median, upper quartile
    lead_to_decision: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Calibrated:
    rows: int
    line: calibration.Line | None
    ece: float | None
    null: calibration.Null | None
    bands: tuple[calibration.Band, ...]


@dataclass(frozen=True, slots=True)
class RiskScore:
    outcome: str
    horizon: int  # days
    rows: int
    days: int  # distinct as_of
    not_customers: int  # rows left out: the account was not there in that month
    unfinished: int  # rows left out: the world ends before the horizon does
    left: int  # accounts that left within the horizon of some row
    stayed: int  # accounts that never did
    auc: Interval | None
    head: Head | None
    calibrated: Calibrated | None
    warned: Warned | None
    sudden: Warned | None
    foretold: Warned | None
    green_before: Interval | None
    verdict: str  # too_few | provisional | validated | not_shown


def score_risk(
    risks: Sequence[Risk], alerts: Sequence[Alert], *, world: World
) -> tuple[RiskScore, ...]:
    """One answer for each (outcome, horizon) that was predicted; empty without truth."""
    if world.leavings is None:
        return ()
    groups: dict[tuple[str, int], list[Risk]] = defaultdict(list)
    for each in risks:
        groups[each.outcome, each.horizon].append(each)
    if alerts and not groups:
        groups["left", LOOK_BACK // 2] = []
    return tuple(
        _one(outcome, horizon, rows, alerts, world, world.leavings)
        for (outcome, horizon), rows in sorted(groups.items())
    )


def _one(
    outcome: str,
    horizon: int,
    rows: Sequence[Risk],
    alerts: Sequence[Alert],
    world: World,
    leavings: Mapping[str, tuple[Leaving, ...]],
) -> RiskScore:
    there = [
        r
        for r in rows
        if _asked_in_time(r.as_of, outcome, leavings.get(r.account, ()))
        and _customer(r.account, r.as_of, leavings.get(r.account, ()), world)
    ]
    lists = _lists(there, alerts)
    whole = [r for r in there if (world.until - r.as_of).days >= horizon]
    positive = np.array(
        [
            any(0 < (x.on(outcome) - r.as_of).days <= horizon for x in each)
            for r in whole
            for each in (leavings.get(r.account, ()),)
        ],
        dtype=np.bool_,
    )
    accounts = np.unique([r.account for r in whole], return_inverse=True)[1].astype(np.int64)
    days = np.array([r.as_of.toordinal() for r in whole], dtype=np.int64)
    scores = np.array([r.score for r in whole], dtype=np.float64)
    left = len(np.unique(accounts[positive])) if len(whole) else 0
    stayed = len(np.unique(accounts)) - left if len(whole) else 0
    pairs = concordance_within(scores=scores, positive=positive, groups=days)
    auc = (
        auc_interval(auc=pairs.auc, positives=left, negatives=max(stayed, 1))
        if pairs.auc is not None and left >= FEW
        else None
    )
    calibrated = _calibrated(whole, positive, accounts) if left >= SOME else None
    events = _events(leavings, lists, outcome)
    return RiskScore(
        outcome=outcome,
        horizon=horizon,
        rows=len(whole),
        days=len(np.unique(days)),
        not_customers=len(rows) - len(there),
        unfinished=len(there) - len(whole),
        left=left,
        stayed=stayed,
        auc=auc,
        head=_head(scores, positive, days) if left else None,
        calibrated=calibrated,
        warned=_warned(events, lists, outcome, LOOK_BACK),
        sudden=_warned([e for e in events if e[1].sudden], lists, outcome, horizon),
        foretold=_warned([e for e in events if not e[1].sudden], lists, outcome, horizon),
        green_before=_green_before(there, events, outcome),
        verdict=_verdict(left, auc, calibrated),
    )


def _customer(account: str, day: date, leavings: Sequence[Leaving], world: World) -> bool:
    """There in that month, or decided to leave and still under contract."""
    if world.customers is None or month_of(day) in world.customers.get(account, frozenset()):
        return True
    return any(x.decided_on <= day < x.left_on for x in leavings)


def _asked_in_time(day: date, outcome: str, leavings: Sequence[Leaving]) -> bool:
    """Not on or after the day itself; a return in a later month begins anew."""
    return not any(
        x.on(outcome) <= day and (month_of(day) == month_of(x.on(outcome)) or day < x.left_on)
        for x in leavings
    )


def _head(scores: Floats, positive: np.ndarray, days: Ints) -> Head:
    hits, places, chance, best = 0.0, 0, 0.0, 0
    for day in np.unique(days):
        rows = days == day
        of, there = int(rows.sum()), int(positive[rows].sum())
        k = min(LIST, of)
        hits += hits_at(scores=scores[rows], positive=positive[rows], k=k)
        places, chance, best = places + k, chance + k * there / of, best + min(k, there)
    return Head(hits, places, chance / places, best / places)


def _calibrated(rows: Sequence[Risk], positive: np.ndarray, accounts: Ints) -> Calibrated | None:
    """Of rows that gave a probability. The null is drawn with a fixed seed: the same every time."""
    kept = [i for i, r in enumerate(rows) if r.probability is not None]
    if not kept:
        return None
    said = np.array([rows[i].probability for i in kept], dtype=np.float64)
    came, who = positive[kept].astype(np.float64), accounts[kept]
    return Calibrated(
        rows=len(kept),
        line=calibration.recalibration(probability=said, outcome=came, groups=who),
        ece=calibration.ece(probability=said, outcome=came),
        null=calibration.ece_null(
            probability=said, rng=np.random.Generator(np.random.PCG64(1)), runs=300
        ),
        bands=calibration.bands(probability=said, outcome=came),
    )


@dataclass(frozen=True)
class _Lists:
    """Who was on the list on which day, and how long the list of a day was."""

    days: tuple[date, ...]
    names: Mapping[date, frozenset[str]]
    known: Mapping[date, int]  # accounts there were to choose from


def _lists(rows: Sequence[Risk], alerts: Sequence[Alert]) -> _Lists:
    """Alerts make the lists where a tool gives any; else the highest of each day."""
    by_day: dict[date, list[Risk]] = defaultdict(list)
    for row in rows:
        by_day[row.as_of].append(row)
    names: dict[date, frozenset[str]] = {}
    if alerts:
        raised: dict[date, set[str]] = defaultdict(set)
        for alert in alerts:
            raised[alert.as_of].add(alert.account)
        names = {day: frozenset(raised.get(day, ())) for day in {*raised, *by_day}}
    else:
        for day, those in by_day.items():
            top = listed(scores=np.array([r.score for r in those], dtype=np.float64), k=LIST)
            names[day] = frozenset(r.account for r, on in zip(those, top, strict=True) if on)
    known = {day: max(len(by_day.get(day, ())), len(names[day])) for day in names}
    return _Lists(tuple(sorted(names)), names, known)


def _events(
    leavings: Mapping[str, tuple[Leaving, ...]], lists: _Lists, outcome: str
) -> list[tuple[str, Leaving]]:
    """Leavings that some list could have warned of."""
    return [
        (account, each)
        for account, all_of_them in sorted(leavings.items())
        for each in all_of_them
        if _days_before(lists, each.on(outcome), LOOK_BACK)
    ]


def _days_before(lists: _Lists, day: date, window: int) -> list[date]:
    return [d for d in lists.days if 0 < (day - d).days <= window]


def _warned(
    events: Sequence[tuple[str, Leaving]], lists: _Lists, outcome: str, window: int
) -> Warned | None:
    if not events:
        return None
    leads, decided, missed = [], [], []
    for account, leaving in events:
        days = _days_before(lists, leaving.on(outcome), window)
        on = [d for d in days if account in lists.names[d]]
        missed.append(
            float(np.prod([1 - len(lists.names[d]) / max(lists.known[d], 1) for d in days]))
        )
        if on:
            leads.append((leaving.on(outcome) - on[0]).days)
            decided.append((leaving.decided_on - on[0]).days)
    return Warned(
        left=len(events),
        recall=wilson(hits=len(leads), of=len(events)),
        by_chance=1 - sum(missed) / len(missed),
        lead=_quartiles(leads),
        lead_to_decision=_quartiles(decided),
    )


def _quartiles(days: Sequence[int]) -> tuple[float, float, float] | None:
    if not days:
        return None
    low, middle, high = np.quantile(np.array(days, dtype=np.float64), [0.25, 0.5, 0.75])
    return float(low), float(middle), float(high)


def _green_before(
    rows: Sequence[Risk], events: Sequence[tuple[str, Leaving]], outcome: str
) -> Interval | None:
    """Of those who left: the share that stood green 90 days before (last band within 31 days)."""
    bands: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in rows:
        if row.band:
            bands[row.account].append((row.as_of, row.band))
    seen, green = 0, 0
    for account, leaving in events:
        day = leaving.on(outcome)
        near = [b for b in bands.get(account, ()) if 0 <= (day - b[0]).days - GREEN_BEFORE <= 31]
        if near:
            seen, green = seen + 1, green + (max(near)[1] == "green")
    return wilson(hits=green, of=seen)


def _verdict(left: int, auc: Interval | None, calibrated: Calibrated | None) -> str:
    """What may be said aloud: science before pride."""
    if left < FEW or auc is None:
        return "too_few"
    if left < ENOUGH:
        return "provisional"
    line = calibrated.line if calibrated else None
    fits = (
        calibrated is not None
        and line is not None
        and line.slope.holds(1.0)
        and calibrated.ece is not None
        and calibrated.null is not None
        and calibrated.ece <= calibrated.null.high
    )
    return "validated" if auc.low > 0.5 and fits else "not_shown"
