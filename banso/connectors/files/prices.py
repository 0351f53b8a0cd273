"""Prices by the billing period, as billing systems state them, into an amount a month."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

# Months in one period; a year has 365 days, and 52 of its weeks are billed.
MONTHS = {
    "day": Fraction(12, 365),
    "week": Fraction(12, 52),
    "month": Fraction(1),
    "year": Fraction(12),
}


def monthly_of_price(given: Mapping[str, Any]) -> int | None:
    """This function will give the amount a month in minor units: price × quantity ÷ months of a period.

    ``price_minor`` is one unit's price for a period of ``price_interval_count`` (default 1) times
    ``price_interval`` (default month); ``quantity`` defaults to 1. Half a minor unit is rounded away
    from zero, once for the line. None where no price is given.
    """
    price = given.get("price_minor")
    if price is None:
        return None
    quantity = given.get("quantity")
    months = MONTHS[given.get("price_interval") or "month"] * (
        given.get("price_interval_count") or 1
    )
    amount = Fraction(str(price)) * Fraction(str(1 if quantity is None else quantity)) / months
    sign = -1 if amount < 0 else 1
    return sign * int(abs(amount) + Fraction(1, 2))
