"""Upkeep of one table: fewer files, a short log, no space held by what is gone.

In this order, and each step may be the last one before a kill: small files are merged, a checkpoint is
written and synced, entries it replaces go, files no version needs go. Files go an hour after they
were struck (``log.RETENTION_HOURS``): that is longer than any query runs or any list of files is held.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from deltalake import DeltaTable

from banso.events.lake.disk import naming_full_disk, sync_folder
from banso.events.lake.engine import Cursor
from banso.events.lake.log import CHECKPOINT_EVERY, LOG_RETENTION_HOURS, NO_HOOKS
from banso.events.lake.merge import Wanted, merge_files
from banso.events.lake.table import Table
from banso.lib.steps import declare, step

CHECKPOINTED = declare("lake.checkpointed", "a checkpoint on the disk, with all entries before it")
LOG_CLEANED = declare(
    "lake.log_cleaned", "the old entries are gone, files no version needs are not"
)
VACUUMED = declare("lake.vacuumed", "everything that may go is gone")


@dataclass(frozen=True, slots=True)
class Tidied:
    """``merged`` files became ``made``; ``entries`` of the log and ``removed`` files left the disk."""

    merged: int
    removed: int
    made: int = 0
    entries: int = 0


def tidy(
    table: Table,
    cursor: Cursor,
    *,
    at_least: int = 8,
    before: str | None = None,
    retention_hours: int | None = None,
) -> Tidied:
    """Merge the partitions of ``at_least`` files, those from the value ``before`` on left out, and clean.

    ``retention_hours`` says otherwise how long files stay (tests: 0, only while nobody reads).
    Raises ``StaleTable``, ``DiskFull``; what was done until then stays.
    """
    receipt = merge_files(table, cursor, Wanted(at_least=at_least, before=before))
    cleaned = clean(table, retention_hours=retention_hours)
    return Tidied(receipt.removed_files, cleaned.removed, receipt.files, cleaned.entries)


def keep(table: Table, cursor: Cursor, *wanted: Wanted) -> Tidied:
    """Merge what is wanted, one after the other, then clean if anything can go. As ``tidy``."""
    merged = made = 0
    for each in wanted:
        receipt = merge_files(table, cursor, each)
        merged += receipt.removed_files
        made += receipt.files
    cleaned = clean(table) if anything_to_clean(table) else Tidied(0, 0)
    return Tidied(merged, cleaned.removed, made, cleaned.entries)


def clean(table: Table, *, retention_hours: int | None = None) -> Tidied:
    """Checkpoint, shorten the log, remove what no version needs. Raises ``DiskFull``."""
    log = table.root / "_delta_log"
    table.log.checkpoint()
    step(CHECKPOINTED)
    removed: list[str] = []
    entries = len(list(log.iterdir()))

    def change(handle: DeltaTable) -> None:
        handle.cleanup_metadata()
        sync_folder(log)
        step(LOG_CLEANED)
        removed.extend(
            handle.vacuum(
                retention_hours=retention_hours,
                enforce_retention_duration=retention_hours is None,
                dry_run=False,
                full=True,
                post_commithook_properties=NO_HOOKS,
            )
        )

    left = entries
    with naming_full_disk(log):
        table.log.alter(change)
        left = len(list(log.iterdir()))
    step(VACUUMED)
    return Tidied(0, len(removed), 0, max(0, entries - left))


def files_on_disk(root: Path) -> dict[str, int]:
    """Every data file below the table's folder, live or not, with its size."""
    found = {}
    for path in root.rglob("*.parquet"):
        name = path.relative_to(root)
        if name.parts[0] != "_delta_log":
            try:
                found[name.as_posix()] = path.stat().st_size
            except FileNotFoundError:  # somebody else cleans
                continue
    return found


def anything_to_clean(table: Table) -> bool:
    """Files no version needs, or a good number of entries the log need not keep.

    Cleaning writes entries of its own, so a table that rests is left in peace.
    """
    live = {f.path for f in table.snapshot().files}
    if set(files_on_disk(table.root)) - live:
        return True
    kept_until = time.time() - LOG_RETENTION_HOURS * 3600  # the age of files, not a fact of ours
    entries = (table.root / "_delta_log").glob("*.json")
    return sum(e.stat().st_mtime < kept_until for e in entries) > CHECKPOINT_EVERY
