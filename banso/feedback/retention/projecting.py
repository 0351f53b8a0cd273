"""Lives counted by renewals, and what the shifted beta-geometric model makes of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from banso.science import sbg
from banso.science.proportions import Interval

Floats = NDArray[np.float64]

ENOUGH_ACCOUNTS = 100  # below it, or below as many renewals, a value is shown as a range only
ENOUGH_RENEWALS = 4
POOLED_BELOW = 50  # a group with fewer is counted with all
HORIZON_YEARS = 5
DISCOUNT = 0.10  # a year
CONFIDENCE = 0.9
TERMS = (1, 3, 6, 12)  # months between renewals


@dataclass(frozen=True, slots=True)
class Projection:
    """Retention by renewals: what was seen, and how it goes on. Arrays from renewal 0 on.

    ``likeliest`` is None where nobody left, or where there is too little for one line (``thin``).
    ``constant`` is what one rate for all would say. ``lifetime``: discounted periods expected of a new
    account over ``HORIZON_YEARS``, ``residual`` of one that is before renewal n + 1.
    """

    term: int
    accounts: int
    left: int
    renewals: int
    at_risk: NDArray[np.int64]
    observed: Floats
    low: Floats
    high: Floats
    constant: Floats | None
    likeliest: Floats | None
    model: sbg.Model | None
    lifetime: Interval
    thin: bool

    @property
    def horizon(self) -> int:
        return len(self.low) - 1


def usual_term(months: NDArray[np.int64], left: NDArray[np.bool_]) -> int:
    """The months between renewals that the lives which ended speak for: most of them end on its multiples."""
    ended = months[left & (months > 0)]
    for term in sorted(TERMS, reverse=True):
        if len(ended) and float(np.mean(ended % term == 0)) >= 0.6:
            return term
    return 1 if len(ended) else 12


def counts_of(
    months: NDArray[np.int64],
    left: NDArray[np.bool_],
    *,
    term: int,
    followed: NDArray[np.int64] | None = None,
) -> sbg.Counts:
    """Lives in months → losses and stays by renewal. Who leaves within a term leaves at its renewal.

    ``followed``: months from the start to the day looked at. A loss whose renewal lies ahead of that
    day counts as stayed till the renewal before: those who began with it are not at that renewal yet.
    """
    at = np.maximum(-(-months // term), 1)
    over = left if followed is None else left & (at * term <= followed)
    lost = np.bincount(at[over])[1:].astype(np.float64)
    renewed = np.where(left, at - 1, months // term)
    stayed = np.bincount(renewed[~over])[1:].astype(np.float64)
    size = max(len(lost), len(stayed))
    return sbg.Counts(*(np.pad(c, (0, size - len(c))) for c in (lost, stayed)))


def project(
    months: NDArray[np.int64],
    left: NDArray[np.bool_],
    *,
    term: int,
    followed: NDArray[np.int64] | None = None,
) -> Projection:
    """This function will fit and project; it looks ``HORIZON_YEARS`` beyond what was seen."""
    counts = counts_of(months, left, term=term, followed=followed)
    lost, stayed = tuple(counts.lost.tolist()), tuple(counts.stayed.tolist())
    return _project(lost, stayed, term, len(months), int(left.sum()))


@lru_cache(maxsize=128)
def _project(
    lost: tuple[float, ...], stayed: tuple[float, ...], term: int, accounts: int, left: int
) -> Projection:
    """The same counts are asked for by everybody who looks, until the next day is closed."""
    counts = sbg.Counts(np.array(lost), np.array(stayed))
    seen = counts.renewals
    horizon = max(seen, 1) + HORIZON_YEARS * 12 // term
    ends = counts.lost + counts.stayed
    at_risk = np.cumsum(ends[::-1])[::-1][:seen]
    rates = np.divide(counts.lost[:seen], at_risk, out=np.zeros(seen), where=at_risk > 0)
    observed = np.concatenate([[1.0], np.cumprod(1 - rates)])
    believed = sbg.belief(counts)
    lines = believed.survival(horizon)
    low, high = np.array([believed.range_of(line, confidence=CONFIDENCE) for line in lines]).T
    total_lost = float(counts.lost.sum())
    thin = accounts < ENOUGH_ACCOUNTS or seen < ENOUGH_RENEWALS
    model = sbg.fit(counts).model if total_lost and not thin else None
    constant = None
    if total_lost and at_risk.sum():
        rate = total_lost / float(at_risk.sum())
        constant = np.asarray((1 - rate) ** np.arange(horizon + 1), dtype=np.float64)
    ahead = HORIZON_YEARS * 12 // term
    discounted = (1 + DISCOUNT) ** (-np.arange(ahead) * term / 12)
    worth = discounted @ lines[:ahead]
    middle = (
        float(discounted @ model.survival(ahead - 1)) if model else float(worth @ believed.weight)
    )
    return Projection(
        term=term,
        accounts=accounts,
        left=left,
        renewals=seen,
        at_risk=at_risk.astype(np.int64),
        observed=observed,
        low=low,
        high=high,
        constant=constant,
        likeliest=None if model is None else model.survival(horizon),
        model=model,
        lifetime=Interval(middle, *believed.range_of(worth, confidence=CONFIDENCE)),
        thin=thin,
    )
