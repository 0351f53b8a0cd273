"""Rows in quarantine written as small tables, exactly as their files would have held them."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from banso.connectors.files.mapping import Mapping as FileMappings
from banso.connectors.files.rowproblems import BadRow
from banso.connectors.files.staging import Staged
from banso.connectors.files.tables import Table
from banso.connectors.models import ImportBatch, QuarantineRow, StagedFile

_RAGGED = "import.row.columns"


@dataclass(slots=True)
class Mended:
    """A row as it is now: ``cells`` by header with what people changed, ``new`` what this rule changes."""

    row: QuarantineRow
    cells: dict[str, str]
    new: dict[str, str] = field(default_factory=dict)

    @property
    def ragged(self) -> bool:
        """Of another length than the header, and nobody has said what its cells are."""
        return self.row.problem == _RAGGED and not self.new and not self.row.changes


def cells_of(row: QuarantineRow) -> dict[str, str]:
    """The row's cells as they stand now: as it came, with what people changed."""
    return {**{k: str(v) for k, v in row.raw.items()}, **row.changes}


def small_tables(row: ImportBatch, mended: Iterable[Mended], folder: Path) -> Staged:
    """Write the rows into ``folder`` in normal form, a table a file, with the numbers they had."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {f.name: f for f in StagedFile.objects.filter(batch=row)}
    by_file: dict[str, list[Mended]] = {}
    for one in mended:
        by_file.setdefault(one.row.file, []).append(one)
    tables = [
        _table(files[name], rows, folder, number)
        for number, (name, rows) in enumerate(sorted(by_file.items()))
        if name in files
    ]
    return Staged(folder, tuple(tables), hashlib.sha256(row.public_id.encode()).hexdigest())


def _table(file: StagedFile, rows: list[Mended], folder: Path, number: int) -> Table:
    path, odd = folder / f"table-{number}.csv", folder / f"table-{number}.ragged"
    header = list(file.header)
    ragged = 0
    with (
        path.open("w", encoding="utf-8", newline="") as out,
        odd.open("w", encoding="utf-8") as apart,
    ):
        writer = csv.writer(out)
        for one in sorted(rows, key=lambda m: (m.row.row, m.row.pk)):
            if one.ragged:
                ragged += 1
                cells = [one.row.raw[h] for h in header if h in one.row.raw]
                cells += one.row.raw.get("", "").split("\t") if one.row.raw.get("") else []
                apart.write(json.dumps([one.row.row, cells], ensure_ascii=False) + "\n")
            else:
                writer.writerow([one.row.row, *(one.cells.get(h, "") for h in header)])
    known: dict[str, Any] = dict(file.table) or {
        "name": file.name,
        "digest": file.digest,
        "header": header,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
    }
    return Table.of_json(
        {
            **known,
            "path": str(path),
            "ragged_path": str(odd),
            "rows": len(rows),
            "ragged": ragged,
            "multiline": True,
        }
    )


def match(mended: Iterable[Mended], bad: Iterable[BadRow]) -> dict[int, BadRow]:
    """Quarantine row id → what is still wrong with it. Rows of one number are told apart by their cells."""
    by_place: dict[tuple[str, int], list[Mended]] = {}
    for one in mended:
        by_place.setdefault((one.row.file, one.row.row), []).append(one)
    found: dict[int, BadRow] = {}
    for still in bad:
        places = by_place.get((still.file[:300], still.row), [])
        free = [m for m in places if m.row.pk not in found]
        same = [m for m in free if _alike(m.cells, still.raw)]
        for one in (same or free)[:1]:
            found[one.row.pk] = still
    return found


def _alike(cells: Mapping[str, str], raw: Mapping[str, Any]) -> bool:
    return all(cells.get(k, "") == v for k, v in raw.items() if k)


def id_column(mapping: FileMappings, file: str) -> str:
    """The one column that holds the id of a file's rows, empty where there is none."""
    found = mapping.of(file)
    if found is None:
        return ""
    source = found.columns.get("message_id" if found.kind == "event" else "key")
    return (source.column if source else "") or ""
