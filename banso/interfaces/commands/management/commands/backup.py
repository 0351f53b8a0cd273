"""``banso backup``: this workspace as one file, taken while it goes on."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from banso.connectors.backup.taking import take_backup
from banso.interfaces.commands.cli import language
from banso.interfaces.commands.management.commands._days import require_workspace
from banso.workspace.progress import Console, Progress, Silent
from banso.workspace.viewer import Viewer


class Command(BaseCommand):
    help = (
        "Write this workspace into one file that banso restore reads. It may be in use meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, help="the file to write; without it, in BANSO_HOME/backups/"
        )
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *, to: Path | None, **options: Any) -> None:
        require_workspace()
        call_command("migrate", verbosity=0)
        quiet = bool(options["json"]) or not sys.stderr.isatty()
        watch: AbstractContextManager[Progress] = nullcontext(Silent()) if quiet else Console()
        with watch as progress:
            path = take_backup(
                viewer=Viewer.system(language()), to=to, now=datetime.now(UTC), progress=progress
            )
        size = path.stat().st_size
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(path), "bytes": size}))
            return
        said = "バックアップしました" if language() == "ja" else "Backed up"
        self.stdout.write(f"{said}: {path} ({size / 1e6:,.1f} MB)")
