"""What an account's contract lines say about a day, as plain values (rules.md R6, R18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

GRACE_DAYS = 30


class Life(StrEnum):
    BEFORE = "before"  # nothing has begun
    TRIAL = "trial"  # only trial lines run
    ACTIVE = "active"
    PENDING = "pending"  # the term is over, neither renewed nor ended, within the grace
    PAUSED = "paused"
    ENDED = "ended"


class Tenure(NamedTuple):
    """A time as a customer, gaps up to the grace bridged. ``ended_on`` is its first day after, if it ended."""

    start: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds from one change to the next. ``until`` is the last day of it; counters come by day.

    ``mrr_minor`` sums the running lines in the workspace's currency without trials; it is None when
    every paying line is in another currency. ``other_mrr``: what runs in other currencies, in minor
    units of each.
    """

    life: Life
    until: date
    mrr_minor: int | None = 0
    ended_on: date | None = None
    decided_on: date | None = None  # the day the end became certain to us
    tenure_start: date | None = None
    tenure_number: int = 0
    previous_ended_on: date | None = None
    lead: str | None = None  # the lead line's ref, else its key
    plan: str | None = None
    term_start: date | None = None
    term_end: date | None = None
    term_months: int | None = None
    seats: int | None = None
    notice_given_on: date | None = None
    decision_on: date | None = None
    next_term_settled_on: date | None = None
    expansion_signed_on: date | None = None
    other_mrr: tuple[tuple[str, int], ...] = ()

    @property
    def other_currencies(self) -> tuple[str, ...]:
        """The currencies that the MRR leaves out."""
        return tuple(currency for currency, _ in self.other_mrr)


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """One day of one account. Every ``_days`` counts whole days to or from ``day``; None is unknown."""

    day: date
    at: Standing

    @property
    def life(self) -> Life:
        return self.at.life

    @property
    def tenure_days(self) -> int | None:
        return _since(self.day, self.at.tenure_start)

    @property
    def term_days(self) -> int | None:
        return _since(self.day, self.at.term_start)

    @property
    def contract_gap_days(self) -> int | None:
        if self.at.tenure_start is None:
            return None
        return _since(self.at.tenure_start, self.at.previous_ended_on)

    @property
    def days_to_decision(self) -> int | None:
        since = _since(self.day, self.at.decision_on)
        return None if since is None else -since

    @property
    def next_term_settled_days_ago(self) -> int | None:
        return _since(self.day, self.at.next_term_settled_on)

    @property
    def expansion_signed_days_ago(self) -> int | None:
        return _since(self.day, self.at.expansion_signed_on)


def _since(day: date, past: date | None) -> int | None:
    return None if past is None else (day - past).days


def day_zero(facts: ContractFacts, *, chosen: date | None) -> date | None:
    """This function will give the day zero of the present tenure.

    ``chosen`` is the dated field the map counts from. One of a former tenure, or none, gives way
    to the tenure's first contract day.
    """
    at = facts.at
    if chosen is None or at.tenure_start is None:
        return at.tenure_start
    if at.previous_ended_on is not None and chosen < at.previous_ended_on:
        return at.tenure_start
    return chosen
