"""Upkeep: fewer files, a short log, no space held by what is gone."""

from __future__ import annotations

from dataclasses import dataclass

from deltalake import DeltaTable

from banso.events.lake.disk import sync_folder
from banso.events.lake.engine import Cursor
from banso.events.lake.log import NO_HOOKS
from banso.events.lake.table import Table


@dataclass(frozen=True, slots=True)
class Tidied:
    """``merged`` files became fewer; ``removed`` files left the disk."""

    merged: int
    removed: int


def tidy(
    table: Table,
    cursor: Cursor,
    *,
    at_least: int = 8,
    before: str | None = None,
    retention_hours: int | None = None,
) -> Tidied:
    """Merge small files, checkpoint, clean the log, then remove files no version needs.

    Partitions of ``at_least`` files are merged, those from the value ``before`` on are not.

    Files go an hour after they were struck; ``retention_hours`` says otherwise (tests: 0, only
    while nobody reads). The checkpoint is on the disk before entries it replaces are removed.
    """
    receipt = table.merge_files(cursor, at_least=at_least, before=before)
    table.log.checkpoint()
    removed: list[str] = []

    def clean(handle: DeltaTable) -> None:
        handle.cleanup_metadata()
        sync_folder(table.root / "_delta_log")
        removed.extend(
            handle.vacuum(
                retention_hours=retention_hours,
                enforce_retention_duration=retention_hours is None,
                dry_run=False,
                full=True,
                post_commithook_properties=NO_HOOKS,
            )
        )

    table.log.alter(clean)
    return Tidied(merged=receipt.removed_files, removed=len(removed))
