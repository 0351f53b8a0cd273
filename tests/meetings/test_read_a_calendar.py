"""A calendar's text as meetings: zones, recurrence, exceptions, whole days, and what cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.connectors.calendar.reading import (
    MOST_BYTES,
    Calendar,
    CalendarBroken,
    read_calendar,
)
from tests.meetings.calendars import calendar, event, guest

FIRST, LAST = date(2026, 3, 1), date(2026, 5, 31)


def read(data: bytes) -> Calendar:
    return read_calendar(data, first=FIRST, last=LAST, zone="Asia/Tokyo")


def starts(data: bytes) -> list[str]:
    return [m.starts_at.astimezone(UTC).strftime("%m-%d %H:%M") for m in read(data).meetings]


def test_it_reads_who_where_and_when() -> None:
    text = calendar(
        event("a@x", "20260401T050000Z", guest("Taro@Kaku.example", "架空 太郎"),
              guest("no@kaku.example", partstat="DECLINED"),
              guest("room@kaku.example", cutype="ROOM"), "ORGANIZER:MAILTO:chie@example.com",
              r"LOCATION:会議室\, 3階", end="20260401T054500Z"),
        head="X-WR-CALNAME:千葉の予定",
    )  # fmt: skip
    found = read(text)
    [one] = found.meetings
    assert (found.name, one.title, one.place) == ("千葉の予定", "定例", "会議室, 3階")
    assert one.people == ("chie@example.com", "taro@kaku.example")
    assert (one.ends_at - one.starts_at).total_seconds() == 45 * 60


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("DTSTART:20260401T050000Z", "04-01 05:00"),
        ("DTSTART;TZID=Tokyo Standard Time:20260401T140000", "04-01 05:00"),
        ("DTSTART;TZID=America/New_York:20260401T100000", "04-01 14:00"),
        ("DTSTART:20260401T140000", "04-01 05:00"),  # no zone: the workspace's
        ("DTSTART;TZID=Nowhere/At_All:20260401T140000", "04-01 05:00"),
        ("DTSTART;VALUE=DATE:20260401", "03-31 15:00"),
    ],
)
def test_it_knows_the_hour_of_every_zone(start: str, moment: str) -> None:
    assert starts(calendar(event("a@x", start))) == [moment]


def test_it_takes_times_without_a_zone_in_the_calendars_own() -> None:
    text = calendar(event("a@x", "20260401T100000"), head="X-WR-TIMEZONE:America/New_York")
    assert starts(text) == ["04-01 14:00"]


def test_it_keeps_the_hour_of_a_series_over_summer_time() -> None:
    """Written in UTC by a calendar that says it is in New York: ten o'clock there, all the year."""
    text = calendar(
        event("a@x", "20260302T150000Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
        head="X-WR-TIMEZONE:America/New_York",
    )
    assert starts(text) == ["03-02 15:00", "03-09 14:00", "03-16 14:00"]


def test_it_lays_a_series_out_with_its_exceptions() -> None:
    text = calendar(
        event("a@x", "20260401T010000Z", "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE:20260408T010000Z"),
        event("a@x", "20260416T050000Z", "RECURRENCE-ID:20260415T010000Z", title="移動"),
        event("a@x", "20260422T010000Z", "RECURRENCE-ID:20260422T010000Z", "STATUS:CANCELLED"),
    )
    found = read(text).meetings
    assert [(m.starts_at.day, m.title, m.cancelled) for m in found] == [
        (1, "定例", False), (16, "移動", False), (22, "定例", True), (29, "定例", False),
    ]  # fmt: skip
    plain = calendar(event("a@x", "20260401T010000Z", "RRULE:FREQ=WEEKLY;COUNT=5"))
    assert {m.key for m in found} < {m.key for m in read(plain).meetings}, "moved, yet the same"


def test_it_reads_a_whole_day_as_one() -> None:
    text = calendar(event("a@x", "DTSTART;VALUE=DATE:20260401", end="DTEND;VALUE=DATE:20260403"))
    [one] = read(text).meetings
    assert one.all_day
    assert one.ends_at == datetime(2026, 4, 2, 15, tzinfo=UTC)


def test_it_leaves_out_what_is_private_broken_or_repeats_every_second() -> None:
    text = calendar(
        event("good@x", "20260401T010000Z"),
        event("private@x", "20260401T010000Z", "CLASS:PRIVATE", title="歯医者"),
        event("start@x", "DTSTART:tomorrow"),
        event("rule@x", "20260401T010000Z", "RRULE:FREQ=SOMETIMES"),
        event("bomb@x", "20260401T010000Z", "RRULE:FREQ=SECONDLY"),
        event("hours@x", "20260401T010000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3,4,5,6,7,8,9"),
        "SUMMARY:neither name nor time",
    )  # fmt: skip
    found = read(text)
    assert [m.uid for m in found.meetings] == ["good@x"]
    assert found.left_out == {"private": 1, "no_time": 1, "broken": 2, "too_often": 2}


def test_it_reads_two_calendars_in_one_file() -> None:
    text = calendar(event("a@x", "20260401T010000Z")) + calendar(event("b@x", "20260402T010000Z"))
    assert starts(text) == ["04-01 01:00", "04-02 01:00"]


@pytest.mark.parametrize(
    "data", [b"", b"\0\xff", b"<html><body>Sign in", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VEVENT\r\n"]
)
def test_it_refuses_what_is_no_calendar(data: bytes) -> None:
    with pytest.raises(CalendarBroken) as refused:
        read(data)
    assert refused.value.problems[0].id == "calendar.broken"


def test_it_refuses_more_than_ten_megabytes() -> None:
    with pytest.raises(CalendarBroken) as refused:
        read(b"BEGIN:VCALENDAR\r\n" + b" " * MOST_BYTES)
    assert refused.value.problems[0].id == "calendar.too-large"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_it_refuses_or_reads_whatever_comes(junk: bytes, at: int) -> None:
    """Random bytes, alone and inside a calendar, are a refusal or a calendar, never a crash."""
    text = calendar(event("a@x", "20260401T010000Z", "RRULE:FREQ=WEEKLY", guest("a@b.example")))
    for data in (junk, text[:at] + junk + text[at:]):
        try:
            read(data)
        except CalendarBroken as refused:
            assert refused.problems[0].remedy.in_("ja")
