"""``banso backfill --from D --to D``: close days again, from today's knowledge."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from banso.interfaces.commands.closing import close, day_of, told


class Command(BaseCommand):
    help = (
        "Measure days again and walk every account through them. Days made from the same facts are "
        "left as they are. Can be stopped and started again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=day_of, required=True, help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=day_of, required=True, help="last day, YYYY-MM-DD")
        parser.add_argument("--again", action="store_true", help="also days whose facts are the same")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *, first: date, last: date, **options: Any) -> None:
        closed = close(first, last, quiet=options["json"], again=options["again"])
        self.stdout.write(told(closed, as_json=options["json"]))
