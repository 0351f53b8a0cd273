"""A folder of our own for each import: what was handed in, read into tables; gone after the commit."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from banso.connectors.files.guess import Seen
from banso.connectors.files.limits import Limits
from banso.connectors.files.refusals import refusal
from banso.connectors.files.tables import Table, read_tables, sample_rows
from banso.connectors.files.unpack import check_size, unpack

LISTED = "tables.json"


@dataclass(frozen=True, slots=True)
class Staged:
    """The tables of one import; ``digest`` is the same for the same contents, packed or not."""

    folder: Path
    tables: tuple[Table, ...]
    digest: str

    def seen(self) -> list[Seen]:
        """What guessing looks at."""
        return [Seen(t.name, t.header, sample_rows(t)) for t in self.tables]


def folder_of(batch: str) -> Path:
    return Path(settings.BANSO_FOLDER) / "uploads" / batch


def copy_in(
    files: Sequence[tuple[str, Path]], folder: Path, limits: Limits
) -> list[tuple[str, Path]]:
    """Copy files (name, path) into the staging folder; gives back (name, path of the copy)."""
    folder.mkdir(parents=True)
    copies = []
    for number, (name, path) in enumerate(files):
        check_size(name, path.stat().st_size, limits)
        copy = folder / f"in-{number}"
        shutil.copyfile(path, copy)
        copies.append((name, copy))
    return copies


def read_in(
    copies: Sequence[tuple[str, Path]], folder: Path, limits: Limits, *, keep: bool = False
) -> Staged:
    """Unpack and read every copy into tables; a refusal is raised as it is.

    With ``keep`` the copies stay, so that a reading that is killed can begin again.
    """
    tables: list[Table] = []
    for name, copy in copies:
        for part in unpack(copy, folder, limits, name=name):
            tables += read_tables(part, folder, limits)
            part.path.unlink()
        if not keep:
            copy.unlink()
    if not tables:
        raise refusal("import.no-files", file="", name="")
    if len(tables) > limits.files:
        raise refusal("import.too-many-files", file="", count=len(tables), most=limits.files)
    listed = _unambiguous(tables)
    data = [t.as_json() for t in listed]
    (folder / LISTED).write_text(json.dumps(data, ensure_ascii=False))
    return Staged(folder, tuple(listed), digest_of(listed))


def load(folder: Path) -> Staged | None:
    """The tables staged in ``folder``, None when it is gone."""
    path = folder / LISTED
    if not path.exists():
        return None
    tables = tuple(Table.of_json(d) for d in json.loads(path.read_text()))
    return Staged(folder, tables, digest_of(tables))


def digest_of(tables: Sequence[Table]) -> str:
    parts = sorted(f"{t.name}\0{t.digest}" for t in tables)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _unambiguous(tables: Sequence[Table]) -> list[Table]:
    """Two entries of one name (in two folders of a zip) get a number, so that each can be mapped."""
    found: list[Table] = []
    used: dict[str, int] = {}
    for table in tables:
        count = used[table.name] = used.get(table.name, 0) + 1
        if count == 1:
            found.append(table)
            continue
        data: dict[str, Any] = {**table.as_json(), "name": f"{table.name} ({count})"}
        found.append(Table.of_json(data))
    return found
