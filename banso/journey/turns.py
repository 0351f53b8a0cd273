"""One at a time: closing days, a new version of the map and people's words all write stays.

Each reads where accounts stand, works out where they come to stand and writes it. Two of them side
by side would each undo what the other did.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from banso.lib.problems import BansoError, Problem, problem

PATIENCE = 5.0  # seconds a person waits for another person's change; closing days takes longer
_LOOK_AGAIN = 0.02
_mine = threading.local()


class DaysBeingClosed(BansoError):
    """Days are being closed at this moment; a change now would be lost or half of it."""


@contextmanager
def writing(*, patience: float | None = PATIENCE) -> Iterator[None]:
    """Hold the right to write stays, against every other thread and process; none twice in one thread.

    ``patience`` in seconds, None for as long as it takes. Raises ``DaysBeingClosed``. A process
    that dies loses it.
    """
    if getattr(_mine, "depth", 0):
        _mine.depth += 1
        try:
            yield
        finally:
            _mine.depth -= 1
        return
    path = Path(settings.BANSO_FOLDER) / "journey.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle, patience)
        _mine.depth = 1
        try:
            yield
        finally:
            _mine.depth = 0
    finally:
        os.close(handle)


def _take(handle: int, patience: float | None) -> None:
    if patience is None:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise DaysBeingClosed(_busy()) from None
            time.sleep(_LOOK_AGAIN)
        else:
            return


def _busy() -> Problem:
    return problem(
        "journey.days-being-closed",
        ja="日次の締め処理を実行しているため、今は変更できません。",
        en="Days are being closed at this moment, so nothing can be changed.",
        remedy_ja="処理が終わってから、もう一度お試しください。何も変更していません。",
        remedy_en="Try again once that is done. Nothing was changed.",
    )
