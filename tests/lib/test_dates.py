from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.lib import dates
from banso.lib.dates import BusinessCalendar, Duration, Unit

GOLDEN_WEEK = BusinessCalendar(
    holidays=frozenset({date(2026, 4, 29), date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)}),
    closed=frozenset({date(2026, 5, 1)}),
    open=frozenset({date(2026, 5, 9)}),
)
DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 days", Duration(30, Unit.DAY)),
        ("1 day", Duration(1, Unit.DAY)),
        ("2 weeks", Duration(2, Unit.WEEK)),
        ("3 months", Duration(3, Unit.MONTH)),
        ("10 business days", Duration(10, Unit.BUSINESS_DAY)),
        ("10  Business Days ", Duration(10, Unit.BUSINESS_DAY)),
        ("３０日", Duration(30, Unit.DAY)),
        ("10営業日", Duration(10, Unit.BUSINESS_DAY)),
        ("3か月", Duration(3, Unit.MONTH)),
    ],
)
def test_it_reads_spans_as_people_write_them(text: str, expected: Duration) -> None:
    assert dates.parse_duration(text) == expected
    assert dates.parse_duration(str(expected)) == expected
    assert dates.parse_duration(expected.in_("ja")) == expected


@pytest.mark.parametrize(
    "text",
    ["", "30", 30, None, "days", "-3 days", "3 years", "1.5 days", "99999 weeks", "3 days ago", []],
)
def test_it_refuses_what_is_no_span(text: object) -> None:
    with pytest.raises(dates.DurationUnreadable) as refused:
        dates.parse_duration(text)
    assert refused.value.problems[0].id == "dates.duration"
    assert refused.value.in_("ja") and refused.value.in_("en")


def test_it_counts_business_days_over_a_holiday_season() -> None:
    # Tue 28 Apr, then closed: 29, 1, 2-3, 4-6; worked: 30, 7, 8, Saturday 9
    assert dates.add_business_days(date(2026, 4, 28), 1, calendar=GOLDEN_WEEK) == date(2026, 4, 30)
    assert dates.add_business_days(date(2026, 4, 28), 4, calendar=GOLDEN_WEEK) == date(2026, 5, 9)
    assert dates.add_business_days(date(2026, 5, 7), -1, calendar=GOLDEN_WEEK) == date(2026, 4, 30)
    assert (
        dates.business_days_between(date(2026, 4, 28), date(2026, 5, 9), calendar=GOLDEN_WEEK) == 4
    )
    assert dates.next_business_day(date(2026, 5, 2), calendar=GOLDEN_WEEK) == date(2026, 5, 7)


def test_it_refuses_a_calendar_that_never_opens() -> None:
    closed = BusinessCalendar(weekend=frozenset(range(7)))
    with pytest.raises(dates.CalendarHasNoBusinessDay):
        dates.add_business_days(date(2026, 1, 1), 1, calendar=closed)


@given(DAYS, st.integers(1, 60))
def test_it_takes_back_the_business_days_it_added(day: date, n: int) -> None:
    there = dates.add_business_days(day, n, calendar=GOLDEN_WEEK)
    assert dates.business_days_between(day, there, calendar=GOLDEN_WEEK) == n


def test_it_adds_months_to_month_ends() -> None:
    assert dates.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert dates.add_months(date(2026, 3, 31), -13) == date(2025, 2, 28)
    assert dates.add(date(2026, 1, 31), Duration(2, Unit.WEEK), calendar=GOLDEN_WEEK) == date(
        2026, 2, 14
    )


def test_it_knows_the_local_day_and_its_bounds() -> None:
    tokyo, new_york = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
    instant = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    assert dates.local_day(instant, tokyo) == date(2026, 4, 1)
    assert dates.local_day(instant, new_york) == date(2026, 3, 31)
    begin, end = dates.day_bounds(date(2026, 3, 8), new_york)  # the night clocks go forward
    assert (end - begin).total_seconds() == 23 * 3600
    with pytest.raises(ValueError, match="time zone"):
        dates.local_day(datetime(2026, 1, 1), tokyo)  # noqa: DTZ001


def test_it_labels_fiscal_years() -> None:
    assert dates.fiscal_label(date(2027, 3, 31), "ja") == "2026年度"
    assert dates.fiscal_label(date(2026, 4, 1), "en", part="quarter") == "FY2026 Q1"
    assert dates.fiscal_label(date(2027, 1, 1), "ja", part="quarter") == "2026年度 第4四半期"
    assert dates.fiscal_label(date(2026, 10, 1), "ja", part="half") == "2026年度 下期"
    assert dates.fiscal_label(date(2026, 12, 31), "en", first_month=1, part="half") == "FY2026 H2"


def test_it_writes_days_as_each_language_does() -> None:
    day = date(2026, 4, 1)
    assert dates.format_day(day, "ja") == "2026年4月1日(水)"
    assert dates.format_day(day, "en") == "1 Apr 2026 (Wed)"
    assert dates.format_day(day, "ja", weekday=False) == "2026年4月1日"
    assert dates.format_month(day, "en") == "Apr 2026"
    assert dates.format_month_day(day, "ja", weekday=True) == "4月1日(水)"
    instant = datetime(2026, 4, 1, 0, 5, tzinfo=UTC)
    assert (
        dates.format_instant(instant, "ja", zone=ZoneInfo("Asia/Tokyo")) == "2026年4月1日(水) 9:05"
    )
    assert (
        dates.format_instant(instant, "en", zone=ZoneInfo("Asia/Tokyo")) == "1 Apr 2026 (Wed) 09:05"
    )
