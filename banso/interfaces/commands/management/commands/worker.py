"""``banso worker``: run long work one after the other; between two pieces do what is due by the
clock, and see to the lake.

What a dead worker left is taken up again.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import signal
import socket
import time
from argparse import ArgumentParser
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Command as Queue
from django_tasks_db.management.commands.db_worker import Worker

from banso.connectors.operations import sweep
from banso.connectors.pickup.folder import folder_of
from banso.connectors.upkeep.schedule import Ticks
from banso.lib.problems import BansoError, problem
from banso.revenue.ledger.operations import catch_up
from banso.workspace import queries
from banso.workspace.homes.operations import note_name
from banso.workspace.jobs import requeue_dead_jobs
from banso.workspace.schedule import running as schedules
from banso.workspace.viewer import Viewer

log = logging.getLogger("banso.schedule")
_LOOK = timedelta(seconds=10)


class WorkerRunning(BansoError):
    """This workspace has a worker already."""


class Command(BaseCommand):
    help = "Run imports, back-fills and the upkeep of the lake in the background. One worker serves a workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks")

    def handle(self, *, interval: float, verbosity: int, **options: Any) -> None:
        lock = take_lock()
        try:
            signal.signal(signal.SIGTERM, _end)
            now = datetime.now(UTC)
            sweep(now=now)
            if queries.exists():
                with suppress(BansoError):  # a folder set elsewhere is told of when it is due
                    folder_of({})
                note_name(name=queries.workspace(viewer=Viewer.system()).name)
                _fill_ledger(now)
            requeue_dead_jobs(now=now)
            # Failures are logged by the job itself; the rest is of interest to few.
            Queue().configure_logging(verbosity if verbosity > 1 else 0)
            schedules.end_own_leases(host=socket.gethostname())
            work(interval=interval, ticks=Ticks(), clock=Clock())
        finally:
            os.close(lock)


def _fill_ledger(now: datetime) -> None:
    """A workspace of an earlier version has closed days and no ledger; it works without one too."""
    try:
        catch_up(now=now)
    except Exception:
        log.exception("writing the ledger failed")


class Clock:
    """Looks at the schedules every few seconds, and at once after something was done."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def tick(self, *, now: datetime) -> schedules.Ran | None:
        """This function will do one piece of scheduled work if one is due, and never raise for it."""
        if self._next is not None and self._next - _LOOK <= now < self._next:
            return None
        try:
            done = schedules.tick(now=now)
        except Exception:
            log.exception("looking at the schedules failed")
            done = None
        self._next = None if done else now + _LOOK
        return done


def work(*, interval: float, ticks: Ticks, clock: Clock) -> None:
    """This function will run what waits, then what is due by the clock, then see to the lake if it
    is time, again and again until it is told to stop."""
    worker = Worker(
        queue_names=[DEFAULT_TASK_QUEUE_NAME],
        interval=interval,
        batch=True,  # it comes back when nothing waits
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(16),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    while worker.running:
        worker.run()
        if worker.running:
            if clock.tick(now=datetime.now(UTC)) is not None:
                continue  # what people asked for meanwhile comes before the next
            ticks.tick(now=datetime.now(UTC))
            time.sleep(interval)


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
