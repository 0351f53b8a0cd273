"""The table's log: one handle per process, compare-and-swap commits, entries synced to disk.

Two kinds of commit, both ``mode='append'`` through the kept handle:

* An append adds files. It goes in even if others committed since the handle was refreshed.
* A rewrite adds files and removes others. It carries the table's own transaction ``REWRITE``,
  one higher than at the moment its files were listed; two rewrites started from the same state
  therefore never both go in. Before committing, every file it removes must still be live:
  the library accepts the removal of a file that is gone already, which would double its rows.

An append that lands while a rewrite is being written stays: the rewrite removes exactly the
files it listed, so the outcome is that of the append coming second.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import (
    AddAction,
    CommitProperties,
    PostCommitHookProperties,
    RemoveAction,
    Transaction,
)

from banso.events.lake.disk import is_full, locked, naming_full_disk, sync_file, sync_folder
from banso.events.lake.engine import refuse_after_fork
from banso.events.lake.keep import COUNTED
from banso.events.lake.snapshot import DataFile, Snapshot, snapshot_of
from banso.events.lake.spec import TableSpec
from banso.lib.problems import BansoError, problem
from banso.lib.steps import declare, step

REWRITE = "banso.rewrite"
CHANGE = "banso.change"  # rewrites that changed rows: all but merges
CHECKPOINT_EVERY = 10
# Checkpoints are ours to make: the library's own would delete entries before anything is synced.
NO_HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)

# A struck file stays this long on the disk: longer than the longest query, write or held list.
RETENTION_HOURS = 1
# Entries a checkpoint has replaced stay a little longer than that. Each commit and each refresh of a
# handle lists the log: with a day of ten-second commits in it they would take four times as long.
LOG_RETENTION_HOURS = 2
_FORMER = {"delta.logRetentionDuration": "interval 1 days"}

log = logging.getLogger("banso.lake")

CONFIGURATION: Mapping[str, str] = {
    "delta.checkpointInterval": str(CHECKPOINT_EVERY),
    "delta.deletedFileRetentionDuration": f"interval {RETENTION_HOURS} hours",
    "delta.logRetentionDuration": f"interval {LOG_RETENTION_HOURS} hours",
    "delta.enableExpiredLogCleanup": "false",
}

FILES_WRITTEN = declare("lake.files_written", "data files on disk, no log entry names them")
COMMITTED = declare("lake.committed", "a log entry that may not be on the disk yet")
SYNCED = declare("lake.synced", "a log entry on the disk, no checkpoint yet")


class StaleTable(BansoError):
    """Somebody rewrote the same rows after they were read."""


class WriteTooSlow(StaleTable):
    """Files that were written are gone before their commit: upkeep took them for left-overs."""


class NotSynced(BansoError):
    """A commit stands in the log, and the disk would not confirm it."""


class Log:
    """The kept handle of one table, shared by the threads of this process."""

    def __init__(self, *, root: Path, lock: Path, spec: TableSpec, handle: DeltaTable) -> None:
        self.root, self.spec = root, spec
        self._lock_file = lock
        self._handle = handle
        self._mutex = threading.RLock()
        self._process = os.getpid()
        self._known: Snapshot | None = None
        self._seen: tuple[int, int] | None = None

    def held(self) -> AbstractContextManager[bool]:
        """Nothing moves the handle meanwhile."""
        return self._mutex

    def snapshot(self) -> Snapshot:
        """The newest state, others' commits included."""
        refuse_after_fork(self._process)
        with self._mutex:
            if self._something_new():
                self._handle.update_incremental()
            if self._known is None or self._known.version != self._handle.version():
                self._known = snapshot_of(self._handle, self.spec)
            return self._known

    def mark(self, app: str) -> int | None:
        """The highest mark committed under ``app``."""
        with self._mutex:
            self.snapshot()
            return self._handle.transaction_version(app)

    def commit(
        self,
        *,
        add: Sequence[AddAction] = (),
        remove: Sequence[DataFile] = (),
        app: str | None = None,
        mark: int | None = None,
        rewrite_seen: int | None = None,
        data_change: bool = True,
    ) -> int | None:
        """Commit and sync; returns the version, or ``None`` if ``mark`` was already reached.

        ``rewrite_seen`` is ``rewrites()`` from before the files to remove were listed.
        Raises ``StaleTable``, ``DiskFull``: nothing was committed. ``NotSynced``: it was.
        """
        step(FILES_WRITTEN)
        with self._mutex, locked(self._lock_file):
            self.snapshot()
            if any(not (self.root / action.path).exists() for action in add):
                raise _too_slow(self.spec.name)
            if app is not None and mark is not None:
                reached = self._handle.transaction_version(app)
                if reached is not None and reached >= mark:
                    return None
            transactions = [Transaction(app, mark)] if app is not None and mark is not None else []
            if rewrite_seen is not None:
                live = {f.path for f in self.snapshot().files}
                if self.rewrites() != rewrite_seen or any(f.path not in live for f in remove):
                    raise stale(self.spec.name)
                transactions.append(Transaction(REWRITE, rewrite_seen + 1))
                if data_change:
                    transactions.append(Transaction(CHANGE, self.changes() + 1))
            removed_at = int(time.time() * 1000)  # bookkeeping of the log, not a fact of ours
            removals = [
                RemoveAction(f.path, data_change, removed_at, f.size, dict(f.partition))
                for f in remove
            ]
            return self._commit([*add, *removals], transactions)

    def rewrites(self) -> int:
        """How many rewrites the table has seen."""
        with self._mutex:
            return self._handle.transaction_version(REWRITE) or 0

    def changes(self) -> int:
        """How many of them changed rows."""
        with self._mutex:
            return self._handle.transaction_version(CHANGE) or 0

    def listed(self) -> tuple[Snapshot, int]:
        """A state together with its ``rewrites()``, for the one who will rewrite it."""
        with self._mutex:
            return self.snapshot(), self.rewrites()

    def alter(self, change: Callable[[DeltaTable], None]) -> None:
        """Run ``change(handle)`` and sync the entries it made."""
        with self._mutex, locked(self._lock_file):
            self.snapshot()
            before = self._handle.version()
            change(self._handle)
            self._finish(before)

    def _commit(
        self, actions: list[AddAction | RemoveAction], transactions: list[Transaction]
    ) -> int:
        before = self._handle.version()
        # The count shows whether an entry was cut off at the end of a line.
        count = {COUNTED: len(actions) + len(transactions)}
        with naming_full_disk(self.root / "_delta_log"):
            try:
                self._handle.create_write_transaction(
                    actions,
                    "append",
                    self._handle.schema(),
                    list(self.spec.partition_by),
                    commit_properties=CommitProperties(
                        custom_metadata=count, app_transactions=transactions
                    ),
                    post_commithook_properties=NO_HOOKS,
                )
            except CommitFailedError as refused:
                if is_full(refused):
                    raise
                raise stale(self.spec.name) from refused
        return self._finish(before)

    def _finish(self, before: int) -> int:
        """Sync the entries after ``before``; every tenth version gets a checkpoint."""
        step(COMMITTED)
        self._handle.update_incremental()
        after = self._handle.version()
        try:
            for version in range(before + 1, after + 1):
                sync_file(entry(self.root, version))
            sync_folder(self.root / "_delta_log")
        except OSError as refused:
            raise _not_synced(self.root) from refused
        step(SYNCED)
        if after // CHECKPOINT_EVERY != before // CHECKPOINT_EVERY:
            try:
                self.checkpoint()
            except BansoError as refused:  # the commit stands; the next tenth version tries again
                log.warning("no checkpoint of %s: %s", self.spec.name, refused)
        return after

    def bring_up_to_date(self) -> None:
        """Give a table made by an earlier release the settings of this one."""
        stored = self._handle.metadata().configuration
        old = {k for k, v in _FORMER.items() if stored.get(k) == v}
        if old:
            wanted = {k: CONFIGURATION[k] for k in old}
            self.alter(
                lambda handle: handle.alter.set_table_properties(
                    wanted, post_commithook_properties=NO_HOOKS
                )
            )

    def checkpoint(self) -> None:
        """Write a checkpoint of the present version and sync it; removes nothing. Raises ``DiskFull``."""
        folder = self.root / "_delta_log"
        with self._mutex, naming_full_disk(folder):
            self._handle.create_checkpoint()
            for file in folder.glob(f"{self._handle.version():020d}.checkpoint*"):
                sync_file(file)
            sync_file(folder / "_last_checkpoint")
            sync_folder(folder)

    def _something_new(self) -> bool:
        """Two looks at the folder instead of asking the library, which takes a hundred times as long.

        The next entry is there, or the last checkpoint changed: after a long sleep the next
        entry may have been cleaned away, but never without a newer checkpoint.
        """
        log = self.root / "_delta_log"
        try:
            stat = (log / "_last_checkpoint").stat()
            seen = (stat.st_mtime_ns, stat.st_ino)
        except FileNotFoundError:
            seen = (0, 0)
        changed = seen != self._seen or entry(self.root, self._handle.version() + 1).exists()
        self._seen = seen
        return changed


def entry(root: Path, version: int) -> Path:
    """The log entry of ``version``."""
    return root / "_delta_log" / f"{version:020d}.json"


def stale(table: str) -> StaleTable:
    return StaleTable(
        problem(
            "lake.stale",
            ja=f"表 {table} は、読み取った後に別の処理で書き換えられました。",
            en=f"The table {table} was rewritten by somebody else after it was read.",
            remedy_ja="もう一度読み取ってから書き込んでください。何も書き込まれていません。",
            remedy_en="Read it again, then write. Nothing was written.",
            path=table,
        )
    )


def _too_slow(table: str) -> WriteTooSlow:
    return WriteTooSlow(
        problem(
            "lake.write.too_slow",
            ja=f"表 {table} に書き込んだファイルが、確定する前に片付けられました。書き込みに{RETENTION_HOURS}時間以上かかっています。",
            en=f"Files written for the table {table} were cleared away before they were committed: the write took over {RETENTION_HOURS} h.",
            remedy_ja="期間を分けて、もう一度実行してください。何も書き込まれていません。",
            remedy_en="Do it again in smaller spans. Nothing was written.",
            path=table,
        )
    )


def _not_synced(root: Path) -> NotSynced:
    return NotSynced(
        problem(
            "lake.not_synced",
            ja=f"表 {root.name} に書き込みましたが、ディスクが保存を確認できませんでした。",
            en=f"The table {root.name} was written, but the disk would not confirm it.",
            remedy_ja="空き容量とディスクの状態を確かめてから、もう一度実行してください。同じ行が二重に入ることはありません。",
            remedy_en="See that the disk has room and is sound, then run it again; no row comes in twice.",
            file=str(root),
        )
    )
