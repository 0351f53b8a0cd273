"""How the lake stands: of each table its rows, files, log, and what the next upkeep would do."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from banso.connectors.upkeep.notes import last_run
from banso.connectors.upkeep.operations import other, wanted_of
from banso.connectors.upkeep.tables import BY_NAME, Kept
from banso.events.lake import (
    TARGET_SIZE,
    Lake,
    Table,
    Wanted,
    files_on_disk,
    groups_of,
    table_names,
)
from banso.lib.problems import BansoError
from banso.workspace.clock import Clock
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class TableStats:
    """One table. Sizes in bytes; ``on_disk`` counts struck files that still lie there, too.

    ``to_merge`` → ``to_make``: files the next close would make fewer of. ``to_remove``: files no
    version needs. ``problem``: why it cannot be read, then the rest is 0.
    """

    name: str
    version: int = 0
    rows: int = 0
    files: int = 0
    size: int = 0
    small: int = 0
    on_disk: int = 0
    size_on_disk: int = 0
    log_entries: int = 0
    checkpoint: int | None = None
    checkpoint_at: datetime | None = None
    corrections: int = 0
    oldest: date | None = None
    newest: date | None = None
    to_merge: int = 0
    to_make: int = 0
    to_remove: int = 0
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        for name in ("oldest", "newest", "checkpoint_at"):
            found[name] = found[name].isoformat() if found[name] else None
        return found


@dataclass(frozen=True, slots=True)
class LakeStats:
    """The tables, the room left on the disk in bytes, and the newest upkeep."""

    tables: tuple[TableStats, ...]
    free: int
    upkeep_at: datetime | None
    closed: date | None
    upkeep_problems: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "tables": [t.as_json() for t in self.tables],
            "free": self.free,
            "upkeep_at": self.upkeep_at.isoformat() if self.upkeep_at else None,
            "closed": self.closed.isoformat() if self.closed else None,
            "upkeep_problems": list(self.upkeep_problems),
        }


def stats(*, viewer: Viewer, lake: Lake, clock: Clock, now: datetime) -> LakeStats:
    """This function will count rows, files and bytes of every table. It reads logs, not rows."""
    viewer.require(Act.IMPORT)
    disk = os.statvfs(lake.folder)
    last = last_run(lake.folder)
    found = []
    for name in table_names(lake.folder):
        kept = BY_NAME.get(name) or other(name)
        found.append(_of(lake, kept, clock=clock, now=now))
    return LakeStats(
        tuple(found), disk.f_bavail * disk.f_frsize, last.at, last.closed, tuple(last.problems)
    )


def _of(lake: Lake, kept: Kept, *, clock: Clock, now: datetime) -> TableStats:
    try:
        table = kept.open(lake)
    except BansoError as refused:
        return TableStats(kept.name, problem=refused.problems[0].id)
    state = table.snapshot()
    there = files_on_disk(table.root)
    spans = [span for f in state.files if (span := f.days()) is not None]
    groups = _groups(table, wanted_of(kept, clock=clock, now=now, close=True))
    entries, checkpoint, at = _log_of(table.root)
    return TableStats(
        name=kept.name,
        version=state.version,
        rows=sum(f.rows for f in state.files),
        files=len(state.files),
        size=sum(f.size for f in state.files),
        small=sum(f.size < TARGET_SIZE // 8 for f in state.files),
        on_disk=len(there),
        size_on_disk=sum(there.values()),
        log_entries=entries,
        checkpoint=checkpoint,
        checkpoint_at=at,
        corrections=len({f.generation for f in state.files if f.generation}),
        oldest=min((first for first, _ in spans), default=None),
        newest=max((last for _, last in spans), default=None),
        to_merge=sum(groups),
        to_make=len(groups),
        to_remove=len(set(there) - {f.path for f in state.files}),
    )


def _groups(table: Table, wanted: list[Wanted]) -> list[int]:
    """The sizes, in files, of the groups that would become one file each."""
    taken: set[str] = set()
    found = []
    for each in wanted:
        for group in groups_of(table.snapshot().files, each):
            if not taken & {f.path for f in group}:
                taken |= {f.path for f in group}
                found.append(len(group))
    return found


def _log_of(root: Path) -> tuple[int, int | None, datetime | None]:
    """Entries in the log, the newest checkpoint's version and when it was written."""
    log = root / "_delta_log"
    entries = sum(1 for _ in log.glob("*.json"))
    pointer = log / "_last_checkpoint"
    try:
        version = int(json.loads(pointer.read_text())["version"])
        return entries, version, datetime.fromtimestamp(pointer.stat().st_mtime, UTC)
    except (OSError, ValueError, KeyError):
        return entries, None, None
