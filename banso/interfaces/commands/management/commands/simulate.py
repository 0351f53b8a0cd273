"""``banso simulate OUT``: a seeded world with known truth, as files to import."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from banso.interfaces.commands.cli import language
from simulator.making import make
from simulator.scenario.reading import NAMES, asked, named

_SAID = {
    "ja": "{path} に書きました：顧客企業 {accounts:,}社、利用イベント {events:,}件。取り込み: banso import {path}",
    "en": "Written to {path}: {accounts:,} accounts, {events:,} events. To import: banso import {path}",
}


class Command(BaseCommand):
    help = (
        "Write a simulated vendor's world: ordinary import files, and what is true of it in truth/. "
        "The same seed gives the same bytes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT", help="an empty folder, or a new one")
        parser.add_argument("--accounts", type=int, metavar="N", help="instead of the scenario's")
        parser.add_argument("--days", type=int, metavar="D", help="instead of the scenario's")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="default 1")
        parser.add_argument(
            "--scenario", default="demo", metavar="NAME|FILE",
            help=f"{', '.join(NAMES)}, or a YAML file; default demo",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *, out: Path, scenario: str, seed: int, **options: Any) -> None:
        chosen = asked(named(scenario), accounts=options["accounts"], days=options["days"])
        watch = None if options["json"] or not sys.stderr.isatty() else _progress()
        made = make(scenario=chosen, seed=seed, into=out, progress=watch)
        if options["json"]:
            found = {
                "path": str(out),
                "rows": made.rows,
                "events": made.events,
                "defects": made.defects,
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        said = _SAID[language()]
        self.stdout.write(said.format(path=out, accounts=made.rows["accounts"], events=made.events))


def _progress() -> Callable[[int, int], None]:
    begun = time.monotonic()

    def tell(done: int, total: int) -> None:
        left = (time.monotonic() - begun) / done * (total - done)
        end = "\n" if done == total else "\r"
        sys.stderr.write(f"{done:,} / {total:,}   {left:,.0f} s {end}")
        sys.stderr.flush()

    return tell
