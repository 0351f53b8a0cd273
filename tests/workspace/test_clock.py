"""R0: every workspace has a clock, live or standing at a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from banso.workspace.clock import closable_day, read_clock

WALL = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)  # 22 November, one in the morning, in Tokyo


def test_a_live_clock_shows_the_local_day() -> None:
    clock = read_clock(mode="live", zone="Asia/Tokyo", stands_at=None, closed_day=None, wall=WALL)
    assert clock.today == date(2026, 11, 22)
    assert clock.now == WALL


def test_a_standing_clock_shows_its_day_whatever_the_wall_says() -> None:
    clock = read_clock(
        mode="stands",
        zone="Asia/Tokyo",
        stands_at=date(2022, 9, 30),
        closed_day=date(2022, 9, 30),
        wall=WALL,
    )
    assert clock.stands
    assert clock.today == date(2022, 9, 30)
    assert clock.local_day(clock.now) == date(2022, 9, 30)


def test_its_now_is_the_end_of_its_day_so_that_the_day_has_happened() -> None:
    clock = read_clock(
        mode="stands", zone="Asia/Tokyo", stands_at=date(2022, 9, 30), closed_day=None, wall=WALL
    )
    assert clock.now == datetime(2022, 9, 30, 14, 59, 59, tzinfo=UTC)


def test_a_day_closes_only_after_midnight_and_the_settling_time() -> None:
    assert closable_day(wall=WALL, zone="Asia/Tokyo", settle_hours=3) == date(2026, 11, 20)
    later = WALL.replace(hour=18, minute=1)
    assert closable_day(wall=later, zone="Asia/Tokyo", settle_hours=3) == date(2026, 11, 21)
