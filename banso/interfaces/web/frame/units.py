"""In which unit money is read: 円, 千円 or 百万円. The reader's choice, kept in the address as ``unit``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from banso.lib.money import format_full, to_major

PARAMETER = "unit"
_SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}


@dataclass(frozen=True, slots=True)
class Unit:
    """``power`` of ten of one whole unit of the currency: 0, 3 or 6; ``key`` is what the address says."""

    key: str
    power: int

    def label(self, currency: str, language: str) -> str:
        """円 / 千円 / 百万円; ¥, ¥ thousand, ¥ million; other currencies likewise."""
        if language.startswith("ja"):
            name = "円" if currency == "JPY" else _SYMBOLS.get(currency, currency)
            return {0: "", 3: "千", 6: "百万"}[self.power] + name
        name = _SYMBOLS.get(currency, currency)
        return name + {0: "", 3: " thousand", 6: " million"}[self.power]

    def stated(self, currency: str, language: str) -> str:
        """What stands above a table: 単位: 千円, or in ¥ thousand."""
        label = self.label(currency, language)
        return f"単位: {label}" if language.startswith("ja") else f"in {label}"

    def bare(self, minor: int, currency: str) -> str:
        """For a cell under a stated unit: ``1,234``; without a choice every digit with its sign."""
        if self.power == 0:
            return format_full(minor, currency)
        return f"{self._scaled(minor, currency):,}"

    def said(self, minor: int, currency: str, language: str) -> str:
        """On its own, the unit with it: 1,234千円, ¥1,234K, ¥12.3M."""
        if self.power == 0:
            return format_full(minor, currency)
        number = f"{abs(self._scaled(minor, currency)):,}"
        sign = "-" if minor < 0 else ""
        if language.startswith("ja"):
            return f"{sign}{number}{self.label(currency, language)}"
        letter = {3: "K", 6: "M"}[self.power]
        symbol = _SYMBOLS.get(currency)
        text = f"{symbol}{number}{letter}" if symbol else f"{number}{letter} {currency}"
        return sign + text

    def _scaled(self, minor: int, currency: str) -> Decimal:
        step = Decimal(1) if self.power == 3 else Decimal("0.1")
        value = to_major(minor, currency).scaleb(-self.power)
        rounded = value.quantize(step, rounding=ROUND_HALF_UP)
        return rounded if rounded else abs(rounded)  # no -0


WHOLE = Unit("", 0)
UNITS = (WHOLE, Unit("k", 3), Unit("m", 6))


def asked_unit(query: Mapping[str, str]) -> Unit:
    """This function will give the unit an address asks for; every digit when it asks for none of ours."""
    return next((u for u in UNITS if u.key == query.get(PARAMETER)), WHOLE)
