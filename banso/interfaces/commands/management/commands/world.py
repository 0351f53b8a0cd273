"""``banso world score``: how well a tool's predictions agree with what a simulated world knows."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from banso.interfaces.commands.cli import language
from banso.interfaces.commands.planning import problem_lines
from simulator.scoring import score


class Command(BaseCommand):
    help = (
        "The scoreboard of simulated worlds (docs/dev/world.md). "
        "Exit codes: 0 scored, 1 refused: every problem of the files is told."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        act = acts.add_parser("score", help="score predictions against the truth of a world")
        act.add_argument(
            "--predictions", nargs="+", type=Path, required=True, metavar="FILE",
            help="CSV, or JSON lines (.jsonl)",
        )  # fmt: skip
        act.add_argument(
            "--truth", type=Path, required=True, metavar="DIR",
            help="the folder truth that banso simulate wrote",
        )  # fmt: skip
        act.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *, predictions: list[Path], truth: Path, **options: Any) -> None:
        board = score(files=predictions, truth_folder=truth)
        if options["json"]:
            found = board.as_json(language())
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for line in problem_lines(board.cautions, language()):
            self.stderr.write(line)
        for line in board.lines(language()):
            self.stdout.write(line)
