"""Progress of long work, the same for a job on a screen, a command in a terminal and a test.

Work calls ``begin`` for each step and ``advance`` as it goes. ``advance`` is cheap: what it
reports is written at most a few times a second.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_WRITE_EVERY = 0.5  # seconds between two writes of a job's progress


class JobCancelled(Exception):
    """A person asked to stop; the work leaves nothing half-done behind."""


class Progress(Protocol):
    def begin(self, step: str, total: int | None = None, unit: str = "") -> None:
        """Start a named step (English key, translated on screen) of ``total`` units, or of unknown length."""

    def advance(self, n: int = 1) -> None:
        """``n`` more units are done. Raises :class:`JobCancelled` when a person asked to stop."""


class Silent:
    """Progress nobody watches."""

    def begin(self, step: str, total: int | None = None, unit: str = "") -> None:
        return

    def advance(self, n: int = 1) -> None:
        return


class Console:
    """Progress in a terminal: rate and remaining time on standard error."""

    def __init__(self) -> None:
        from rich.console import Console as RichConsole
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._rich: RichProgress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]} {task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=RichConsole(stderr=True),
            transient=False,
        )
        self._task: TaskID | None = None
        self._started = 0.0
        self._done = 0

    def __enter__(self) -> Console:
        self._rich.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._rich.stop()

    def begin(self, step: str, total: int | None = None, unit: str = "") -> None:
        self._started, self._done = time.monotonic(), 0
        self._task = self._rich.add_task(step, total=total, unit=unit, rate="")

    def advance(self, n: int = 1) -> None:
        if self._task is None:
            return
        self._done += n
        passed = time.monotonic() - self._started
        rate = f"{self._done / passed:,.0f}/s" if passed > 0.2 else ""
        self._rich.update(self._task, advance=n, rate=rate)


class Throttle:
    """Says when the next write is due."""

    def __init__(self, every: float = _WRITE_EVERY) -> None:
        self._every = every
        self._next = 0.0

    def due(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._every
        return True
