"""``banso backfill --from --to``: close a span of days again; it can be stopped and goes on where it was."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
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
from banso.journey.day import close_days, last_closable
from banso.lib.problems import BansoError, problem
from banso.workspace import queries
from banso.workspace.progress import Console, Progress, Silent
from banso.workspace.viewer import Viewer


class SpanEmpty(BansoError):
    """The last day lies before the first."""


class Command(BaseCommand):
    help = (
        "Close the days of a span: months whose rows are right already are left alone. Exit codes: "
        "0 done, 1 refused, 130 stopped (run it again and it goes on)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="first", type=day_of, required=True, help="first day (2026-04-01)"
        )
        parser.add_argument(
            "--to",
            dest="last",
            type=day_of,
            help="last day; without it, the newest that can be closed",
        )
        parser.add_argument("--again", action="store_true", help="also days that are right already")

    def handle(self, *, first: date, last: date | None, again: bool, **options: Any) -> None:
        require_workspace()
        now = datetime.now(UTC)
        clock = queries.clock(wall=now)
        settle = queries.workspace(viewer=Viewer.system()).settle_hours
        newest = last_closable(clock=clock, wall=now, settle_hours=settle)
        last = min(last or newest, newest)
        if last < first:
            raise SpanEmpty(
                problem(
                    "backfill.empty",
                    ja=f"締められる日がありません（{first} 〜 {last}）。",
                    en=f"There is no day to close from {first} to {last}.",
                    remedy_ja="期間を確かめてください。",
                    remedy_en="Check the span.",
                )
            )
        watch: AbstractContextManager[Progress] = (
            Console() if sys.stderr.isatty() else nullcontext(Silent())
        )
        with watch as progress:
            closed = close_days(
                lake=workspace_lake(), first=first, last=last, now=now, progress=progress,
                hidden=hidden_batches(), again=again,
            )  # fmt: skip
        self.stdout.write(told(closed, language()))
        for notice in closed.notices:
            self.stdout.write(f"{notice.in_(language())} [{notice.id}]")
