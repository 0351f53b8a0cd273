"""``banso lake``: examine, repair, count and keep the lake of this workspace."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from banso.connectors.lock import one_at_a_time
from banso.connectors.upkeep import repairing
from banso.connectors.upkeep.operations import upkeep
from banso.connectors.upkeep.queries import stats
from banso.events.store import workspace_lake
from banso.interfaces.commands import lakewords as words
from banso.interfaces.commands.cli import language
from banso.interfaces.commands.management.commands._days import require_workspace
from banso.interfaces.commands.planning import problem_lines
from banso.lib.problems import BansoError, errors, problem
from banso.workspace import queries
from banso.workspace.progress import Console, Progress, Silent
from banso.workspace.viewer import Viewer

FOUND, LOST = 3, 4


class FilesWithoutBatch(BansoError):
    """Files were handed in without saying which import they are of."""


class Command(BaseCommand):
    help = (
        "The files under the numbers. Exit codes: 0 in order or done, 1 refused, "
        "3 something is to be repaired (check; repair without --yes), 4 rows are lost for now."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("check", help="examine every table; changes nothing")
        repair = acts.add_parser("repair", help="say what would be done; with --yes, do it")
        repair.add_argument("--yes", action="store_true", help="do it")
        repair.add_argument(
            "--from", dest="files", nargs="+", type=Path, default=[], metavar="FILE",
            help="the files of an import, to bring its lost events back",
        )  # fmt: skip
        repair.add_argument("--batch", default="", help="the import whose files these are")
        acts.add_parser("stats", help="rows, files, log, and what upkeep would do")
        keep = acts.add_parser("tidy", help="run the upkeep now, which the worker runs by itself")
        keep.add_argument(
            "--close", action="store_true", help="also close the days and months that are over"
        )
        for each in acts.choices.values():
            each.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *, act: str, **options: Any) -> None:
        require_workspace()
        self._json = bool(options["json"])
        sys.exit(getattr(self, f"_{act}")(options))

    # Acts: each gives the exit code

    def _check(self, options: dict[str, Any]) -> int:
        found = repairing.checked(viewer=self._system, lake_folder=workspace_lake().folder)
        self._tell(
            {"problems": [p.as_json(language()) for p in found]},
            [*problem_lines(found, language())] or [words.in_order(language())],
        )
        if any(p.id == "lake.rows_missing" for p in found) and len(errors(found)) == len(found):
            return LOST if all(p.id == "lake.rows_missing" for p in found) else FOUND
        return FOUND if found else 0

    def _repair(self, options: dict[str, Any]) -> int:
        files, batch = options["files"], options["batch"]
        if files and not batch:
            raise FilesWithoutBatch(_which())
        lake = workspace_lake()
        todo = repairing.plan(viewer=self._system, lake_folder=lake.folder)
        if not options["yes"]:
            self._tell(words.plan_json(todo, language()), words.plan_lines(todo, language()))
            return 0 if todo.nothing and not files else FOUND
        if todo.nothing and not files:
            self._tell(words.plan_json(todo, language()), words.plan_lines(todo, language()))
            return 0
        quiet = self._json or not sys.stderr.isatty()
        watch: AbstractContextManager[Progress] = nullcontext(Silent()) if quiet else Console()
        with one_at_a_time(), watch as progress:
            done = repairing.repair(
                viewer=self._system, lake=lake, now=datetime.now(UTC), files=files, batch=batch,
                progress=progress,
            )  # fmt: skip
        self._tell(words.repaired_json(done), words.repaired_lines(done, language()))
        return LOST if done.missing else 0

    def _stats(self, options: dict[str, Any]) -> int:
        now = datetime.now(UTC)
        found = stats(
            viewer=self._system, lake=workspace_lake(), clock=queries.clock(wall=now), now=now
        )
        self._tell(found.as_json(), words.stats_lines(found, language(), now=now))
        return 0

    def _tidy(self, options: dict[str, Any]) -> int:
        now = datetime.now(UTC)
        done = upkeep(
            lake=workspace_lake(), clock=queries.clock(wall=now), now=now,
            settle_hours=queries.workspace(viewer=self._system).settle_hours,
            close=True if options["close"] else None,
        )  # fmt: skip
        self._tell(done.as_json(language()), words.upkept_lines(done, language()))
        return 1 if done.problems else 0

    @property
    def _system(self) -> Viewer:
        return Viewer.system(language())

    def _tell(self, data: dict[str, Any], lines: Iterable[str]) -> None:
        if self._json:
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        for line in lines:
            self.stdout.write(line)


def _which() -> Any:
    return problem(
        "lake.repair.which_import",
        ja="--from には、どの取り込みのファイルかを示す --batch が必要です。",
        en="--from needs --batch: which import the files are of.",
        remedy_ja="banso lake check に、取り込みの ID が出ます。",
        remedy_en="banso lake check names the import's id.",
    )
