"""What makes a file outlive a power cut: fsync of the file, then of every folder that names it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


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
