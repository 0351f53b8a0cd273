"""``banso journey``: check, plan, apply, export, history and rollback of the map, as the editor does it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.commands.cli import language
from banso.interfaces.commands.management.commands._days import day_of, require_workspace
from banso.interfaces.commands.planning import (
    applied_line,
    history_lines,
    plan_lines,
    problem_lines,
    series_json,
    series_lines,
    version_json,
)
from banso.journey import planning
from banso.journey.restating import delete_restated, restate, restated
from banso.lib.problems import BansoError, Problem, errors, problem
from banso.metrics import queries as metrics
from banso.workspace.progress import Console, Silent
from banso.workspace.viewer import Viewer

REFUSED, DECLINED, MOVES = 1, 2, 3


class FileUnreadable(BansoError):
    """The file of a map is not there, or is not text in UTF-8."""


class NobodyToAsk(BansoError):
    """Apply asks before it changes anything, and nobody sits at this terminal."""


class Command(BaseCommand):
    help = (
        "The journey map as a file. Exit codes: 0 done, 1 refused or errors in the text, 2 you said no, "
        "3 plan only: accounts would move."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for name, words in _FILES.items():
            act = acts.add_parser(name, help=words)
            act.add_argument("file", type=Path, help="the text of a map, or - for standard input")
            _more(act, changes=name == "apply")
        acts.add_parser("export", help="the text in force, byte for byte").add_argument(
            "--version", dest="number", type=int, help="of an earlier version"
        )
        _more(acts.add_parser("history", help="the versions there were, newest first"))
        back = acts.add_parser("rollback", help="plan and apply the text of an earlier version")
        back.add_argument("number", type=int, metavar="VERSION")
        _more(back, changes=True)
        other = acts.add_parser(
            "restate", help="walk past days under another text, for comparison only"
        )
        other.add_argument("file", type=Path, nargs="?", help="the text of a map, or -")
        other.add_argument("--from", dest="from_on", type=day_of, help="the first day, 2026-04-01")
        other.add_argument("--version", dest="number", type=int, help="of an earlier version")
        other.add_argument("--delete", metavar="SERIES", help="take a series away")
        _more(other)

    def handle(self, *, act: str, **options: Any) -> None:
        require_workspace()
        code = _Run(self, bool(options.get("json")), datetime.now(UTC)).do(act, options)
        if code:
            sys.exit(code)


_FILES = {
    "check": "every problem of a text at once",
    "plan": "who would move, and why; nothing is changed",
    "apply": "put a text in force; shows the plan and asks first",
}


def _more(parser: ArgumentParser, *, changes: bool = False) -> None:
    parser.add_argument("--json", action="store_true", help="the result as JSON")
    if changes:
        parser.add_argument(
            "--why", required=True, help="the reason, for whoever looks at it later"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")


class _Run:
    """One call: where it writes, in which language and form, and at what instant it was made."""

    def __init__(self, command: BaseCommand, as_json: bool, now: datetime) -> None:
        self.command = command
        self.as_json = as_json
        self.now = now
        self.spoken = language()
        self.viewer = Viewer.system(self.spoken)
        self.lake = workspace_lake()

    def do(self, act: str, options: dict[str, Any]) -> int:
        match act:
            case "check":
                return self.check(read(options["file"]))
            case "plan":
                return self.plan(read(options["file"]))
            case "apply":
                return self.apply(read(options["file"]), options)
            case "rollback":
                text = planning.version_text(viewer=self.viewer, version=options["number"])
                return self.apply(text, options)
            case "history":
                return self.history()
            case "restate":
                return self.restate(options)
        return self.export(options["number"])

    def say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.command.stdout.write(line)

    def json(self, found: Any) -> None:
        self.command.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))

    def check(self, text: str) -> int:
        found = planning.check_text(viewer=self.viewer, text=text).problems
        if self.as_json:
            self.json({"problems": [p.as_json(self.spoken) for p in found]})
        else:
            self.say(problem_lines(found, self.spoken))
            if not errors(found):
                self.say(["エラーはありません。" if self.spoken == "ja" else "No errors."])
        return REFUSED if errors(found) else 0

    def plan(self, text: str) -> int:
        plan = planning.plan(viewer=self.viewer, text=text, lake=self.lake, now=self.now)
        self.show(plan)
        if plan.errors:
            return REFUSED
        return MOVES if plan.moves or plan.hidden else 0

    def show(self, plan: planning.Plan) -> None:
        names = customers.account_names(viewer=self.viewer, ids=[m.account_id for m in plan.moves])
        if self.as_json:
            found = plan.as_json(self.spoken)
            for move in found["moves"]:
                move["name"] = names.get(move["account"], "")
            self.json(found)
            return
        table = metrics.name_table(viewer=self.viewer)
        self.say(plan_lines(plan, names=names, table=table, spoken=self.spoken))

    def apply(self, text: str, options: dict[str, Any]) -> int:
        plan = planning.plan(viewer=self.viewer, text=text, lake=self.lake, now=self.now)
        if not self.as_json:
            self.show(plan)
        if plan.ok and not options["yes"] and not self.agreed():
            return DECLINED
        if plan.errors:
            if self.as_json:
                self.show(plan)
            return REFUSED
        done = planning.apply(
            viewer=self.viewer,
            text=text,
            pin=plan.pin,
            why=options["why"],
            now=self.now,
            lake=self.lake,
        )
        if self.as_json:
            day = done.day.isoformat() if done.day else None
            self.json(
                {"version": done.version, "release": done.release, "day": day, "moves": done.moves}
            )
        else:
            self.say([applied_line(done, self.spoken)])
        return 0

    def agreed(self) -> bool:
        """Ask whoever sits there; nobody does where the input is not a terminal."""
        if self.as_json or not sys.stdin.isatty():
            raise NobodyToAsk(_nobody_to_ask())
        question = "適用しますか [y/N] " if self.spoken == "ja" else "Apply this? [y/N] "
        return input(question).strip().lower() in ("y", "yes", "はい")

    def history(self) -> int:
        versions = planning.history(viewer=self.viewer)
        if self.as_json:
            self.json([version_json(v) for v in versions])
        else:
            self.say(history_lines(versions, self.spoken))
        return 0

    def restate(self, options: dict[str, Any]) -> int:
        """A second series, the list of those there are, or one taken away."""
        if options["delete"]:
            delete_restated(
                viewer=self.viewer, public_id=options["delete"], lake=self.lake, now=self.now
            )
            return 0
        if options["from_on"] is not None:
            restate(
                viewer=self.viewer,
                lake=self.lake,
                from_on=options["from_on"],
                version=options["number"],
                text=read(options["file"]) if options["file"] else None,
                name=options["file"].stem if options["file"] else "",
                now=self.now,
                progress=Silent() if self.as_json else Console(),
            )
        found = restated(viewer=self.viewer)
        if self.as_json:
            self.json([series_json(s) for s in found])
        else:
            self.say(series_lines(found, self.spoken))
        return 0

    def export(self, number: int | None) -> int:
        """Byte for byte: no line end is added or changed."""
        text = (
            planning.export(viewer=self.viewer)
            if number is None
            else planning.version_text(viewer=self.viewer, version=number)
        )
        raw = getattr(getattr(self.command.stdout, "_out", None), "buffer", None)
        if raw is None:  # a caller that collects text
            self.command.stdout.write(text, ending="")
        else:
            raw.write(text.encode("utf-8"))
            raw.flush()
        return 0


def read(path: Path) -> str:
    """The text of a file as it stands, line ends and all."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        reading = isinstance(wrong, UnicodeDecodeError)
        raise FileUnreadable(
            problem(
                "journey.file-unreadable",
                ja="UTF-8 の文書ではありません。" if reading else "ファイルを読み込めません。",
                en="This is not text in UTF-8." if reading else "The file cannot be read.",
                remedy_ja="UTF-8 で保存し直してください。"
                if reading
                else "パスを確かめてください。",
                remedy_en="Save it as UTF-8." if reading else "Check the path.",
                file=str(path),
            )
        ) from wrong


def _nobody_to_ask() -> Problem:
    return problem(
        "journey.nobody-to-ask",
        ja="適用してよいかを確かめられません。",
        en="Nobody is here to say yes.",
        remedy_ja="計画を確かめたうえで、--yes を付けて実行してください。何も変更していません。",
        remedy_en="Look at the plan, then run it with --yes. Nothing was changed.",
    )
