"""``banso metrics``: check, try and put in force a file of the workspace's own metrics."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.commands.cli import language
from banso.interfaces.commands.management.commands._days import require_workspace
from banso.interfaces.commands.planning import problem_lines
from banso.lib.problems import errors
from banso.metrics import operations, own
from banso.metrics import queries as metrics
from banso.workspace.viewer import Viewer


class Command(BaseCommand):
    help = (
        "A workspace's own metrics as a file. Exit codes: 0 done, 1 refused or errors in the text."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for name, words in _ACTS.items():
            act = acts.add_parser(name, help=words)
            act.add_argument("file", type=Path, help="a text of metrics")
            act.add_argument("--key", help="the name it is kept under; default: the file's name")
            if name == "apply":
                act.add_argument(
                    "--why", required=True, help="the reason, for whoever looks at it later"
                )

    def handle(self, *, act: str, file: Path, key: str | None, **options: Any) -> None:
        require_workspace()
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        key, now, lang = key or file.stem, datetime.now(UTC), language()
        viewer, lake = Viewer.system(language=lang), workspace_lake()
        checked = own.check(viewer=viewer, text=text, key=key, lake=lake)
        for line in problem_lines(checked.problems, lang):
            self.stderr.write(line)
        if errors(checked.problems):
            sys.exit(1)
        if act == "preview":
            day = metrics.latest_day(viewer=viewer)
            if day is None:
                raise CommandError("No day has been measured yet; run: banso daily")
            found = own.preview(viewer=viewer, lake=lake, text=text, key=key, day=day, now=now)
            for line in _shown(found, viewer):
                self.stdout.write(line)
        elif act == "apply":
            number = operations.save_metrics(
                viewer=viewer, key=key, text=text, now=now, why=options["why"]
            )
            self.stdout.write(f"Release {number}: {len(checked.metrics)} metrics are in force.")
        else:
            self.stdout.write(f"{len(checked.metrics)} metrics, no errors.")


_ACTS = {
    "check": "every problem of a text at once",
    "preview": "what the numbers would be over today's accounts; nothing is saved",
    "apply": "put a text in force",
}


def _shown(found: own.Preview, viewer: Viewer) -> Iterator[str]:
    """A few lines a metric: known, missing, how the values lie, some accounts."""
    yield f"On {found.day}:"
    for n in found.numbers:
        yield f"{n.metric.key}  {n.metric.name.in_(viewer.language)}: {n.known} known, {n.missing} missing"
        if n.spread and n.known:
            yield f"  {n.spread.low:g} … {n.spread.middle:g} … {n.spread.high:g}"
        for word, count in n.words:
            yield f"  {word}: {count}"
        if n.replaces:
            yield f"  {n.changed} would differ from what is stored"
        names = customers.account_names(viewer=viewer, ids=[r.account for r in n.rows])
        for row in n.rows:
            before = f" (was {row.old})" if n.replaces else ""
            yield f"    {names.get(row.account, row.account)}: {row.new}{before}"
