"""Days, spans of days and business days, without knowing whose calendar it is.

A day is a ``datetime.date`` in the workspace's fixed time zone; an instant is an aware UTC
``datetime``. Nothing here reads the clock.
"""

from __future__ import annotations

import calendar as _calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from banso.lib.problems import BansoError, Problem, problem

# Spans ------------------------------------------------------------------------------------------


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    BUSINESS_DAY = "business day"


@dataclass(frozen=True, slots=True)
class Duration:
    """A span as people write it: ``30 days``, ``2 weeks``, ``3 months``, ``10 business days``."""

    n: int
    unit: Unit

    @property
    def days(self) -> int | None:
        """The span in calendar days, None where that depends on where it begins."""
        return {Unit.DAY: self.n, Unit.WEEK: self.n * 7}.get(self.unit)

    def __str__(self) -> str:
        return f"{self.n} {self.unit.value}{'' if self.n == 1 else 's'}"

    def in_(self, language: str) -> str:
        """As a person reads it: ``30日``, ``10営業日`` or ``30 days``."""
        return f"{self.n}{_JA_UNITS[self.unit]}" if language.startswith("ja") else str(self)


class DurationUnreadable(BansoError):
    """The text is not a span of time."""


_JA_UNITS = {Unit.DAY: "日", Unit.WEEK: "週間", Unit.MONTH: "か月", Unit.BUSINESS_DAY: "営業日"}
_UNIT_WORDS = {
    **dict.fromkeys(("day", "days", "d", "日", "日間"), Unit.DAY),
    **dict.fromkeys(("week", "weeks", "w", "週", "週間"), Unit.WEEK),
    **dict.fromkeys(
        ("month", "months", "か月", "ヶ月", "カ月", "ケ月", "ヵ月", "箇月"), Unit.MONTH
    ),
    **dict.fromkeys(("business day", "business days", "営業日"), Unit.BUSINESS_DAY),
}
_DURATION = re.compile(r"\s*(\d{1,5})\s*([^\d\s].*?)\s*\Z")
LONGEST_DAYS = 36_525  # a hundred years: everything longer is a slip of the key


def parse_duration(text: object) -> Duration:
    """Read ``30 days``, ``2 weeks``, ``3 months`` or ``10 business days`` (Japanese units too).

    Raises DurationUnreadable for anything else, a bare number included: 30 of what?
    """
    found = _DURATION.match(unicodedata.normalize("NFKC", text)) if isinstance(text, str) else None
    unit = _UNIT_WORDS.get(" ".join(found[2].lower().split())) if found else None
    if not found or unit is None:
        raise DurationUnreadable(_duration_problem(text))
    duration = Duration(int(found[1]), unit)
    if duration.n * {Unit.WEEK: 7, Unit.MONTH: 30}.get(unit, 1) > LONGEST_DAYS:
        raise DurationUnreadable(_duration_problem(text))
    return duration


def _duration_problem(text: object) -> Problem:
    shown = str(text)[:40]
    return problem(
        "dates.duration",
        ja=f"期間「{shown}」を読み取れません。",
        en=f"'{shown}' is not a span of time.",
        remedy_ja="「30 days」「2 weeks」「3 months」「10 business days」のように書いてください。",
        remedy_en="Write it like '30 days', '2 weeks', '3 months' or '10 business days'.",
        sample=shown,
    )


# Business days ----------------------------------------------------------------------------------


class HolidayCalendar(Protocol):
    """What business days need to know."""

    def is_business_day(self, day: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Weekends, public holidays and the company's own days, all of them data.

    ``closed`` are company holidays, ``open`` days worked although they fall on a weekend or a
    holiday. ``open`` wins.
    """

    holidays: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({5, 6})  # date.weekday(): Saturday, Sunday

    def is_business_day(self, day: date) -> bool:
        if day in self.open:
            return True
        return not (day.weekday() in self.weekend or day in self.holidays or day in self.closed)


WEEKDAYS_ONLY = BusinessCalendar()
_LONGEST_CLOSURE = 400  # a calendar without one business day in a year is broken, not a holiday


class CalendarHasNoBusinessDay(BansoError):
    """The calendar closes every day for more than a year."""


def add_business_days(day: date, n: int, *, calendar: HolidayCalendar) -> date:
    """The ``n``-th business day after ``day`` (before it, if ``n`` < 0); 0 answers ``day`` itself."""
    step = timedelta(days=1 if n > 0 else -1)
    left, closed = abs(n), 0
    while left:
        day += step
        if calendar.is_business_day(day):
            left, closed = left - 1, 0
            continue
        closed += 1
        if closed > _LONGEST_CLOSURE:
            raise CalendarHasNoBusinessDay(_no_business_day(day))
    return day


def next_business_day(day: date, *, calendar: HolidayCalendar) -> date:
    """``day`` itself if it is worked, else the first worked day after it."""
    return day if calendar.is_business_day(day) else add_business_days(day, 1, calendar=calendar)


def business_days_between(start: date, end: date, *, calendar: HolidayCalendar) -> int:
    """Business days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -business_days_between(end, start, calendar=calendar)
    return sum(1 for day in days(start + timedelta(days=1), end) if calendar.is_business_day(day))


def _no_business_day(day: date) -> Problem:
    return problem(
        "dates.no-business-day",
        ja=f"{day:%Y-%m-%d}までの1年以上に営業日がありません。",
        en=f"There is no business day for more than a year up to {day:%Y-%m-%d}.",
        remedy_ja="営業日カレンダーの休業日を確かめてください。",
        remedy_en="Check the closed days of the business calendar.",
    )


# Arithmetic of days -----------------------------------------------------------------------------


def add(day: date, duration: Duration, *, calendar: HolidayCalendar) -> date:
    """``day`` plus ``duration``; months keep the day of the month or take the month's last."""
    if duration.unit is Unit.MONTH:
        return add_months(day, duration.n)
    if duration.unit is Unit.BUSINESS_DAY:
        return add_business_days(day, duration.n, calendar=calendar)
    return day + timedelta(days=duration.days or 0)


@lru_cache(
    maxsize=65_536
)  # contracts begin on few days, and their terms are asked for again and again
def add_months(day: date, n: int) -> date:
    """The same day ``n`` months on, or that month's last day (31 January + 1 = 28 February)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + n, 12)
    if day.day <= 28:
        return date(year, month0 + 1, day.day)
    last = _calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included; nothing when ``last`` is earlier."""
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def week_start(day: date) -> date:
    """The Monday of ``day``'s week."""
    return day - timedelta(days=day.weekday())


def month_start(day: date) -> date:
    return day.replace(day=1)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The workspace's date at ``instant``, which must be aware."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(zone).date()


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The UTC instants at which the local ``day`` begins (inclusive) and ends (exclusive)."""
    begin = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return begin.astimezone(UTC), end.astimezone(UTC)


# Fiscal years -----------------------------------------------------------------------------------


def fiscal_year(day: date, *, first_month: int = 4) -> int:
    """The fiscal year by the calendar year it begins in: 31 March 2027 is in 2026."""
    return day.year if day.month >= first_month else day.year - 1


def fiscal_quarter(day: date, *, first_month: int = 4) -> int:
    """1 to 4, the quarter of the fiscal year."""
    return (day.month - first_month) % 12 // 3 + 1


def fiscal_year_start(year: int, *, first_month: int = 4) -> date:
    return date(year, first_month, 1)


def fiscal_label(day: date, language: str, *, first_month: int = 4, part: str = "year") -> str:
    """``2026年度``, ``2026年度 上期``, ``2026年度 第1四半期`` or ``FY2026``, ``FY2026 H1``, ``FY2026 Q1``.

    ``part`` is ``year``, ``half`` or ``quarter``.
    """
    year = fiscal_year(day, first_month=first_month)
    quarter = fiscal_quarter(day, first_month=first_month)
    half = (quarter + 1) // 2
    if language.startswith("ja"):
        parts = {
            "year": "",
            "half": f" {'上' if half == 1 else '下'}期",
            "quarter": f" 第{quarter}四半期",
        }
        return f"{year}年度{parts[part]}"
    return f"FY{year}" + {"year": "", "half": f" H{half}", "quarter": f" Q{quarter}"}[part]


# For people -------------------------------------------------------------------------------------

_JA_WEEKDAYS = "月火水木金土日"
_EN_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_day(day: date, language: str, *, weekday: bool = True) -> str:
    """``2026年4月1日(水)`` or ``1 Apr 2026 (Wed)``."""
    if language.startswith("ja"):
        tail = f"({_JA_WEEKDAYS[day.weekday()]})" if weekday else ""
        return f"{day.year}年{day.month}月{day.day}日{tail}"
    tail = f" ({_EN_WEEKDAYS[day.weekday()]})" if weekday else ""
    return f"{day.day} {_EN_MONTHS[day.month - 1]} {day.year}{tail}"


def format_month_day(day: date, language: str, *, weekday: bool = False) -> str:
    """Where the year is plain from what stands around it: ``4月1日`` or ``1 Apr``."""
    if language.startswith("ja"):
        tail = f"({_JA_WEEKDAYS[day.weekday()]})" if weekday else ""
        return f"{day.month}月{day.day}日{tail}"
    tail = f" ({_EN_WEEKDAYS[day.weekday()]})" if weekday else ""
    return f"{day.day} {_EN_MONTHS[day.month - 1]}{tail}"


def format_month(day: date, language: str) -> str:
    """``2026年4月`` or ``Apr 2026``."""
    if language.startswith("ja"):
        return f"{day.year}年{day.month}月"
    return f"{_EN_MONTHS[day.month - 1]} {day.year}"


def format_instant(instant: datetime, language: str, *, zone: ZoneInfo) -> str:
    """Day and local time to the minute: ``2026年4月1日(水) 9:05`` or ``1 Apr 2026 (Wed) 09:05``."""
    local = instant.astimezone(zone)
    clock = f"{local.hour}:{local.minute:02d}" if language.startswith("ja") else f"{local:%H:%M}"
    return f"{format_day(local.date(), language)} {clock}"
