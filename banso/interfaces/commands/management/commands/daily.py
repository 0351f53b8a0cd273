"""``banso daily``: close every day that waits; a clock that stands goes on by a day."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from banso.interfaces.commands.closing import close, day_of, told
from banso.journey.day import days_to_close
from banso.lib.problems import BansoError, problem
from banso.workspace import operations, queries
from banso.workspace.viewer import Viewer


class DayNotAhead(BansoError):
    """A standing clock can only go forward, and a live clock is not set by hand."""


class Command(BaseCommand):
    help = (
        "Close the days that wait. On a live clock: every day up to yesterday that has settled. "
        "A clock that stands at a day goes on by one, or to --day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=day_of, help="how far a standing clock goes, YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *, day: date | None, **options: Any) -> None:
        wall = datetime.now(UTC)
        advance(day, wall=wall)
        waiting = days_to_close(wall=wall)
        closed = close(*waiting, quiet=options["json"]) if waiting else None
        self.stdout.write(told(closed, as_json=options["json"]))


def advance(day: date | None, *, wall: datetime) -> None:
    """Set a standing clock on. If the day it shows was never closed, it stays there for now."""
    clock = queries.clock(wall=wall)
    if not clock.stands:
        if day is not None:
            raise DayNotAhead(_not_ahead(clock.today))
        return
    if day is None:
        behind = clock.closed_day is None or clock.closed_day < clock.today
        day = clock.today if behind else clock.today + timedelta(days=1)
    if day < clock.today:
        raise DayNotAhead(_not_ahead(clock.today))
    if day != clock.today:
        operations.set_clock(viewer=Viewer.system(), mode="stands", stands_at=day, now=wall)


def _not_ahead(today: date) -> Any:
    return problem(
        "daily.not-ahead",
        ja=f"時計は{today}を示しています。--day で進められるのは、止めてある時計を先の日へだけです。",
        en=f"The clock shows {today}. --day moves a standing clock forward only.",
        remedy_ja="--day を外すか、先の日を指定してください。過去の日の再計算は banso backfill です。",
        remedy_en="Leave --day out or name a later day. To compute past days again, use banso backfill.",
    )
