"""Reads of the business calendar. Everyone signed in may: due days are counted by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from banso.lib.dates import BusinessCalendar, days
from banso.lib.once import kept
from banso.workspace.calendar import rules
from banso.workspace.calendar.models import CompanyDays
from banso.workspace.models import WorkspaceRow
from banso.workspace.queries import stamp
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CompanyDaysView:
    public_id: str
    name: str
    first_on: date
    last_on: date
    yearly: bool
    worked: bool


@dataclass(frozen=True, slots=True)
class CalendarView:
    """``country`` is what was chosen (an ISO code, ``auto`` or ``none``), ``holds`` what that means."""

    country: str
    holds: str
    zone_country: str  # what ``auto`` means here
    region: str
    weekend: tuple[int, ...]  # date.weekday()
    own: tuple[CompanyDaysView, ...]


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day that differs from the week: a holiday, a day the company closes, or one it works."""

    day: date
    name: str
    worked: bool
    own: bool  # the company's, not the country's


@kept(stamp)
def settings_of_calendar(*, viewer: Viewer) -> CalendarView:
    """This function will give the calendar's settings with the company's own days, earliest first."""
    row = WorkspaceRow.objects.get(id=1)
    chosen = row.holiday_country
    by_zone = chosen == rules.BY_ZONE
    zone_country = rules.country_of_zone(row.time_zone)
    return CalendarView(
        country=chosen,
        holds=zone_country if by_zone else chosen,
        zone_country=zone_country,
        region="" if by_zone else row.holiday_region,
        weekend=tuple(sorted(row.weekend)),
        own=tuple(
            CompanyDaysView(r.public_id, r.name, r.first_on, r.last_on, r.yearly, r.worked)
            for r in CompanyDays.objects.order_by("first_on", "id")
        ),
    )


def calendar_for(*, viewer: Viewer) -> BusinessCalendar:
    """This function will give the workspace's business calendar, for ``lib.dates.add_business_days``
    and the like: weekends, public holidays of its country, the company's own days.

    One statement a look at most; the sets of days are kept in memory for the process.
    """
    now = settings_of_calendar(viewer=viewer)
    return rules.calendar_of(now.holds, now.region, frozenset(now.weekend), _spans(now))


def free_days(*, viewer: Viewer, first: date, last: date) -> list[FreeDay]:
    """This function will list the days of first..last (inclusive) that differ from an ordinary week,
    named in the viewer's language: holidays, closed days, and days worked although others rest."""
    now = settings_of_calendar(viewer=viewer)
    public = rules.public_holidays(now.holds, now.region, viewer.language)
    own = {day: span for day, span in rules.every_day(_spans(now)) if first <= day <= last}
    found = []
    for day in days(first, last):
        if day in own:
            found.append(FreeDay(day, own[day].name, own[day].worked, own=True))
        elif day in public:
            found.append(FreeDay(day, public[day], worked=False, own=False))
    return found


def _spans(now: CalendarView) -> tuple[rules.Span, ...]:
    return tuple(rules.Span(o.name, o.first_on, o.last_on, o.yearly, o.worked) for o in now.own)
