"""Distances, numbers and rates as people of each language write them. Pure: no Django, no request.

Days and money are written by ``banso.lib.dates`` and ``banso.lib.money``.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from banso.lib import dates, money

UNKNOWN = "—"


def _ja(language: str) -> bool:
    return language.startswith("ja")


def day_text(day: date, *, language: str, form: str = "full") -> str:
    """This function will write a day. Forms: full 2026年4月1日(水) / 1 Apr 2026, long (the weekday in
    English too), plain 2026年4月1日, short 4月1日(水) / 1 Apr, month 2026年4月 / Apr 2026."""
    if form == "month":
        return dates.format_month(day, language)
    if form == "short":
        return dates.format_month_day(day, language, weekday=_ja(language))
    weekday = form == "long" or (form == "full" and _ja(language))
    return dates.format_day(day, language, weekday=weekday)


def ago_text(day: date, *, today: date, language: str) -> str:
    """This function will say how far a day is from ``today``: 3日前 / 3 days ago."""
    days = (today - day).days
    if _ja(language):
        if days == 0:
            return "きょう"
        return f"{days:,}日前" if days > 0 else f"{-days:,}日後"
    if days == 0:
        return "today"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days:,} {unit} ago" if days > 0 else f"in {-days:,} {unit}"


def number_text(value: float | int | Decimal, *, decimals: int | None = None) -> str:
    """This function will group thousands; ``decimals`` None keeps at most two, without trailing noughts."""
    if decimals is not None:
        return f"{value:,.{decimals}f}"
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def rate_text(value: float, *, decimals: int = 0) -> str:
    """This function will write a share of one as per cent: 0.624 → 62%."""
    return f"{value * 100:,.{decimals}f}%"


_SHORT = re.compile(r"^(.*\d)(\D*)$")


def money_parts(minor: int, *, currency: str, language: str) -> tuple[str, str]:
    """This function will shorten an amount into number and unit, so that the unit can be set small."""
    short = money.format_short(minor, currency, language)
    found = _SHORT.match(short)
    return (found[1], found[2]) if found else (short, "")


def span_text(seconds: float, *, language: str) -> str:
    """This function will say how long something still takes: 1分40秒 / 1 min 40 s."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    if _ja(language):
        if hours:
            return f"{hours}時間{minutes}分"
        return f"{minutes}分{secs}秒" if minutes else f"{secs}秒"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {secs} s" if minutes else f"{secs} s"
