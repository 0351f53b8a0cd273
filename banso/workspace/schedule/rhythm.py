"""When work comes round: once a day at a local time, or every so many minutes.

A daily slot belongs to a local date, so it comes exactly once a day in any time zone: a time that
the night of the change to summer time leaves out is the moment after the gap, a time that comes
twice in autumn is the first of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from banso.lib.dates import HolidayCalendar, next_business_day

DAILY, EVERY = "daily", "every"
_MOST_SLOTS = 1_000  # counted as missed, before it is only "many"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``kind`` daily: at the local time ``at``, on business days only where ``business`` says so.
    ``kind`` every: every ``minutes``, counted from midnight UTC."""

    kind: str
    at: time = time()
    minutes: int = 60
    business: bool = False


def next_after(
    instant: datetime, rhythm: Rhythm, *, zone: str, calendar: HolidayCalendar
) -> datetime:
    """The first slot strictly after ``instant`` (aware), in UTC."""
    if rhythm.kind == EVERY:
        step = timedelta(minutes=rhythm.minutes)
        midnight = instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + ((instant - midnight) // step + 1) * step
    day = instant.astimezone(ZoneInfo(zone)).date()
    while True:
        if rhythm.business:
            day = next_business_day(day, calendar=calendar)
        slot = slot_of(day, rhythm.at, zone=zone)
        if slot > instant:
            return slot
        day += timedelta(days=1)


def slot_of(day: date, at: time, *, zone: str) -> datetime:
    """The UTC instant of a local time on a local day, which always exists exactly once."""
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def slots(
    first: datetime, until: datetime, rhythm: Rhythm, *, zone: str, calendar: HolidayCalendar
) -> Iterator[datetime]:
    """The slots from ``first`` (a slot itself) up to and including ``until``; at most a thousand."""
    slot = first
    for _ in range(_MOST_SLOTS):
        if slot > until:
            return
        yield slot
        slot = next_after(slot, rhythm, zone=zone, calendar=calendar)
