"""A world that is dear to make is made once for a file; each test has its own copy of the lake.

The records are made inside a transaction that is rolled back when the file's tests are done; what
a test writes lies in a savepoint of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.test import override_settings

from banso.lib import once

T = TypeVar("T")


@dataclass(frozen=True)
class Shared(Generic[T]):
    made: T
    folder: Path

    def copy_to(self, folder: Path) -> T:
        """The lake and the files as they were made, as those of this test."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return self.made


@contextmanager
def made_once(blocker: Any, folder: Path, make: Callable[[], T]) -> Iterator[Shared[T]]:
    """``make()`` with the records and with ``folder`` as the workspace; rolled back at the end."""
    incoming = folder / "uploads" / "incoming"
    incoming.mkdir(parents=True)
    with blocker.unblock(), transaction.atomic():
        with override_settings(BANSO_FOLDER=folder, FILE_UPLOAD_TEMP_DIR=incoming):
            once.forget()
            made = make()
        yield Shared(made, folder)
        transaction.set_rollback(True)


def workspace() -> None:
    """The settings row: Tokyo, yen, Japanese, a live clock."""
    from banso.workspace import operations
    from banso.workspace.viewer import Viewer
    from tests.ground import people

    operations.create_workspace(viewer=Viewer.system(), name="試験用", now=people.SINCE)
