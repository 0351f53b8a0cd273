"""``banso up``: prepare the workspace, then serve it: web and worker, until Ctrl-C."""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from banso.connectors.demo.operations import is_demo_whole, load_demo
from banso.connectors.demo.people import PASSWORD
from banso.interfaces.commands.cli import language
from banso.interfaces.commands.ports import HOST, answers, require_free
from banso.interfaces.commands.supervision import Child, Supervisor
from banso.workspace import queries
from banso.workspace.progress import Console
from banso.workspace.viewer import Viewer

_STARTS_WITHIN = 60.0  # seconds
Say = Callable[[str, str], None]  # the same line in Japanese and in English


class Command(BaseCommand):
    help = "Start Banso: web and worker on this machine. Ctrl-C stops both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=int(os.environ.get("PORT") or 8000), help="default 8000"
        )

    def handle(self, *, port: int, **options: Any) -> None:
        require_free(port)
        prepare(out=self.say)
        if code := serve(port=port, out=self.say):
            sys.exit(code)

    def say(self, ja: str, en: str) -> None:
        self.stdout.write(ja if language() == "ja" else en)
        self.stdout.flush()


def prepare(*, out: Say) -> None:
    """Records up to date, and the demo's world if the demo workspace is still empty."""
    call_command("migrate", verbosity=0)
    with suppress(OSError):  # whitenoise only warns where it is missing
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    new = not queries.exists() and not queries.has_people()
    if settings.BANSO_WORKSPACE == "demo" and (new or _half_made()):
        ja, en = "デモを準備しています(最初の一度だけ)。", "Making the demo (the first time only)."
        out(ja, en)
        with Console() as progress:
            load_demo(now=datetime.now(UTC), progress=progress)


def _half_made() -> bool:
    """A demo whose making was interrupted; it goes on where it was."""
    system = Viewer.system()
    if not queries.exists() or not queries.workspace(viewer=system).is_demo:
        return False
    clock = queries.clock()
    taken_over = clock.closed_day is not None and not clock.stands  # somebody set it live
    return not taken_over and not is_demo_whole(viewer=system)


def serve(*, port: int, out: Say) -> int:
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

    # whitenoise hands files to uvicorn piece by piece, which Django remarks upon at every start.
    quiet = {"PYTHONWARNINGS": "ignore:StreamingHttpResponse must consume:Warning"}
    supervisor = Supervisor(
        [Child("web", web), Child("worker", worker)], {**quiet, **os.environ}, str(root), say
    )
    supervisor.start()
    deadline = time.monotonic() + _STARTS_WITHIN
    while not answers(port) and time.monotonic() < deadline and not supervisor.asked_to_stop:
        time.sleep(0.1)
    greet(port=port, out=out)
    return supervisor.run()


def greet(*, port: int, out: Say) -> None:
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
            line = f"    {person.email:<32} {PASSWORD}  {person.role}"
            out(line, line)
    elif not queries.has_people():
        out(
            "  最初の画面で、管理者を登録してください。",
            "  The first page makes you the administrator.",
        )
    connections.close_all()
    out("  Ctrl-C で終了します。\n", "  Ctrl-C stops it.\n")
