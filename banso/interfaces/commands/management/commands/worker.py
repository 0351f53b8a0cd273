"""``banso worker``: run long work one after the other; what a dead worker left is taken up again."""

from __future__ import annotations

import fcntl
import os
import signal
from argparse import ArgumentParser
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from banso.connectors.operations import sweep
from banso.lib.problems import BansoError, problem
from banso.workspace import queries
from banso.workspace.homes.operations import note_name
from banso.workspace.jobs import requeue_dead_jobs
from banso.workspace.viewer import Viewer


class WorkerRunning(BansoError):
    """This workspace has a worker already."""


class Command(BaseCommand):
    help = "Run imports and back-fills in the background. One worker serves a workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks")

    def handle(self, *, interval: float, verbosity: int, **options: Any) -> None:
        lock = take_lock()
        try:
            signal.signal(signal.SIGTERM, _end)
            now = datetime.now(UTC)
            sweep(now=now)
            if queries.exists():
                note_name(name=queries.workspace(viewer=Viewer.system()).name)
            requeue_dead_jobs(now=now)
            call_command(
                "db_worker",
                interval=interval,
                reload=False,
                startup_delay=False,
                # Failures are logged by the job itself; the rest is of interest to few.
                verbosity=verbosity if verbosity > 1 else 0,
            )
        finally:
            os.close(lock)


def take_lock() -> int:
    """This function will hold the workspace's worker lock until the process ends, however it ends.

    Two workers would run the same work twice: a starting worker takes every running job for dead.
    """
    path = settings.BANSO_FOLDER / "worker.lock"
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refused:
        os.close(handle)
        raise WorkerRunning(
            problem(
                "worker.running",
                ja="このワークスペースのワーカーは、すでに動いています。",
                en="A worker of this workspace is running already.",
                remedy_ja="そのまま任せるか、動いているほうを終了してから起動してください。",
                remedy_en="Leave the work to it, or stop it first.",
                path=str(path),
            )
        ) from refused
    return handle


def _end(_signum: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
