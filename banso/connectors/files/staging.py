"""A folder of our own for each import: what was handed in, read into tables; gone after the commit."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from banso.connectors.files.guess import Seen
from banso.connectors.files.layout import Asked
from banso.connectors.files.limits import Limits
from banso.connectors.files.refusals import FileRefused, file_problem, refusal
from banso.connectors.files.tables import Table, read_tables, sample_rows
from banso.connectors.files.unpack import Part, check_size, unpack

LISTED = "tables.json"


@dataclass(frozen=True, slots=True)
class Staged:
    """The tables of one import; ``digest`` is the same for the same contents, packed or not."""

    folder: Path
    tables: tuple[Table, ...]
    digest: str

    def seen(self) -> list[Seen]:
        """What guessing looks at."""
        return [seen_of(t) for t in self.tables]

    def of(self, table: str) -> Table | None:
        return next((t for t in self.tables if t.name == table), None)


def seen_of(table: Table) -> Seen:
    """A table as far as guessing needs it."""
    return Seen(
        table.name,
        table.header,
        sample_rows(table),
        times=table.layout.times,
        wide=table.layout.unpivot,
        titles=table.titles,
    )


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


def read_in(copies: Sequence[tuple[str, Path]], folder: Path, limits: Limits) -> Staged:
    """Unpack and read every copy into tables; a refusal is raised as it is.

    The copies stay: a reading that is killed can begin again, and a table can be read anew under
    another layout, until the import is taken over or thrown away.
    """
    tables: list[Table] = []
    for number, (name, copy) in enumerate(copies):
        for part in unpack(copy, folder, limits, name=name):
            tables += [replace(t, copy=number) for t in read_tables(part, folder, limits)]
            part.path.unlink()
    if not tables:
        raise refusal("import.no-files", file="", name="")
    if len(tables) > limits.files:
        raise refusal("import.too-many-files", file="", count=len(tables), most=limits.files)
    return _listed(folder, _unambiguous(tables))


def _listed(folder: Path, tables: Sequence[Table]) -> Staged:
    data = json.dumps([t.as_json() for t in tables], ensure_ascii=False)
    ready = folder / f"{LISTED}.new"
    ready.write_text(data)
    ready.replace(folder / LISTED)
    return Staged(folder, tuple(tables), digest_of(tables))


class OriginalGone(FileRefused):
    """The file a table was read from is no longer there."""


def read_again(staged: Staged, table: Table, asked: Asked, limits: Limits) -> Staged:
    """Read one table anew from its original under another layout; the others stay as they are.

    Raises FileRefused, and then the old reading stays, and OriginalGone.
    """
    folder = staged.folder
    copy = folder / f"in-{table.copy}"
    if not copy.exists():
        raise _gone(table)
    apart = folder / "again"
    shutil.rmtree(apart, ignore_errors=True)
    apart.mkdir()
    try:
        parts = unpack(copy, apart, limits, name=table.part or table.name)
        part = next(p for p in parts if _is_from(table, p))
        # A table keeps its name, also when another sheet is chosen for it.
        sheet = asked.sheet or _own_sheet(table)
        [new] = read_tables(part, folder, limits, replace(asked, sheet=sheet))
    except StopIteration:
        raise _gone(table) from None
    finally:
        shutil.rmtree(apart, ignore_errors=True)
    new = replace(new, name=table.name, copy=table.copy, asked=asked)
    done = _listed(folder, [new if t.name == table.name else t for t in staged.tables])
    # Somebody may be looking at the table as it was until now: what was before that goes.
    kept = {Path(p).name for t in (*staged.tables, new) for p in _files_of(t)}
    for old in folder.glob("table-*"):
        if old.name not in kept:
            old.unlink(missing_ok=True)
    for shaped in folder.glob("events-*"):
        shutil.rmtree(shaped, ignore_errors=True)
    return done


def _files_of(table: Table) -> list[str]:
    return [p for p in (table.path, table.ragged_path, table.aside_path) if p]


def _gone(table: Table) -> OriginalGone:
    return OriginalGone(file_problem("import.original-gone", file=table.name))


def _own_sheet(table: Table) -> str | None:
    """The sheet a table was made for: the one its name says, or the workbook's only visible one."""
    named = table.name.partition("#")[2]
    names = [s.name for s in table.sheets]
    if named in names:
        return named
    return next((s.name for s in table.sheets if not s.hidden), table.layout.sheet)


def _is_from(table: Table, part: Part) -> bool:
    sheet = hashlib.sha256(f"{part.digest}#{table.layout.sheet}".encode()).hexdigest()
    return table.digest in (part.digest, sheet)


def load(folder: Path) -> Staged | None:
    """The tables staged in ``folder``, None when it is gone."""
    path = folder / LISTED
    if not path.exists():
        return None
    tables = tuple(_here(Table.of_json(d), folder) for d in json.loads(path.read_text()))
    return Staged(folder, tables, digest_of(tables))


def _here(table: Table, folder: Path) -> Table:
    """Its files lie in this folder, wherever they were written: a workspace may be moved or restored."""

    def at(path: str) -> str:
        return str(folder / Path(path).name) if path else ""

    return replace(
        table,
        path=at(table.path),
        ragged_path=at(table.ragged_path),
        aside_path=at(table.aside_path),
    )


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
