"""What nobody sees: how each account fares by the month, and what follows for its leaving.

The laws, month by month (m − 1 is the month before; every ε is a standard normal draw):

    value         v[m] = 0.78 v[m−1] + 0.22 (0.55 fit + 0.5 set-up done + 0.35 champion − 0.5) + 0.30 ε
    satisfaction  s[m] = 0.72 s[m−1] + 0.15 v[m] − 0.3 incident[m] − 0.4 price rise[m] + 0.38 ε
    hazard        logit h[m] = intercept + Σ coefficient · signal[m], signals of month m − 1
    leaving       1 − (1 − h)(1 − sudden), a decision; the contract decides when it ends

The intercept is solved for, so that the mean of h over all months of all accounts is the scenario's
rate without the sudden share. Nothing here depends on leaving or on measures: those come after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.engine.population import Bools, Floats, Ints, Population, Span
from simulator.scenario.reading import Scenario
from simulator.seeds import stream

SIGNALS = (
    "low_value", "dissatisfied", "no_champion", "setup_unfinished", "price_rise", "poor_fit",
)  # fmt: skip
SETUP_PATIENCE = 60  # days until an unfinished set-up counts against us


@dataclass
class Latent:
    """Paths by account and month. ``transfers``: months in which the champion had gone;
    ``arrivals``: months in which a successor took over."""

    value: Floats
    satisfaction: Floats
    champion: Bools
    transfers: Bools
    arrivals: Bools
    eta: Floats  # Σ coefficient · signal, without the intercept
    signals: dict[str, NDArray[np.float32]]
    coefficients: dict[str, float]
    begun: Ints  # the month (number) in which the account began; negative for old ones
    intercept: float = 0.0
    sudden: float = 0.0
    incidents: Floats = field(default_factory=lambda: np.zeros(0))


def logistic(x: Floats | float) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(x, dtype=np.float64))))


def logit(p: float) -> float:
    return float(np.log(p / (1.0 - p))) if 0 < p < 1 else (-40.0 if p <= 0 else 40.0)


def bisect(of: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """The place between ``low`` and ``high`` where the rising function ``of`` reaches ``wanted``."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if of(middle) < wanted else (low, middle)
    return high


def fare(
    scenario: Scenario, seed: int, span: Span, people: Population, incidents: Floats
) -> Latent:
    """All paths. ``incidents``: the weight of our outages in each month (months,)."""
    n, months = people.n, len(span.months)
    begun = np.searchsorted(span.month_starts, people.start, side="right").astype(np.int64) - 1
    begun = np.where(people.start < 0, people.start // 30, begun)
    champion, transfers, arrivals = _champions(scenario, seed, span, n)
    done = people.steps[:, -1][:, None] <= span.month_starts[None, :]
    noise = stream(seed, "fortunes").standard_normal((2, n, months + 1))
    rise = price_rise_months(scenario, months)
    value, satisfaction = np.empty((n, months)), np.empty((n, months))
    v = 0.45 * people.fit + 0.45 * noise[0, :, -1]
    s = 0.25 * v + 0.5 * noise[1, :, -1]
    old = np.where(people.start < 0, 1.0, 0.0)
    first_v, first_s = v.copy(), s.copy()
    for m in range(months):
        fresh = begun == m
        v, s = np.where(fresh, first_v, v), np.where(fresh, first_s, s)
        target = 0.55 * people.fit + 0.5 * done[:, m] + 0.35 * champion[:, m] - 0.5
        v = 0.78 * v + 0.22 * target + 0.30 * noise[0, :, m]
        pain = 0.3 * incidents[m] + 0.4 * rise[m] * (old if m else 0.0)
        s = 0.72 * s + 0.15 * v - pain + 0.38 * noise[1, :, m]
        value[:, m], satisfaction[:, m] = v, s
    latent = Latent(
        value, satisfaction, champion, transfers, arrivals, np.zeros((n, months)), {}, {}, begun,
        incidents=incidents,
    )  # fmt: skip
    _signal(scenario, span, people, latent, first_v, first_s)
    _calibrate(scenario, latent)
    return latent


def price_rise_months(scenario: Scenario, months: int) -> Floats:
    """1 in the month in which older contracts became dearer."""
    rise = np.zeros(months)
    at = scenario.whole("price_rise_month")
    if 0 < at <= months and scenario.number("price_rise_share") > 0:
        rise[at - 1] = 1.0
    return rise


def _champions(scenario: Scenario, seed: int, span: Span, n: int) -> tuple[Bools, Bools, Bools]:
    """Presence by month; gone on the first of a transfer month, back when a successor is found."""
    rng = stream(seed, "champions")
    months = len(span.months)
    by_month = {4: "april", 7: "july", 10: "october"}
    chance = [scenario.number(f"transfer_{by_month.get(m.month, 'other')}") for m in span.months]
    mean = scenario.number("succession_months")
    present = np.zeros((n, months), dtype=bool)
    gone, back = present.copy(), present.copy()
    here = rng.random(n) < 0.93
    wait = rng.geometric(1 / (1 + mean), n)
    draws, waits = rng.random((n, months)), rng.geometric(1 / (1 + mean), (n, months))
    for m in range(months):
        leaves = here & (draws[:, m] < chance[m])
        wait = np.where(leaves, waits[:, m], wait - 1)
        comes = ~here & (wait <= 0)
        gone[:, m], back[:, m] = leaves, comes
        here = (here & ~leaves) | comes
        present[:, m] = here
    return present, gone, back


def _signal(
    scenario: Scenario, span: Span, people: Population, latent: Latent, v: Floats, s: Floats
) -> None:
    """The signals of each month, told from the month before."""
    n, months = latent.value.shape
    before_v = np.concatenate([v[:, None], latent.value[:, :-1]], axis=1)
    before_s = np.concatenate([s[:, None], latent.satisfaction[:, :-1]], axis=1)
    absent = np.concatenate([np.zeros((n, 1)), ~latent.champion[:, :-1]], axis=1)
    starts = span.month_starts[None, :]
    late = (people.start[:, None] + SETUP_PATIENCE <= starts) & (people.steps[:, -1:] > starts)
    rise = price_rise_months(scenario, months)
    recent = np.array([rise[max(0, m - 3) : m].sum() for m in range(months)])
    found: dict[str, NDArray[np.float32]] = {
        "low_value": (-before_v).astype(np.float32),
        "dissatisfied": (-before_s).astype(np.float32),
        "no_champion": absent.astype(np.float32),
        "setup_unfinished": late.astype(np.float32),
        "price_rise": ((people.start < 0)[:, None] * recent[None, :]).astype(np.float32),
        "poor_fit": np.broadcast_to(-people.fit[:, None], (n, months)).astype(np.float32),
    }
    for name, signal in found.items():
        # What is written to the truth has four digits; the same digits enter the hazard.
        latent.signals[name] = np.round(signal, 4)
        latent.coefficients[name] = scenario.number(f"signal_{name}")
        latent.eta += latent.coefficients[name] * latent.signals[name]


def _calibrate(scenario: Scenario, latent: Latent) -> None:
    months = np.arange(latent.value.shape[1])
    alive = months[None, :] > latent.begun[:, None]
    rate, share = scenario.number("leave_rate"), scenario.number("share_sudden")
    eta = latent.eta[alive]
    latent.sudden = rate * share
    wanted = rate * (1 - share)
    if len(eta) and wanted > 0:
        mean = lambda b: float(logistic(b + eta).mean())  # noqa: E731
        latent.intercept = round(bisect(mean, wanted, -30.0, 30.0), 6)
    else:
        latent.intercept = logit(wanted)
