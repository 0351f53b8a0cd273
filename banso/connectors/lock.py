"""One import at a time in a workspace. The lock dies with its process, so a crash blocks nobody."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from banso.lib.problems import BansoError, problem


class ImportBusy(BansoError):
    """Another import or undo is running in this workspace."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the workspace's import lock, or raise :class:`ImportBusy` at once."""
    folder = Path(settings.BANSO_FOLDER) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "import.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ImportBusy(
                problem(
                    "import.busy",
                    ja="別の取り込み、または取り消しが進行中です。",
                    en="Another import or undo is running.",
                    remedy_ja="終わるのを待って、もう一度実行してください。",
                    remedy_en="Wait until it has finished, then try again.",
                )
            ) from None
        yield
