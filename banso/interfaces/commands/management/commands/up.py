"""``banso up``: prepare the workspace, then serve it: web and worker, until Ctrl-C."""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from banso.interfaces.commands.cli import language
from banso.interfaces.commands.ports import HOST, answers, require_free
from banso.interfaces.commands.supervision import Child, Supervisor
from banso.workspace import queries

_STARTS_WITHIN = 60.0  # seconds


class Command(BaseCommand):
    help = "Start Banso: web and worker on this machine. Ctrl-C stops both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=int(os.environ.get("PORT") or 8000), help="default 8000"
        )

    def handle(self, *, port: int, **options: Any) -> None:
        require_free(port)
        prepare()
        if code := serve(port=port, out=self.say):
            sys.exit(code)

    def say(self, ja: str, en: str) -> None:
        self.stdout.write(ja if language() == "ja" else en)
        self.stdout.flush()


def prepare() -> None:
    """Records up to date, and the demo's world if the demo workspace is still empty."""
    call_command("migrate", verbosity=0)
    with suppress(OSError):  # whitenoise only warns where it is missing
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    if not queries.exists() and settings.BANSO_WORKSPACE == "demo":
        load_demo()


def load_demo() -> None:
    """The demo comes with the connectors; what it shows is fictional."""


def serve(*, port: int, out: Any) -> int:
    """Web and worker until somebody says stop; gives back the exit code."""
    connections.close_all()
    root = Path(settings.BASE_DIR)
    python = [sys.executable, "-m"]
    web = [
        *python,
        "uvicorn",
        "banso.asgi:application",
        *("--host", HOST, "--port", str(port), "--log-level", "warning", "--no-access-log"),
        *("--no-server-header", "--lifespan", "off", "--timeout-graceful-shutdown", "3"),
    ]
    worker = [*python, "banso.interfaces.commands.cli", "worker"]

    def say(event: str, name: str, code: int) -> None:
        ja, en = {
            "ended": (
                f"{name} が終了しました(コード {code})。もう一度起動します。",
                f"{name} ended with code {code}; starting it again.",
            ),
            "gave_up": (
                f"{name} が続けて終了しました(コード {code})。上の記録をご確認ください。",
                f"{name} keeps ending (code {code}). See what it wrote above.",
            ),
            "stopping": ("終了しています…", "Stopping…"),
        }[event]
        out(ja, en)

    supervisor = Supervisor(
        [Child("web", web), Child("worker", worker)], os.environ, str(root), say
    )
    supervisor.start()
    deadline = time.monotonic() + _STARTS_WITHIN
    while not answers(port) and time.monotonic() < deadline and not supervisor.asked_to_stop:
        time.sleep(0.1)
    greet(port=port, out=out)
    return supervisor.run()


def greet(*, port: int, out: Any) -> None:
    """The address, and who can sign in."""
    url = f"http://{HOST}:{port}/"
    out(f"\n  Banso  {url}", f"\n  Banso  {url}")
    folder = settings.BANSO_FOLDER
    out(
        f"  ワークスペース {settings.BANSO_WORKSPACE}({folder})",
        f"  Workspace {settings.BANSO_WORKSPACE} ({folder})",
    )
    people = queries.demo_people()
    if people:
        out("  デモのサインイン(架空の人物です):", "  Demo sign-ins (fictional people):")
        for person in people:
            line = f"    {person.email:<24} {queries.DEMO_PASSWORD}   {person.role}"
            out(line, line)
    elif not queries.has_people():
        out(
            "  最初の画面で、管理者を登録してください。",
            "  The first page makes you the administrator.",
        )
    connections.close_all()
    out("  Ctrl-C で終了します。\n", "  Ctrl-C stops it.\n")
