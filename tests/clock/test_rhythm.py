"""When work comes round: local times, business days, and the nights the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.lib.dates import WEEKDAYS_ONLY, BusinessCalendar
from banso.workspace.schedule.rhythm import Rhythm, next_after, slots

TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"
START = datetime(2026, 1, 1, tzinfo=UTC)


def local(zone: str, *given: int) -> datetime:
    return datetime(*given, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type,misc]


def following(instant: datetime, rhythm: Rhythm, zone: str = TOKYO) -> datetime:
    return next_after(instant, rhythm, zone=zone, calendar=WEEKDAYS_ONLY)


def test_a_daily_slot_is_strictly_after() -> None:
    two = Rhythm("daily", time(2))
    at = local(TOKYO, 2026, 11, 22, 2, 0)
    assert following(at - timedelta(seconds=1), two) == at
    assert following(at, two) == at + timedelta(days=1)


def test_business_days_skip_weekends_and_holidays() -> None:
    morning = Rhythm("daily", time(8, 45), business=True)
    calendar = BusinessCalendar(holidays=frozenset({date(2026, 11, 23)}))
    friday = local(TOKYO, 2026, 11, 20, 9, 0)
    found = next_after(friday, morning, zone=TOKYO, calendar=calendar)
    assert found == local(TOKYO, 2026, 11, 24, 8, 45)


def test_minutes_are_counted_from_midnight() -> None:
    quarter = Rhythm("every", minutes=15)
    assert following(datetime(2026, 1, 1, 0, 7, tzinfo=UTC), quarter).minute == 15
    assert following(datetime(2026, 1, 1, 0, 15, tzinfo=UTC), quarter).minute == 30
    last = datetime(2026, 1, 1, 23, 50, tzinfo=UTC)
    assert following(last, quarter) == datetime(2026, 1, 2, tzinfo=UTC)


def test_a_time_left_out_in_spring_is_the_moment_after_the_gap() -> None:
    half_past_two = Rhythm("daily", time(2, 30))
    before = local(NEW_YORK, 2026, 3, 7, 12, 0)
    found = [following(before, half_past_two, NEW_YORK)]
    found.append(following(found[0], half_past_two, NEW_YORK))
    assert found[0] == local(NEW_YORK, 2026, 3, 8, 3, 30)
    assert found[1] == local(NEW_YORK, 2026, 3, 9, 2, 30)


def test_a_time_that_comes_twice_in_autumn_is_done_once() -> None:
    half_past_one = Rhythm("daily", time(1, 30))
    first = following(local(NEW_YORK, 2026, 10, 31, 12, 0), half_past_one, NEW_YORK)
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # summer time still
    assert following(first, half_past_one, NEW_YORK) == local(NEW_YORK, 2026, 11, 2, 1, 30)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from([TOKYO, NEW_YORK, "Europe/Berlin", "Australia/Lord_Howe", "UTC"]),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    day=st.integers(0, 700),
)
def test_every_local_day_has_exactly_one_slot(zone: str, hour: int, minute: int, day: int) -> None:
    rhythm = Rhythm("daily", time(hour, minute))
    begin = following(START + timedelta(days=day), rhythm, zone)
    until = begin + timedelta(days=10)
    found = list(slots(begin, until, rhythm, zone=zone, calendar=WEEKDAYS_ONLY))
    days = [f.astimezone(ZoneInfo(zone)).date() for f in found]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert len(days) in (10, 11)


@pytest.mark.parametrize("minutes", [5, 60, 1440])
def test_slots_end_with_the_last_that_has_come(minutes: int) -> None:
    rhythm = Rhythm("every", minutes=minutes)
    now = START + timedelta(days=1, minutes=3)
    found = list(slots(START, now, rhythm, zone=TOKYO, calendar=WEEKDAYS_ONLY))
    assert found[-1] <= now < found[-1] + timedelta(minutes=minutes)
    assert len(found) == 1440 // minutes + 1
