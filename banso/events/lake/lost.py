"""Data files that are gone or cut: what was in them, as far as the log tells, and how a table goes on.

A file that came from merging others is made again from those, while they still lie on the disk.
Otherwise its entry is struck, so that the table can be read again; whoever knows where the rows
came from brings them in anew.
"""

# ruff: noqa: S608  names and paths are our own and quoted
from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from deltalake import DeltaTable

from banso.events.lake.disk import locked, make_folder
from banso.events.lake.engine import Cursor
from banso.events.lake.files import Part, discard, write_parts
from banso.events.lake.keep import open_handle, repair_log
from banso.events.lake.log import Log
from banso.events.lake.snapshot import DataFile, select_of, snapshot_of
from banso.events.lake.spec import Column, TableSpec
from banso.events.lake.types import columns_of
from banso.lib.problems import Problem
from banso.lib.steps import declare, step

REMADE = declare("lake.remade", "a lost file is made again of those it was merged from")
STRUCK = declare("lake.struck", "no entry names a lost file any more; its rows are missing")


@dataclass(frozen=True, slots=True)
class Lost:
    """A data file that cannot be read. ``batches`` is the lowest and highest batch of its rows.

    ``there`` is its present size in bytes, None if it is gone; ``remade`` from the files it was
    merged from is possible.
    """

    table: str
    path: str
    size: int
    there: int | None
    rows: int
    partition: Mapping[str, str]
    days: tuple[date, date] | None
    batches: tuple[str, str] | None
    remake: bool = False


def table_names(folder: Path) -> list[str]:
    """Every table of the lake in ``folder``, readable or not."""
    return sorted(log.parent.name for log in folder.glob("*/_delta_log"))


def stored_spec(handle: DeltaTable, name: str) -> TableSpec:
    """What the log itself says of a table: columns and partitions, not the order of rows."""
    columns = columns_of(handle.schema())
    return TableSpec(
        name=name,
        columns=tuple(Column(c, t) for c, t in columns.items()),
        partition_by=tuple(handle.metadata().partition_columns),
        prune_by=tuple(c for c in ("day", "batch") if c in columns),
    )


def lost_files(root: Path) -> list[Lost]:
    """The files that the log of the table at ``root`` names and that are gone or not whole.

    Raises ``LogDamaged``, ``NeedsReaderFeatures``. Changes nothing.
    """
    handle = DeltaTable(root)
    spec = stored_spec(handle, root.name)
    found = []
    merges: dict[str, list[str]] | None = None
    for file in snapshot_of(handle, spec).files:
        path = root / file.path
        there = path.stat().st_size if path.exists() else None
        if there == file.size:
            continue
        merges = _merges(root) if merges is None else merges
        low, high = file.low.get("batch"), file.high.get("batch")
        found.append(
            Lost(
                table=root.name,
                path=file.path,
                size=file.size,
                there=there,
                rows=file.rows,
                partition=dict(file.partition),
                days=file.days(),
                batches=(str(low), str(high)) if low is not None and high is not None else None,
                remake=file.path in merges and all((root / p).exists() for p in merges[file.path]),
            )
        )
    return found


def mend_log(folder: Path, name: str) -> list[Problem]:
    """Remove what a power cut tore in a table's log; returns what was removed. Raises ``LogDamaged``."""
    make_folder(folder / "_locks")
    with locked(folder / "_locks" / name):
        return repair_log(folder / name)


def remake(folder: Path, cursor: Cursor, lost: Lost, spec: TableSpec | None = None) -> bool:
    """Make a lost file again from those it was merged from; False if that cannot be done.

    ``spec`` gives the order of rows. Raises ``StaleTable``, ``DiskFull``.
    """
    root = folder / lost.table
    log = _log(folder, lost.table)
    if spec is not None:
        log.spec = spec
    state, rewrites = log.listed()
    sources = _merges(root).get(lost.path, [])
    gone = [f for f in state.files if f.path == lost.path]
    if not gone or not sources or not all((root / p).exists() for p in sources):
        return False
    before = [DataFile(p, 0, 0, lost.partition, {}, {}) for p in sources]
    rows = f"({select_of(root, log.spec, state.columns, before)})"
    written = write_parts(
        cursor, root=root, spec=log.spec, columns=state.columns,
        parts=[Part(lost.partition, rows)], data_change=False,
    )  # fmt: skip
    if written.rows != lost.rows:  # not the files it came from after all
        discard(written)
        return False
    log.commit(add=written.actions, remove=gone, rewrite_seen=rewrites, data_change=False)
    step(REMADE)
    return True


def strike(folder: Path, name: str, lost: Iterable[Lost]) -> int:
    """Take the entries of lost files out of the log; returns the rows that went. Raises ``StaleTable``."""
    log = _log(folder, name)
    state, rewrites = log.listed()
    paths = {each.path for each in lost}
    gone = [f for f in state.files if f.path in paths]
    if gone:
        log.commit(remove=gone, rewrite_seen=rewrites)
    step(STRUCK)
    return sum(f.rows for f in gone)


def set_aside(folder: Path, name: str, stamp: str) -> Path:
    """Put a table that cannot be read away, whole, so that it can begin anew; returns where."""
    aside = folder / "_damaged" / f"{name}-{stamp}"
    make_folder(aside.parent)
    with locked(folder / "_locks" / name):
        shutil.move(folder / name, aside)
    return aside


def _log(folder: Path, name: str) -> Log:
    root = folder / name
    make_folder(folder / "_locks")
    handle = open_handle(root)
    return Log(
        root=root, lock=folder / "_locks" / name, spec=stored_spec(handle, name), handle=handle
    )


def _merges(root: Path) -> dict[str, list[str]]:
    """Of each file a merge made alone in its partition: the files it was made of."""
    found: dict[str, list[str]] = {}
    for entry in (root / "_delta_log").glob("*.json"):
        try:
            actions = [json.loads(line) for line in entry.read_text().splitlines() if line.strip()]
        except (OSError, ValueError):
            continue
        adds, removes = _by_partition(actions, "add"), _by_partition(actions, "remove")
        for partition, made in adds.items():
            if len(made) == 1 and partition in removes:
                found[made[0]] = removes[partition]
    return found


def _by_partition(actions: Sequence[Mapping[str, Any]], kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for action in actions:
        part = action.get(kind)
        if part is not None and part.get("dataChange") is False:
            key = json.dumps(part.get("partitionValues") or {}, sort_keys=True)
            found.setdefault(key, []).append(unquote(part["path"]))
    return found
