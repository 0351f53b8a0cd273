"""The lake at one instant, as files: what a backup takes and what a restored lake must be.

While a table's lock is held nobody commits to it. Data files and log entries are never changed
once written, so linking them is enough: writers go on at once, and what they add or remove later
does not reach the links.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deltalake import DeltaTable

from banso.events.lake.disk import locked, make_folder
from banso.events.lake.keep import open_handle, whole_checkpoints

_LOCKS = "_locks"


@dataclass(frozen=True, slots=True)
class TableFiles:
    """One table at one version: paths relative to it, log first."""

    name: str
    version: int
    rows: int
    paths: tuple[str, ...]


@contextmanager
def held_still(folder: Path) -> Iterator[list[str]]:
    """No table of the lake ``folder`` moves meanwhile; gives their names. Hold it for moments only."""
    make_folder(folder / _LOCKS)
    while True:
        with ExitStack() as stack:
            names = _names(folder)
            for name in names:
                stack.enter_context(locked(folder / _LOCKS / name))
            if _names(folder) != names:  # a new table came between: it must be held too
                continue
            yield names
            return


def link_into(folder: Path, names: list[str], into: Path) -> list[TableFiles]:
    """Link the files of every table as it stands into the empty folder ``into``.

    To be called while they are held still. Copies where the disk knows no links.
    """
    found = []
    for name in names:
        listed = files_of(folder / name)
        for path in listed.paths:
            target = into / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(folder / name / path, target)
        found.append(listed)
    return found


def files_of(root: Path) -> TableFiles:
    """The files the newest version of the table at ``root`` consists of: its log and its live data."""
    handle = open_handle(root)
    actions = handle.get_add_actions(flatten=True)
    data = sorted(str(p) for p in actions.column("path").to_pylist())
    rows = sum(int(n or 0) for n in actions.column("num_records").to_pylist())
    version = handle.version()
    return TableFiles(root.name, version, rows, (*_log_of(root, version), *data))


def strangers(root: Path) -> list[str]:
    """Data files the log of the table at ``root`` names that do not lie inside it."""
    handle = DeltaTable(root)
    listed = handle.get_add_actions(flatten=True).column("path").to_pylist()
    inside = root.resolve()
    return [str(p) for p in listed if not (root / str(p)).resolve().is_relative_to(inside)]


def _names(folder: Path) -> list[str]:
    return sorted(log.parent.name for log in folder.glob("*/_delta_log"))


def _log_of(root: Path, version: int) -> list[str]:
    """The newest whole checkpoint and every entry behind it."""
    log = root / "_delta_log"
    checkpoints = {v: files for v, files in whole_checkpoints(root).items() if v <= version}
    start = max(checkpoints, default=-1)
    names = [f.name for f in checkpoints.get(start, [])]
    entries = [f"{v:020d}.json" for v in range(max(start, 0), version + 1)]
    names += [name for name in entries if (log / name).exists()]
    return [f"_delta_log/{name}" for name in names]


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
