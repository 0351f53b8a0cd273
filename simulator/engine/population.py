"""The companies of a world as columns: one row an account, drawn once for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import product
from simulator.calendar import OFFSETS
from simulator.scenario.reading import Scenario
from simulator.seeds import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

COUNTRIES = tuple(OFFSETS)  # JP first
NEVER = 10**6  # a day that never comes
OLDEST = 1_100  # days before the data in which the oldest accounts began


@dataclass(frozen=True)
class Span:
    """The days of the data: day 0 is ``first``; ``months`` are the first days of their months."""

    first: date
    last: date
    months: tuple[date, ...]
    month_of_day: Ints
    month_starts: Ints  # day number at which each month begins (the first may be negative)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def day(self, number: int | float | np.integer[Any]) -> date:
        return self.first + timedelta(days=int(number))

    def iso(self, number: int | float | np.integer[Any]) -> str:
        return self.day(number).isoformat()


def span_of(scenario: Scenario) -> Span:
    last = scenario.until
    first = last - timedelta(days=scenario.whole("days") - 1)
    months = [first.replace(day=1)]
    while (after := (months[-1] + timedelta(days=32)).replace(day=1)) <= last:
        months.append(after)
    starts = np.array([(m - first).days for m in months], dtype=np.int64)
    of_day = np.searchsorted(starts, np.arange((last - first).days + 1), side="right") - 1
    return Span(first, last, tuple(months), of_day.astype(np.int64), starts)


@dataclass
class Population:
    """Columns of accounts; ``start`` is a day number, negative for those older than the data."""

    country: Ints  # number in COUNTRIES
    partner: Ints  # -1: sold directly
    group: Ints  # -1: no group
    start: Ints
    users: Ints
    fit: Floats
    annual: Bools
    auto_renew: Bools
    discount: Floats
    plan: Ints
    addon: Bools
    steps: Ints  # day number of each set-up step; NEVER where it is never done
    first_value: Ints
    obstacle: Bools

    @property
    def n(self) -> int:
        return len(self.start)


def populate(scenario: Scenario, seed: int, span: Span) -> Population:
    """Draw everybody. Streams are by topic, so one more topic changes no other."""
    n = scenario.whole("accounts")
    rng = stream(seed, "companies")
    abroad = rng.random(n) < scenario.number("share_international")
    country = np.where(abroad, rng.integers(1, len(COUNTRIES), n), 0)
    if n >= 4:
        country[:2], abroad[:2] = 0, False  # two departments of one company
    partner = np.where(rng.random(n) < scenario.number("share_partner"), rng.integers(0, 2, n), -1)
    partner = np.where(abroad & (partner >= 0), 2, partner)
    grouped = (rng.random(n) < scenario.number("share_group")) & ~abroad
    group = np.where(grouped, rng.integers(0, max(1, n // 25), n), -1)
    if n >= 4:
        group[:2] = -1
    size = rng.normal(0.0, 1.0, n)
    users = np.exp(np.log(scenario.number("users_median")) + scenario.number("users_spread") * size)
    users = np.clip(np.rint(users), 1, 2_000).astype(np.int64)
    start = _starts(scenario, seed, span, n)
    deal = stream(seed, "deals")
    annual = deal.random(n) < scenario.number("share_annual")
    auto = ~annual | (deal.random(n) < scenario.number("share_auto_renew"))
    discount = np.where(
        deal.random(n) < scenario.number("share_discount"), deal.choice([0.05, 0.1, 0.15], n), 0.0
    )
    plan = np.clip(np.rint(0.8 + 0.5 * size + deal.normal(0, 0.5, n)), 0, 2).astype(np.int64)
    addon = deal.random(n) < scenario.number("addon_share")
    steps, first_value, obstacle = _setup(scenario, seed, start)
    return Population(
        country, partner, group, start, users, stream(seed, "fit").normal(0, 1, n), annual, auto,
        discount, plan, addon, steps, first_value, obstacle,
    )  # fmt: skip


def _starts(scenario: Scenario, seed: int, span: Span, n: int) -> Ints:
    """First days; two thirds of them on the first of a month, as contracts begin."""
    rng = stream(seed, "starts")
    old = rng.random(n) < scenario.number("start_before")
    day = np.where(old, rng.integers(-OLDEST, -30, n), rng.integers(0, max(1, span.days - 20), n))
    base = np.datetime64(span.first)
    on_first = (base + day).astype("datetime64[M]").astype("datetime64[D]")
    snapped = (on_first - base).astype(np.int64)
    fits = (rng.random(n) < 0.67) & (old | (snapped >= 0))
    return np.where(fits, snapped, day).astype(np.int64)


def _setup(scenario: Scenario, seed: int, start: Ints) -> tuple[Ints, Ints, Bools]:
    """Days of the set-up steps and of the first value; the obstacle delays one step, or ends it."""
    rng = stream(seed, "set-up")
    n, steps = len(start), len(product.STEPS)
    mean = scenario.number("setup_days") / steps
    gaps = rng.gamma(2.0, mean / 2.0, (n, steps))
    gaps[:, 0] *= 0.3
    obstacle = rng.random(n) < scenario.number("obstacle_share")
    delay = rng.gamma(3.0, max(scenario.number("obstacle_days"), 0.01) / 3.0, n)
    gaps[:, product.OBSTACLE] += np.where(obstacle, delay, 0.0)
    days = start[:, None] + np.floor(np.cumsum(gaps, axis=1)).astype(np.int64)
    stuck = obstacle & (rng.random(n) < scenario.number("obstacle_for_ever"))
    days[stuck, product.OBSTACLE :] = NEVER
    first = days[:, -1] + 1 + np.floor(rng.exponential(4.0, n)).astype(np.int64)
    # Some set everything up and publish nothing: they look, and nobody gets anything out of it.
    idle = stream(seed, "no-first-value").random(n) < scenario.number("share_no_value")
    return days, np.where(stuck | idle, NEVER, first), obstacle
