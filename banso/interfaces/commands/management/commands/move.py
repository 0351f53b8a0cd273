"""``banso move``: this workspace's records to PostgreSQL, or back into its folder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from banso.interfaces.commands.cli import language
from banso.workspace.moving import move_records
from banso.workspace.progress import Console

HELP = (
    "move this workspace's records to PostgreSQL, or back into its folder (stop `banso up` first)"
)


class Command(BaseCommand):
    help = HELP
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            required=True,
            metavar="ADDRESS",
            help="sqlite, or postgresql://user:password@host:port/database",
        )

    def handle(self, *, to: str, **options: Any) -> None:
        with Console() as progress:
            moved = move_records(
                folder=settings.BANSO_FOLDER,
                workspace=settings.BANSO_WORKSPACE,
                to=to,
                now=datetime.now(UTC),
                progress=progress,
            )
        self.say(
            f"{moved.rows:,}行を移動しました({moved.store})。移動前のデータ: {moved.left}",
            f"Moved {moved.rows:,} rows to {moved.store}. The former records: {moved.left}",
        )

    def say(self, ja: str, en: str) -> None:
        self.stdout.write(ja if language() == "ja" else en)
