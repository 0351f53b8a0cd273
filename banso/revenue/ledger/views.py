"""What the ledger's reads give: frozen values ready for a screen or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np

from banso.revenue.ledger.months import LedgerMonth
from banso.revenue.ledger.tables import MRR_MOVEMENTS, names_of


@dataclass(frozen=True, slots=True)
class MovementView:
    """One movement; see ``tables.MRR_MOVEMENTS``. ``lines_*`` are public ids of contract lines."""

    account_id: int
    month: str
    day: date
    decided_on: date
    lane: str
    cls: str
    month_class: str
    reason: str
    amount_minor: int | None
    own_minor: int
    before_minor: int | None
    currency: str
    plan: str | None
    plan_before: str | None
    product: str | None
    product_before: str | None
    lines_before: tuple[str, ...]
    lines_after: tuple[str, ...]
    restated: bool


@dataclass(frozen=True, slots=True)
class SpanView:
    """What a line brought in from a day until before another; see ``tables.MRR_SPANS``."""

    lane: str
    line: str
    from_on: date
    to_on: date | None
    mrr_minor: int
    held_minor: int
    currency: str
    kind: str
    plan: str | None
    product: str | None
    seats: int | None
    status: str


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """One account: its spans by start, its movements by day, its months from the first movement on."""

    spans: tuple[SpanView, ...]
    movements: tuple[MovementView, ...]
    months: tuple[LedgerMonth, ...]


@dataclass(frozen=True, slots=True)
class RestatementView:
    """What was said of a month that was over, and what is said since ``recorded_at``."""

    recorded_at: datetime
    through_on: date
    account_id: int
    month: str
    day: date
    cls: str
    reason: str
    lines_before: tuple[str, ...]
    lines_after: tuple[str, ...]
    was_minor: int | None
    is_minor: int | None


@dataclass(frozen=True, slots=True)
class LockView:
    month: str
    why: str
    locked_at: datetime
    by_id: int | None


@dataclass(frozen=True, slots=True)
class RateView:
    """From ``from_on`` on, one unit of ``currency`` is worth ``rate`` units of the workspace's."""

    currency: str
    from_on: date
    rate: Decimal
    recorded_at: datetime
    by_id: int | None


@dataclass(frozen=True, slots=True)
class Points:
    """MRR of accounts at day ends as arrays of one length, by day and account: only who is there.

    ``mrr`` counts what is pending too, ``pending`` is that part of it; ``paused`` is what the paused
    lines would bring. An account whose lines are all paused is in it with ``mrr`` 0.
    """

    day: np.ndarray[Any, Any]  # datetime64[D]
    account: np.ndarray[Any, Any]
    mrr: np.ndarray[Any, Any]
    pending: np.ndarray[Any, Any]
    paused: np.ndarray[Any, Any]


MOVEMENT_NAMES = ", ".join(n for n in names_of(MRR_MOVEMENTS) if n != "account")


def movement_of(row: Sequence[Any]) -> MovementView:
    values = list(row)
    values[16], values[17] = _lines(values[16]), _lines(values[17])
    return MovementView(*values)


def restatement_of(row: Sequence[Any]) -> RestatementView:
    values = list(row)
    values[7], values[8] = _lines(values[7]), _lines(values[8])
    return RestatementView(*values)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(text.split()) if text else ()
