"""``banso restore FILE --as NAME``: a backup becomes a workspace of its own."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from banso.connectors.backup.manifest import read_manifest
from banso.interfaces.commands.cli import language
from banso.interfaces.commands.making import watched
from banso.workspace.homes.operations import restore_workspace
from banso.workspace.viewer import Viewer


class Command(BaseCommand):
    help = "Restore a backup as a new workspace; existing ones are not touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what banso backup has written")
        parser.add_argument(
            "--as", dest="key", required=True, metavar="NAME", help="folder of the new workspace"
        )
        parser.add_argument(
            "--title", default="", help="the name people see; without it, as in the backup"
        )

    def handle(self, *, file: Path, key: str, title: str, **options: Any) -> None:
        read_manifest(file)  # what is no backup is refused at once
        token = restore_workspace(
            viewer=Viewer.system(language()), file=file, name=title, key=key, now=datetime.now(UTC)
        )
        done = watched(token)
        said = "復元しました" if language() == "ja" else "Restored"
        self.stdout.write(f"{said}: {done.name} ({done.key})")
