"""The lake: stored facts as files any engine can read. The only place that knows how.

``open_lake(folder)`` gives the lake of a folder, one per process. ``lake.table(spec)`` gives a
table: ``table.sql()`` to read it with ``lake.cursor()``, ``append`` and ``replace…`` to write.
Every write is on the disk when it returns, and goes in once.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from pathlib import Path

from banso.events.lake.correct import Corrected
from banso.events.lake.disk import DiskFull, make_folder, write_durably
from banso.events.lake.engine import Cursor, engine
from banso.events.lake.keep import (
    DataFileMissing,
    LogDamaged,
    NeedsReaderFeatures,
    check,
    open_handle,
)
from banso.events.lake.log import NotSynced, StaleTable
from banso.events.lake.lost import (
    Lost,
    lost_files,
    mend_log,
    remake,
    set_aside,
    stored_spec,
    strike,
    table_names,
)
from banso.events.lake.merge import TARGET_SIZE, Wanted, groups_of
from banso.events.lake.rewrite import RowsOutside
from banso.events.lake.spec import (
    Column,
    PartitionRange,
    Receipt,
    TableSpec,
    Type,
    quoted,
    text_literal,
)
from banso.events.lake.stage import Params
from banso.events.lake.still import TableFiles, held_still, link_into, strangers
from banso.events.lake.table import Table, open_table
from banso.events.lake.tidy import Tidied, files_on_disk, keep, tidy
from banso.events.lake.types import ColumnTypeChanged, DoesNotFit
from banso.lib.problems import BansoError, problem

__all__ = [
    "TARGET_SIZE",
    "Column",
    "ColumnTypeChanged",
    "Corrected",
    "Cursor",
    "DataFileMissing",
    "DiskFull",
    "DoesNotFit",
    "Lake",
    "LogDamaged",
    "NeedsReaderFeatures",
    "NotSynced",
    "Params",
    "PartitionRange",
    "Receipt",
    "RowsOutside",
    "StaleTable",
    "Table",
    "TableFiles",
    "TableSpec",
    "Tidied",
    "Type",
    "Wanted",
    "check",
    "close_lake",
    "held_still",
    "keep",
    "link_into",
    "open_lake",
    "quoted",
    "strangers",
    "text_literal",
    "tidy",
    "Lost",
    "lost_files",
    "mend_log",
    "remake",
    "set_aside",
    "strike",
    "table_names",
    "files_on_disk",
    "groups_of",
    "write_durably",
]


class FolderNameRefused(BansoError):
    """The folder's name would be read as a pattern or as a partition."""


class Lake:
    """The tables of one folder; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._engine = engine(spill=folder / "_spill")
        self._tables: dict[str, Table] = {}
        self._mutex = threading.RLock()

    def cursor(self) -> AbstractContextManager[Cursor]:
        """A cursor of the engine, for one thread and one piece of work."""
        return self._engine.cursor()

    def table(self, spec: TableSpec) -> Table:
        """The table of ``spec``, created or opened (and repaired) at the first call.

        Columns of ``spec`` that are not stored yet are added. Raises ``ColumnTypeChanged``,
        ``DataFileMissing``, ``LogDamaged``, ``NeedsReaderFeatures``.
        """
        with self._mutex:
            table = self._tables.get(spec.name)
            if table is None:
                locks = self.folder / "_locks"
                locks.mkdir(exist_ok=True)
                table = open_table(root=self.folder / spec.name, lock=locks / spec.name, spec=spec)
                self._tables[spec.name] = table
            else:
                table.grow(spec)
            return table

    def existing(self, name: str) -> Table:
        """A table that is there, by its name alone: to be kept and counted, not written to.

        Raises as ``table`` does.
        """
        with self._mutex:
            table = self._tables.get(name)
            if table is None:
                return self.table(stored_spec(open_handle(self.folder / name), name))
            return table


_lakes: dict[Path, Lake] = {}
_lock = threading.Lock()


def open_lake(folder: Path) -> Lake:
    """The lake in ``folder`` (created if missing), the same object for the whole process."""
    path = folder.resolve()
    if any(c in str(path) for c in "*?[="):
        raise FolderNameRefused(
            problem(
                "lake.folder.name",
                ja=f"フォルダー名 {path} には * ? [ = を使えません。",
                en=f"The folder name {path} must not contain * ? [ or =.",
                remedy_ja="BANSO_HOME を別の場所にしてください。",
                remedy_en="Choose another place for BANSO_HOME.",
                file=str(path),
            )
        )
    with _lock:
        lake = _lakes.get(path)
        if lake is None:
            make_folder(path)
            lake = _lakes[path] = Lake(path)
        return lake


def close_lake(folder: Path) -> None:
    """Forget the lake in ``folder``, so that the next ``open_lake`` starts afresh."""
    with _lock:
        _lakes.pop(folder.resolve(), None)
