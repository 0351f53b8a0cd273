"""``banso kpi``: KPIs by name, over a period, by group; the numbers of the screens."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banso.events.store import workspace_lake
from banso.interfaces.commands.cli import language
from banso.interfaces.commands.management.commands._days import day_of, require_workspace
from banso.journey.kpis import completion_phase
from banso.lib.problems import BansoError, Problem, problem
from banso.metrics import queries as metrics
from banso.metrics.kpi.costs import save_costs
from banso.metrics.kpi.definitions import GROUPS, Kpi, kpis
from banso.metrics.kpi.evaluate import Measured, measure
from banso.metrics.kpi.grouping import BY
from banso.workspace.viewer import Viewer


class NoDayYet(BansoError):
    """There is nothing to measure, or a day is asked for that is not there yet."""


class Command(BaseCommand):
    help = (
        "KPIs with interval and base, by the definitions of Insight. Exit codes: 0 done, 1 refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="keys; none: every KPI")
        parser.add_argument(
            "--from",
            dest="first",
            metavar="DAY",
            type=day_of,
            help="the day whose end the period starts from; default: each KPI's own period",
        )
        parser.add_argument(
            "--to",
            dest="last",
            metavar="DAY",
            type=day_of,
            help="its last day; default: the last closed day",
        )
        parser.add_argument("--by", default="", help=f"split by {', '.join(BY)}")
        parser.add_argument(
            "--as-of",
            dest="as_of",
            metavar="DAY",
            type=day_of,
            help="what was true on this day, by today's knowledge",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="as JSON")
        parser.add_argument("--list", action="store_true", dest="listed", help="the names, and what they are")  # fmt: skip

        parser.add_argument(
            "--costs",
            metavar="FILE",
            type=Path,
            help="put a text of costs in force: hour, margin, acquisition",
        )
        parser.add_argument(
            "--why", default="", help="with --costs: the reason, for whoever looks at it later"
        )

    def handle(
        self, *, names: list[str], first: date | None, last: date | None, by: str,
        as_of: date | None, as_json: bool, listed: bool, **options: Any,
    ) -> None:  # fmt: skip
        lang = language()
        if listed:
            self._list(lang)
            return
        require_workspace()
        viewer, lake = Viewer.system(language=lang), workspace_lake()
        if options["costs"]:
            self._costs(viewer, options["costs"], options["why"])
            return
        found = measure(
            viewer=viewer, lake=lake, keys=names or list(kpis()), first=first,
            last=_last(viewer, last, as_of), by=by, phase=completion_phase(viewer=viewer),
        )  # fmt: skip
        if as_json:
            said = {"kpis": [_json(m, lang) for m in found]}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            return
        for each in found:
            self.stdout.write(_line(each, lang))

    def _costs(self, viewer: Viewer, file: Path, why: str) -> None:
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        number = save_costs(viewer=viewer, text=text, now=datetime.now(UTC), why=why)
        self.stdout.write(f"Release {number}: the costs are in force.")

    def _list(self, lang: str) -> None:
        for group, name in GROUPS.items():
            self.stdout.write(name.in_(lang))
            for kpi in kpis().values():
                if kpi.group == group:
                    self.stdout.write(f"  {kpi.key}  {kpi.name.in_(lang)}: {kpi.formula.in_(lang)}")


def _last(viewer: Viewer, last: date | None, as_of: date | None) -> date:
    """The last day of the period: as asked, else the last one that may be read."""
    newest = metrics.latest_day(viewer=viewer)
    if newest is None:
        raise NoDayYet(_nothing())
    until = min(newest, as_of) if as_of else newest
    if last is not None and last > until:
        raise NoDayYet(_too_late(last, until))
    return last or until


def _line(found: Measured, lang: str) -> str:
    value = found.value
    name = found.kpi.key if not found.group else f"  {found.name.in_(lang) if found.name else '-'}"
    days = f"{found.first or ''}–{found.last}" if found.first else str(found.last)
    if value.value is None:
        why = value.why.in_(lang) if value.why else ""
        return f"{name}  —  ({days}, n={value.accounts}) {why}"
    between = f" [{_number(found.kpi, value.low)}, {_number(found.kpi, value.high)}]"
    return f"{name}  {_number(found.kpi, value.value)}{between}  ({days}, n={value.accounts})"


def _number(kpi: Kpi, value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:.6f}" if kpi.unit == "rate" else f"{value:.4g}"


def _json(found: Measured, lang: str) -> dict[str, Any]:
    """The definition goes with the number, so that nobody quotes one without the other."""
    kpi, value = found.kpi, found.value
    group = {"key": found.group, "name": found.name.in_(lang)} if found.name else None
    return {
        "key": kpi.key, "name": kpi.name.in_(lang), "unit": kpi.unit,
        "from": found.first.isoformat() if found.first else None, "to": found.last.isoformat(),
        "group": group, "value": value.value, "low": value.low, "high": value.high,
        "accounts": value.accounts, "rows": value.rows, "top": value.top, "bottom": value.bottom,
        "why": value.why.in_(lang) if value.why else None,
        "formula": kpi.formula.in_(lang), "base": kpi.base.in_(lang),
        "left_out": kpi.left_out.in_(lang), "rivals": list(kpi.rivals),
    }  # fmt: skip


def _nothing() -> Problem:
    return problem(
        "kpi.no-day",
        ja="まだ1日も計測していません。",
        en="No day has been measured yet.",
        remedy_ja="先に「banso daily」を実行してください。",
        remedy_en="Run first: banso daily",
    )


def _too_late(last: date, until: date) -> Problem:
    return problem(
        "kpi.day-not-there",
        ja=f"{last}はまだ締まっていないか、--as-of より後です。",
        en=f"{last} is not closed yet, or lies after --as-of.",
        remedy_ja=f"--to に{until}以前の日を指定してください。",
        remedy_en=f"Give {until} or a day before it as --to.",
        sample=last.isoformat(),
    )
