"""Which days are worked: Japanese public holidays by rule, the pauses around them, other countries.

Source: 国民の祝日に関する法律 (Act on National Holidays, Act No. 178 of 1948, as amended to 2018), with
substitute holidays (third article, second paragraph) and the day between two holidays (third
paragraph). The equinoxes follow the usual approximation, right for 1980 to 2099. Years from 2022 on:
nothing of the Olympic years or of the accession is built in.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

_FIXED = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
_MONDAYS = ((1, 2), (7, 3), (9, 3), (10, 2))  # month, which Monday
_DAY = timedelta(days=1)
# Holidays abroad that close nearly every office; (month, day).
_ABROAD = {
    "US": ((1, 1), (7, 4), (11, 11), (12, 24), (12, 25)),
    "DE": ((1, 1), (5, 1), (10, 3), (12, 24), (12, 25), (12, 26), (12, 31)),
    "GB": ((1, 1), (12, 25), (12, 26)),
    "SG": ((1, 1), (5, 1), (8, 9), (12, 25)),
}
# Hours from UTC; the clocks of summer are left out.
OFFSETS = {"JP": 9, "US": -6, "DE": 1, "GB": 0, "SG": 8}


def _equinox(year: int, *, spring: bool) -> date:
    base = 20.8431 if spring else 23.2488
    day = int(base + 0.242194 * (year - 1980)) - (year - 1980) // 4
    return date(year, 3 if spring else 9, day)


def _nth_monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(-first.weekday()) % 7 + 7 * (nth - 1))


@cache
def japanese_holidays(year: int) -> frozenset[date]:
    """The public holidays of ``year``, substitutes and days in between included."""
    named = {date(year, m, d) for m, d in _FIXED}
    named |= {_nth_monday(year, m, n) for m, n in _MONDAYS}
    named |= {_equinox(year, spring=True), _equinox(year, spring=False)}
    found = set(named)
    for day in sorted(named):
        if day.weekday() == 6:
            other = day + _DAY
            while other in named:
                other += _DAY
            found.add(other)
    for day in sorted(named):
        between = day + _DAY
        if between + _DAY in named and between not in found:
            found.add(between)
    return frozenset(found)


def is_worked(day: date, country: str = "JP") -> bool:
    """Whether offices work: no weekend, no holiday, and in Japan not 29 December to 3 January."""
    if day.weekday() > 4:
        return False
    if country != "JP":
        return (day.month, day.day) not in _ABROAD[country]
    if (day.month, day.day) in ((12, 29), (12, 30), (12, 31), (1, 2), (1, 3)):
        return False
    return day not in japanese_holidays(day.year)


def work_factor(day: date, country: str = "JP") -> float:
    """How much is worked on ``day``, 1 on an ordinary working day.

    Working days between the holidays of Golden Week and around 15 August (Obon) are half empty, as
    is the week before the year's end. Weekends and holidays keep a little. The levels are assumed.
    """
    if not is_worked(day, country):
        return 0.04
    if country == "JP":
        golden = date(day.year, 4, 29) <= day <= date(day.year, 5, 6)
        obon = date(day.year, 8, 12) <= day <= date(day.year, 8, 16)
        if golden or obon:
            return 0.45
        if (day.month, day.day) >= (12, 26):
            return 0.6
    elif (day.month, day.day) >= (12, 20) or (country == "DE" and day.month == 8):
        return 0.6
    return 1.0


def factors(first: date, days: int, country: str) -> NDArray[np.float32]:
    """:func:`work_factor` of ``days`` days from ``first``."""
    return np.array(
        [work_factor(first + timedelta(days=n), country) for n in range(days)], dtype=np.float32
    )
