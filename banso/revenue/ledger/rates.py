"""Dated rates between currencies, and an amount's value in the workspace's own. Pure.

A rate says how many units of the workspace's currency one unit of the other is worth from a day on.
Before its first day a currency is valued at its first rate; without any rate it has no value (None).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from banso.lib.money import CURRENCIES, decimals, share

DAY = timedelta(days=1)


class Rate(NamedTuple):
    """From ``from_on`` on, one unit of ``currency`` is worth ``rate`` units of the workspace's."""

    currency: str
    from_on: date
    rate: Decimal


class Ratio(NamedTuple):
    """Minor units of the other currency × ``numerator`` ÷ ``denominator`` = minor units of our own."""

    numerator: int
    denominator: int


ONE = Ratio(1, 1)


class Rates:
    """The table of rates of a workspace."""

    def __init__(self, own: str, rows: Iterable[Rate] = ()) -> None:
        self.own = own
        by_currency: dict[str, dict[date, Decimal]] = {}
        for row in rows:
            by_currency.setdefault(row.currency, {})[row.from_on] = row.rate
        self._days: dict[str, list[date]] = {}
        self._ratios: dict[str, list[Ratio]] = {}
        for currency, dated in by_currency.items():
            if currency != own and currency in CURRENCIES:
                days = sorted(dated)
                self._days[currency] = days
                self._ratios[currency] = [self._ratio(currency, dated[d]) for d in days]

    def _ratio(self, currency: str, rate: Decimal) -> Ratio:
        scaled = rate.scaleb(decimals(self.own) - decimals(currency))
        return Ratio(*scaled.as_integer_ratio())

    @property
    def currencies(self) -> list[str]:
        """The other currencies that have a rate."""
        return sorted(self._days)

    def on(self, currency: str, day: date) -> Ratio | None:
        """The ratio in force on ``day``; None where the currency has no rate at all."""
        if currency == self.own:
            return ONE
        days = self._days.get(currency)
        if not days:
            return None
        return self._ratios[currency][max(0, bisect_right(days, day) - 1)]

    def value(self, minor: int, currency: str, day: date) -> int | None:
        """``minor`` in the workspace's currency at the rate of ``day``, rounded once, half away from zero."""
        if currency == self.own:
            return minor
        ratio = self.on(currency, day)
        return None if ratio is None else share(minor, ratio.numerator, ratio.denominator)

    def changes(self, currency: str, last: date) -> list[date]:
        """The days up to ``last`` on which a new rate of ``currency`` came into force; not its first."""
        days = self._days.get(currency, [])
        return [d for d in days[1:] if d <= last]

    def dated(self) -> list[tuple[str, date, Ratio]]:
        """(currency, from day, ratio) of every rate, for an engine; the first of a currency since ever."""
        return [
            (currency, date.min if nth == 0 else day, ratio)
            for currency, days in self._days.items()
            for nth, (day, ratio) in enumerate(zip(days, self._ratios[currency], strict=True))
        ]

    def fingerprint(self) -> str:
        """Equal as long as the rates are."""
        return repr((self.own, sorted(self.dated())))


def month_before(day: date) -> date:
    """The last day of the month before ``day``'s: the day whose rate its month is counted at."""
    return day.replace(day=1) - DAY


def month_end(day: date) -> date:
    """The last day of ``day``'s month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY
