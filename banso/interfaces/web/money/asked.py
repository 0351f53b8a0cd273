"""What an address of the Money page asks for: the months, how they are put together, whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from banso.interfaces.web.frame.periods import PARTS, Period, period_of

BY = ("csm", "plan", "product", "currency", "industry", "cohort", "segment")
MONTHS = 12
_KEPT = ("unit", "as_of")
_MOST = 120  # months in one reading


@dataclass(frozen=True, slots=True)
class Asked:
    """``first`` and ``last`` are months, '2025-04'; ``per`` puts them together; ``segment``: only its accounts."""

    first: str
    last: str
    per: str = "month"
    by: str = ""
    segment: str = ""
    kept: tuple[tuple[str, str], ...] = ()  # the unit of money and the day looked at go along


def read(given: Mapping[str, str], *, through: date) -> Asked:
    """This function will read an address; what it does not say, or says wrongly, is the last twelve months
    up to ``through``."""
    end = month_of(through)
    last = min(_month(given.get("to", "")) or end, end)
    first = _month(given.get("from", "")) or back(last, MONTHS - 1)
    first = max(min(first, last), back(last, _MOST - 1))
    per, by = given.get("per", ""), given.get("by", "")
    return Asked(
        first, last, per if per in PARTS else "month", by if by in BY else "",
        given.get("segment", "")[:80],
        tuple((k, given[k]) for k in _KEPT if given.get(k)),
    )  # fmt: skip


def period(month: str, per: str, first_month: int) -> Period:
    """The period a month belongs to."""
    return period_of(date(int(month[:4]), int(month[5:]), 1), per, first_month=first_month)


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def back(month: str, by: int) -> str:
    """So many months before."""
    at = int(month[:4]) * 12 + int(month[5:]) - 1 - by
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def _month(text: str) -> str:
    try:
        return month_of(date.fromisoformat(f"{text}-01"))
    except ValueError:
        return ""
