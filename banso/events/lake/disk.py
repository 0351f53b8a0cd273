"""What makes a file outlive a power cut: fsync of the file, then of every folder that names it.

And what a full disk is called: the engine and the log's library each say it in words of their own.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from banso.lib.problems import BansoError, problem

# No room, a quota used up, a file larger than the system or the process may write.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_SAID = re.compile(
    "|".join(re.escape(os.strerror(n)) for n in _FULL)
    + "|" + "|".join(rf"os error {n}\b" for n in _FULL)
)  # fmt: skip


class DiskFull(BansoError):
    """There is no room for what should be written; nothing of it is seen."""


@contextmanager
def naming_full_disk(place: Path) -> Iterator[None]:
    """Raise ``DiskFull`` where the engine, the log's library or the system says so in its own words."""
    try:
        yield
    except BansoError:
        raise
    except Exception as said:
        if not is_full(said):
            raise
        raise DiskFull(
            problem(
                "lake.disk_full",
                ja=f"{place.name} への書き込み中に、ディスクの空き容量がなくなりました。書きかけのデータは残っていません。",
                en=f"The disk has no room left to write {place.name}. Nothing half-written is left.",
                remedy_ja="空き容量を増やしてから、もう一度実行してください。続きから進みます。",
                remedy_en="Make room, then run it again; it goes on where it was.",
                file=str(place),
            )
        ) from said


def is_full(said: Exception) -> bool:
    """Does this exception say that there is no room?"""
    return getattr(said, "errno", None) in _FULL or _FULL_SAID.search(str(said)) is not None


def sync_file(path: Path) -> None:
    """Return once the bytes of ``path`` are handed to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Return once the names inside the folder ``path`` are handed to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_files(root: Path, files: Iterable[Path]) -> None:
    """Sync ``files`` and every folder between them and ``root``, deepest first, ``root`` last."""
    folders: set[Path] = {root}
    for file in files:
        sync_file(file)
        folders.update(folder for folder in file.parents if folder.is_relative_to(root))
    for folder in sorted(folders, key=lambda f: len(f.parts), reverse=True):
        sync_folder(folder)


def make_folder(path: Path) -> None:
    """Create ``path`` with its parents so that the new names survive a power cut."""
    missing = []
    folder = path
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    path.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        sync_folder(made.parent)


def remove_file(path: Path) -> None:
    """Remove ``path`` if it is there, durably."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` against every other process and thread.

    The log would refuse a lost update without it. The lock makes sure that an entry is on the
    disk before the next one is built upon it, so only the *last* entry can ever be torn.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_durably(path: Path, text: str) -> None:
    """Put ``text`` in the file ``path``, whole or not at all, and on the disk. Raises ``DiskFull``."""
    new = path.with_name(f"{path.name}.new")
    with naming_full_disk(path):
        new.write_text(text, encoding="utf-8")
        sync_file(new)
        new.replace(path)
        sync_folder(path.parent)
