"""``banso daily``: close the days that wait, in the order of the day (rules.md R0, R2)."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from banso.connectors.queries import hidden_batches
from banso.events.store import workspace_lake
from banso.interfaces.commands.cli import language
from banso.interfaces.commands.management.commands._days import (
    day_of,
    require_workspace,
    told,
)
from banso.journey.day import Closed, close_days, days_to_close, last_closable
from banso.lib.problems import BansoError, problem
from banso.revenue.ledger.operations import catch_up
from banso.workspace import operations, queries
from banso.workspace.progress import Console, Progress, Silent
from banso.workspace.viewer import Viewer


class DayNotOver(BansoError):
    """A day that is not over, or has not settled, cannot be closed."""


class Command(BaseCommand):
    help = (
        "Close every day that waits: metrics, phases. A standing clock moves on by a day when "
        "nothing waits and the data go on. Exit codes: 0 done, 1 refused, 130 stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--day", type=day_of, help="close up to this day, or this one again (2026-04-01)"
        )
        parser.add_argument("--again", action="store_true", help="also days that are right already")

    def handle(self, *, day: date | None, again: bool, **options: Any) -> None:
        require_workspace()
        watch: AbstractContextManager[Progress] = (
            Console() if sys.stderr.isatty() else nullcontext(Silent())
        )
        with watch as progress:
            closed = run(day=day, again=again, now=datetime.now(UTC), progress=progress)
        self.stdout.write(told(closed, language()))


def run(*, day: date | None, again: bool, now: datetime, progress: Progress) -> Closed:
    """This function will close what waits, up to ``day`` if it is given, and move a standing clock on."""
    first, last = _span(day, now=now)
    if first is None or last is None:
        catch_up(now=now)  # days that were closed before there was a ledger
        return Closed(None, None)
    return close_days(
        lake=workspace_lake(), first=first, last=last, now=now, progress=progress,
        hidden=hidden_batches(), again=again,
    )  # fmt: skip


def _span(day: date | None, *, now: datetime) -> tuple[date | None, date | None]:
    clock = queries.clock(wall=now)
    settle = queries.workspace(viewer=Viewer.system()).settle_hours
    if day is None:
        waiting = days_to_close(wall=now)
        if waiting is not None or not clock.stands:
            return waiting or (None, None)
        day = clock.today + timedelta(days=1)
        if not _covered(day):
            return None, None
    if clock.stands:
        if day > clock.today:  # the clock of a standing workspace is moved here and nowhere else
            operations.set_clock(viewer=Viewer.system(), mode="stands", stands_at=day, now=now)
    elif day > last_closable(clock=clock, wall=now, settle_hours=settle):
        raise DayNotOver(_not_over(day))
    return day, max(day, clock.closed_day or day)


def _covered(day: date) -> bool:
    """Whether any source still has data for ``day``: a standing clock does not run past them by itself."""
    return any(c.holds(day, day) and c.to_on for c in queries.coverage(viewer=Viewer.system()))


def _not_over(day: date) -> Any:
    return problem(
        "daily.not-over",
        ja=f"{day:%Y-%m-%d}はまだ締められません。",
        en=f"{day:%Y-%m-%d} cannot be closed yet.",
        remedy_ja="日付が変わり、確定までの時間が過ぎてから実行してください。",
        remedy_en="Run it after midnight, once the settling time has passed.",
    )
