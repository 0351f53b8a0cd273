"""``banso up``: prepare the workspace, then serve it and its neighbours: web and worker, until Ctrl-C."""

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

from banso.connectors.demo.operations import is_demo_whole
from banso.connectors.demo.people import PASSWORD
from banso.interfaces.commands.cli import language
from banso.interfaces.commands.demo import make_demo, sweep
from banso.interfaces.commands.pairs import Pairs
from banso.interfaces.commands.ports import HOST, answers, require_free
from banso.workspace import queries
from banso.workspace.homes import making, registry, removing, running
from banso.workspace.homes.operations import note_name
from banso.workspace.progress import Console
from banso.workspace.viewer import Viewer

_STARTS_WITHIN = 60.0  # seconds
Say = Callable[[str, str], None]  # the same line in Japanese and in English


class Command(BaseCommand):
    help = "Start Banso: web and worker of every workspace on this machine. Ctrl-C stops them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, help="of the first workspace, default 8000; the others come behind"
        )

    def handle(self, *, port: int | None, **options: Any) -> None:
        port = port or int(os.environ.get("PORT") or 0) or _usual_port()
        require_free(port)
        running.take_up_lock(home=Path(settings.BANSO_HOME))  # until the process ends
        prepare(out=self.say)
        if code := serve(port=port, out=self.say):
            sys.exit(code)

    def say(self, ja: str, en: str) -> None:
        self.stdout.write(ja if language() == "ja" else en)
        self.stdout.flush()


def _usual_port() -> int:
    """Where it was the last time, so that addresses stay; the demo is at 8000 always."""
    own = registry.home_of(home=Path(settings.BANSO_HOME), key=settings.BANSO_WORKSPACE)
    return own.port if own and own.port and settings.BANSO_WORKSPACE != "demo" else 8000


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
            make_demo(now=datetime.now(UTC), progress=progress)
    elif settings.BANSO_WORKSPACE == "demo":
        sweep()


def _half_made() -> bool:
    """A demo whose making was interrupted; it goes on where it was."""
    system = Viewer.system()
    if not queries.exists() or not queries.workspace(viewer=system).is_demo:
        return False
    clock = queries.clock()
    taken_over = clock.closed_day is not None and not clock.stands  # somebody set it live
    return not taken_over and not is_demo_whole(viewer=system)


def serve(*, port: int, out: Say) -> int:
    """A pair for every workspace in service until somebody says stop; gives back the exit code."""
    home = Path(settings.BANSO_HOME)
    first = settings.BANSO_WORKSPACE
    _enlist(home, first)
    connections.close_all()
    # whitenoise hands files to uvicorn piece by piece, which Django remarks upon at every start.
    quiet = {"PYTHONWARNINGS": "ignore:StreamingHttpResponse must consume:Warning"}
    pairs = Pairs(home, first, port, {**quiet, **os.environ}, str(settings.BASE_DIR), out)
    pairs.begin()
    deadline = time.monotonic() + _STARTS_WITHIN
    while not answers(port) and time.monotonic() < deadline:
        if pairs.supervisor.asked_to_stop:
            break
        time.sleep(0.1)
    greet(port=port, out=out)
    return pairs.supervisor.run()


def _enlist(home: Path, first: str) -> None:
    """Every workspace that lies in the folder is on the list, the one that was asked for in service."""
    removing.clear_removed(home=home)
    making.clear_away(home=home)
    now = datetime.now(UTC).isoformat()
    registry.adopt(home=home, created=now)
    if registry.home_of(home=home, key=first) is None:
        registry.add_home(home=home, entry=registry.Home(first, first, created=now))
    registry.change_home(home=home, key=first, state=registry.ACTIVE)
    if queries.exists():
        own = queries.workspace(viewer=Viewer.system())
        note_name(name=own.name, is_demo=own.is_demo)


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
