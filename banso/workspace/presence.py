"""Who is at work in a workspace: every process holds a shared lock as long as it lives.

What must be alone (moving the records to another database) takes the lock for itself. The lock
dies with its process, so a crash blocks nobody.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from banso.lib.problems import BansoError, problem

LOCK_FILE = "in-use.lock"
_held: dict[str, int] = {}


class WorkspaceInUse(BansoError):
    """Processes of this workspace are running, or it is being moved."""


def hold(folder: Path) -> None:
    """Take part in the workspace until this process ends; raises WorkspaceInUse while it is moved."""
    if str(folder) in _held:
        return
    handle = _open(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise WorkspaceInUse(
            problem(
                "workspace.being-moved",
                ja="このワークスペースのデータは、いま移動しているところです。",
                en="The records of this workspace are being moved.",
                remedy_ja="終わるのを待って、もう一度実行してください。",
                remedy_en="Wait until it has finished, then try again.",
            )
        ) from None
    _held[str(folder)] = handle


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only process of the workspace; raises WorkspaceInUse when there are others."""
    handle = _held.pop(str(folder), None)
    if handle is None:
        handle = _open(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise WorkspaceInUse(
            problem(
                "workspace.in-use",
                ja="このワークスペースは使用中です。",
                en="This workspace is in use.",
                remedy_ja="banso up を終了してから、もう一度実行してください。",
                remedy_en="Stop banso up, then try again.",
            )
        ) from None
    finally:
        os.close(handle)


def is_held(lock: Path) -> bool:
    """Whether some process holds this lock for itself; a file that is not there is held by nobody."""
    try:
        handle = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _open(folder: Path) -> int:
    return os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
