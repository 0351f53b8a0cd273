"""What a business calendar is made of, without knowing whose: countries, years, spans of days.

Public holidays come from the ``holidays`` library, which knows the law of each country by year.
A country's holidays are asked for 2000 to 2060 at once; outside those years weekends and the
company's dated days alone decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import get_global

from banso.lib.dates import BusinessCalendar, days

FIRST_YEAR, LAST_YEAR = 2000, 2060
BY_ZONE = "auto"  # the country the workspace's time zone lies in
NOWHERE = "none"  # no public holidays at all
WEEKEND = (5, 6)  # date.weekday(): Saturday, Sunday
LONGEST_SPAN = 62  # days; a yearly span longer than two months is a slip of the key


@dataclass(frozen=True, slots=True)
class Span:
    """Days of the company's own; ``yearly`` ones come again every year."""

    name: str
    first: date
    last: date
    yearly: bool = False
    worked: bool = False


def country_of_zone(zone: str) -> str:
    """This function will give the ISO code of the country a time zone lies in: ``Asia/Tokyo`` → ``JP``.

    ``none`` where the zone is no country's (``UTC``), or its holidays are not known.
    """
    code = str(get_global("zone_territories").get(zone, NOWHERE))
    return code if code in regions() else NOWHERE


@lru_cache(maxsize=1)
def regions() -> Mapping[str, tuple[str, ...]]:
    """This function will list the countries whose holidays are known, with the ISO codes of their regions."""
    import holidays  # a second of start-up for nobody who asks for no calendar

    found = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(inside) for code, inside in sorted(found.items())}


def country_name(code: str, language: str) -> str:
    """This function will name a country in the reader's language; its code where it has no name there."""
    return str(Locale.parse(language[:2]).territories.get(code, code))


@lru_cache(maxsize=64)
def public_holidays(country: str, region: str, language: str = "en") -> Mapping[date, str]:
    """This function will give a country's public holidays 2000 to 2060, each with its name."""
    if country == NOWHERE:
        return {}
    import holidays

    years = range(FIRST_YEAR, LAST_YEAR + 1)
    given: dict[str, Any] = {"subdiv": region or None, "years": years}
    known = holidays.country_holidays(country).supported_languages or ()
    spoken = next((k for k in known if k.startswith(language[:2])), None)
    if spoken:
        given["language"] = spoken
    return dict(holidays.country_holidays(country, **given))


def every_day(spans: Iterable[Span]) -> Iterator[tuple[date, Span]]:
    """This function will give every single day of ``spans``, yearly ones for each year there is."""
    for span in spans:
        if not span.yearly:
            yield from ((day, span) for day in days(span.first, span.last))
            continue
        length = span.last - span.first
        for year in range(FIRST_YEAR - 1, LAST_YEAR + 1):
            first = _in_year(span.first, year)
            yield from ((day, span) for day in days(first, first + length))


def _in_year(day: date, year: int) -> date:
    """29 February begins on 1 March in the years that have none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28) + timedelta(days=1)


@lru_cache(maxsize=16)
def calendar_of(
    country: str, region: str, weekend: frozenset[int], spans: tuple[Span, ...]
) -> BusinessCalendar:
    """This function will put a business calendar together; the same settings give the same object."""
    singles = list(every_day(spans))
    return BusinessCalendar(
        holidays=frozenset(public_holidays(country, region)),
        closed=frozenset(day for day, span in singles if not span.worked),
        open=frozenset(day for day, span in singles if span.worked),
        weekend=weekend,
    )
