"""iCalendar text (RFC 5545) as meetings. Every series is read alone: a broken one costs itself only.

Worked out with the versions that are locked: ``recurring-ical-events`` lays out recurrence,
exceptions and X-WR-TIMEZONE, but one broken event ends its whole query, and a rule such as
``FREQ=SECONDLY`` is laid out to its last second. So broken events, and rules that repeat more than
once an hour, are left out by us before it sees them.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
import recurring_ical_events

from banso.execution.meetings.operations import Seen
from banso.lib.problems import BansoError, problem

log = logging.getLogger("banso.calendar")
MOST_BYTES = 10 * 1024 * 1024
MOST_SERIES = 20_000
MOST_MEETINGS = 5_000
MOST_PEOPLE = 200
_SECONDS = 30.0  # for laying out all rules of one calendar
_TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
_RULES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


class CalendarBroken(BansoError):
    """The text is no calendar, or is too large to be one."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """``left_out`` counts events by why: broken, private, too_often, no_time, late."""

    name: str
    meetings: tuple[Seen, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


def read_calendar(data: bytes, *, first: date, last: date, zone: str) -> Calendar:
    """This function will read the meetings that touch the local days ``first`` to ``last``.

    ``zone``: of the workspace, for times that name none. Raises CalendarBroken.
    """
    if len(data) > MOST_BYTES:
        raise CalendarBroken(too_large(len(data)))
    calendars = _parsed(data)
    found: dict[str, Seen] = {}
    left_out: Counter[str] = Counter()
    stop = time.monotonic() + _SECONDS
    for calendar in calendars:
        home = _zone(str(calendar.get("X-WR-TIMEZONE") or ""), zone)
        for uid, events in _series(calendar, left_out).items():
            if time.monotonic() > stop:
                left_out["late"] += 1
                continue
            try:
                for one in _laid_out(uid, events, calendar, home, first, last):
                    found[one.key] = one
            # whatever a library does with what others wrote
            except Exception as broken:  # noqa: BLE001
                log.info("an event cannot be read: %s", type(broken).__name__)
                left_out["broken"] += 1
    meetings = sorted(found.values(), key=lambda m: (m.starts_at, m.key))
    if len(meetings) > MOST_MEETINGS:
        left_out["late"] += len(meetings) - MOST_MEETINGS
    name = str(calendars[0].get("X-WR-CALNAME") or "")[:120]
    return Calendar(name, tuple(meetings[:MOST_MEETINGS]), dict(left_out))


def _parsed(data: bytes) -> list[Any]:
    """The calendars in the text; often one."""
    text = data.decode("utf-8-sig", errors="replace").lstrip()
    if not text[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise CalendarBroken(_no_calendar())
    try:
        found = icalendar.Calendar.from_ical(text, multiple=True)
    except Exception as broken:
        raise CalendarBroken(_no_calendar()) from broken
    calendars = [c for c in found if c.name == "VCALENDAR"]
    if not calendars:
        raise CalendarBroken(_no_calendar())
    return calendars


def _series(calendar: Any, left_out: Counter[str]) -> dict[str, list[Any]]:
    """The events that can be read, by what their calendar calls them."""
    found: dict[str, list[Any]] = defaultdict(list)
    for event in calendar.walk("VEVENT"):
        why = _flaw(event)
        if why:
            left_out[why] += 1
        elif len(found) < MOST_SERIES:
            found[str(event.get("UID"))].append(event)
        else:
            left_out["late"] += 1
    return found


def _flaw(event: Any) -> str:
    if any(name in _TIMES for name, _error in event.errors):
        return "broken"
    start = getattr(event.get("DTSTART"), "dt", None)
    if not isinstance(start, date) or not event.get("UID"):
        return "no_time"
    if str(event.get("CLASS") or "").upper() in {"PRIVATE", "CONFIDENTIAL"}:
        return "private"
    rules = event.get("RRULE") or []
    for rule in rules if isinstance(rules, list) else [rules]:
        if not _calm(rule):
            return "too_often"
    return ""


def _calm(rule: Any) -> bool:
    """Whether a rule repeats at most once an hour."""
    frequency = str((rule.get("FREQ") or [""])[0]).upper()
    times = 1
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        values = rule.get(part) or []
        times *= max(1, len(values if isinstance(values, list) else [values]))
    return frequency in _RULES and times <= 24


def _laid_out(
    uid: str, events: list[Any], calendar: Any, home: ZoneInfo, first: date, last: date
) -> Iterator[Seen]:
    alone = icalendar.Calendar()
    for name in ("PRODID", "VERSION"):
        if calendar.get(name):
            alone[name] = calendar[name]
    if calendar.get("X-WR-TIMEZONE"):
        alone["X-WR-TIMEZONE"] = home.key
    for event in events:
        alone.add_component(event)
    query = recurring_ical_events.of(alone)
    repeats = any(e.get("RRULE") or e.get("RDATE") or e.get("RECURRENCE-ID") for e in events)
    for event in query.between(first, last + timedelta(days=1)):
        yield _seen(uid, event, home, repeats)


def _seen(uid: str, event: Any, home: ZoneInfo, repeats: bool) -> Seen:
    start = event["DTSTART"].dt
    end = getattr(event.get("DTEND"), "dt", None)
    all_day = not isinstance(start, datetime)
    begin = _instant(start, home)
    finish = max(_instant(end, home), begin) if isinstance(end, date) else begin
    occurrence = ""
    if repeats:
        # An exception keeps the time its series would have had, so it stays the same meeting.
        original = getattr(event.get("RECURRENCE-ID"), "dt", start)
        occurrence = _instant(original, home).isoformat()
    return Seen(
        uid=uid,
        occurrence=occurrence,
        starts_at=begin,
        ends_at=finish,
        all_day=all_day,
        title=_text(event.get("SUMMARY"), 300),
        place=_text(event.get("LOCATION"), 300),
        notes=_text(event.get("DESCRIPTION"), 8_000),
        cancelled=str(event.get("STATUS") or "").upper() == "CANCELLED",
        people=_people(event),
        sequence=_number(event.get("SEQUENCE")),
    )


def _instant(when: date, home: ZoneInfo) -> datetime:
    """A day is its first moment; a time without a zone is of the calendar's own."""
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day, tzinfo=home)
    return when if when.tzinfo is not None else when.replace(tzinfo=home)


def _people(event: Any) -> tuple[str, ...]:
    """Everyone invited who did not decline; rooms and other things are none."""
    found: dict[str, None] = {}
    for name in ("ORGANIZER", "ATTENDEE"):
        values = event.get(name) or []
        for value in values if isinstance(values, list) else [values]:
            given = getattr(value, "params", {})
            if str(given.get("CUTYPE", "")).upper() in {"ROOM", "RESOURCE"}:
                continue
            if str(given.get("PARTSTAT", "")).upper() == "DECLINED":
                continue
            address = str(value)
            if address[:7].casefold() == "mailto:":
                address = address[7:]
            if not ("@" in address and len(address) <= 254 and address.isprintable()):
                address = str(given.get("EMAIL", ""))
            address = address.strip().casefold()
            if "@" in address and len(address) <= 254 and not set(address) & set("; \t"):
                found[address] = None
    return tuple(found)[:MOST_PEOPLE]


def _text(value: Any, most: int) -> str:
    """Words without what no database takes."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value or "").replace("\0", "").strip()[:most]


def _number(value: Any) -> int:
    try:
        return min(max(int(value or 0), 0), 2**31 - 1)
    except (TypeError, ValueError):
        return 0


def _zone(name: str, otherwise: str) -> ZoneInfo:
    for wanted in (name, otherwise):
        try:
            return ZoneInfo(wanted)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


# Words -------------------------------------------------------------------------------------------


def too_large(size: int) -> Any:
    megabytes = MOST_BYTES // 1024 // 1024
    return problem(
        "calendar.too-large",
        ja=f"カレンダーが大きすぎます（{max(size / 1024 / 1024, megabytes):.1f} MB、上限 {megabytes} MB）。",
        en=f"The calendar is too large ({max(size / 1024 / 1024, megabytes):.1f} MB; at most {megabytes} MB).",
        remedy_ja="期間を絞って書き出すか、顧客との予定だけのカレンダーを使ってください。",
        remedy_en="Export a shorter period, or use a calendar that holds meetings with customers only.",
    )


def _no_calendar() -> Any:
    return problem(
        "calendar.broken",
        ja="iCalendar形式（BEGIN:VCALENDAR で始まるテキスト）として読み取れません。",
        en="This cannot be read as iCalendar (a text that begins with BEGIN:VCALENDAR).",
        remedy_ja="カレンダーの「iCal形式の限定公開URL」か、書き出した .ics ファイルを使ってください。",
        remedy_en="Use the calendar's private address in iCal format, or an exported .ics file.",
    )
