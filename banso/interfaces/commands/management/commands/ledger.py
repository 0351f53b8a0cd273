"""``banso ledger``: the months of the MRR ledger, locks, and the table of rates."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banso.interfaces.commands.cli import language
from banso.interfaces.commands.management.commands._days import require_workspace
from banso.interfaces.commands.planning import problem_lines
from banso.revenue.ledger import operations, queries
from banso.revenue.ledger.months import LedgerMonth
from banso.workspace.viewer import Viewer

_COLUMNS = (
    "start", "new", "reactivation", "expansion", "contraction", "churn", "fx", "adjustment",
    "moved", "end",
)  # fmt: skip


class Command(BaseCommand):
    help = "The MRR ledger: its months, month locks, exchange rates. Exit codes: 0 done, 1 refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        show = acts.add_parser("show", help="months as they balance, in minor units")
        show.add_argument("--from", dest="first", help="2025-04; default: twelve months back")
        show.add_argument("--to", dest="last", help="2026-03; default: the newest month")
        show.add_argument("--by", help="currency, plan, product, csm, cohort, industry or company")
        show.add_argument("--json", action="store_true")
        lock = acts.add_parser("lock", help="lock a month and all before it, for ever")
        lock.add_argument("month", help="2026-03")
        lock.add_argument("--why", default="")
        rates = acts.add_parser("rates", help="take exchange rates over: currency,day,rate")
        rates.add_argument("file", type=Path, help="a CSV file, in UTF-8")
        acts.add_parser("write", help="write what is missing of the ledger")

    def handle(self, *, act: str, **options: Any) -> None:
        require_workspace()
        now, viewer = datetime.now(UTC), Viewer.system(language=language())
        if act == "show":
            self._show(viewer, options)
        elif act == "lock":
            rows = operations.lock_month(
                viewer=viewer, month=options["month"], why=options["why"], now=now
            )
            self.stdout.write(f"{options['month']}: {rows:,}")
        elif act == "rates":
            self._rates(viewer, options["file"], now)
        else:
            operations.catch_up(now=now)
            self.stdout.write(f"{queries.ledger_through(viewer=viewer) or '—'}")

    def _show(self, viewer: Viewer, options: dict[str, Any]) -> None:
        through = queries.ledger_through(viewer=viewer)
        if through is None:
            raise CommandError("No ledger has been written yet; run: banso daily")
        last = options["last"] or f"{through:%Y-%m}"
        first = options["first"] or _year_before(last)
        months = queries.ledger_months(viewer=viewer, first=first, last=last, by=options["by"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(m) | {"end": m.end} for m in months]))
            return
        self.stdout.write("\t".join(("month", "part", *_COLUMNS)))
        for month in months:
            self.stdout.write(_line(month))
        for line in problem_lines(queries.missing_rates(viewer=viewer), language()):
            self.stderr.write(line)

    def _rates(self, viewer: Viewer, file: Path, now: datetime) -> None:
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        rows = operations.read_rates(text)
        taken = operations.set_rates(viewer=viewer, rows=rows, now=now)
        operations.bring_up_to_date(now=now)
        self.stdout.write(f"+{taken.created} ~{taken.changed} ={taken.same}")


def _line(month: LedgerMonth) -> str:
    values = (getattr(month, column) for column in _COLUMNS)
    return "\t".join((month.month, month.part, *(str(v) for v in values)))


def _year_before(month: str) -> str:
    """The first of twelve months that end with ``month``."""
    at = int(month[:4]) * 12 + int(month[5:]) - 12
    return f"{at // 12:04}-{at % 12 + 1:02}"
