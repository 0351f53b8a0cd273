"""Reads of imports: the list, one batch, the rows that stayed out, and what must be hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from banso.connectors.batches import find, hidden_batches
from banso.connectors.files import staging
from banso.connectors.files.fitting import fit
from banso.connectors.files.grammar import parse_mapping, shipped, shipped_text
from banso.connectors.files.rowproblems import row_problem
from banso.connectors.files.vocabulary import KINDS
from banso.connectors.mappings import saved_mapping
from banso.connectors.models import ImportBatch, QuarantineRow
from banso.connectors.readings import readings
from banso.lib.problems import Problem
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "BatchView",
    "FileView",
    "KindWords",
    "QuarantinePage",
    "QuarantineView",
    "batch",
    "batches",
    "hidden_batches",
    "mapping_for",
    "mappings",
    "quarantine",
    "readings",
    "vocabulary",
]


@dataclass(frozen=True, slots=True)
class FileView:
    name: str
    rows: int
    encoding: str
    delimiter: str
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchView:
    """``counts``: kind → rows, created, changed, known, quarantined, implied (after the commit).
    ``can_resume``: its files are still here."""

    public_id: str
    state: str
    origin: str
    source: str
    mapping_key: str
    mapping_version: int | None
    mapping_text: str
    counts: dict[str, dict[str, int]]
    problems: list[dict[str, Any]]
    coverage: dict[str, list[str | None]]
    first_on: date | None
    last_on: date | None
    files: tuple[FileView, ...]
    created_by: str
    created_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None
    can_resume: bool

    @property
    def rows_in(self) -> int:
        return sum(c.get("created", 0) + c.get("changed", 0) for c in self.counts.values())

    @property
    def quarantined(self) -> int:
        return sum(c.get("quarantined", 0) for c in self.counts.values())

    @property
    def has_events(self) -> bool:
        return bool(self.counts.get("event", {}).get("rows"))

    @property
    def mapping_name(self) -> str:
        """The name people gave the mapping; its key where it has none."""
        named = re.search(r'^name:[ \t]*"?([^"{\n]+)"?[ \t]*$', self.mapping_text, re.M)
        return named[1].strip() if named else self.mapping_key


@dataclass(frozen=True, slots=True)
class QuarantineView:
    """A row that stayed out: ``problems`` in words, ``raw`` everything in it by header."""

    file: str
    row: int
    kind: str
    problems: tuple[tuple[Problem, str, str], ...]  # problem, column, value seen
    raw: dict[str, str]


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    total: int
    page: int
    pages: int
    by_problem: dict[str, int]
    rows: tuple[QuarantineView, ...]


@dataclass(frozen=True, slots=True)
class KindWords:
    """What a file can be, and what its columns can mean: for choosing on screen."""

    key: str
    text: Text
    targets: tuple[tuple[str, Text, bool], ...]  # key, name, needed


def batches(*, viewer: Viewer, limit: int = 50) -> list[BatchView]:
    """This function will list the imports, newest first; batches still receiving files are left out."""
    viewer.require(Act.SEE_IMPORTS)
    rows = ImportBatch.objects.exclude(state=ImportBatch.RECEIVING).order_by("-pk")[:limit]
    names = workspace.names_of_people(viewer=viewer)
    return [_view(row, names) for row in rows.prefetch_related("files")]


def batch(*, viewer: Viewer, public_id: str) -> BatchView:
    """This function will show one import; raises BatchUnknown."""
    viewer.require(Act.SEE_IMPORTS)
    return _view(find(public_id), workspace.names_of_people(viewer=viewer))


def quarantine(
    *,
    viewer: Viewer,
    public_id: str,
    problem: str | None = None,
    page: int = 1,
    per_page: int = 50,
) -> QuarantinePage:
    """This function will page through the rows of an import that stayed out, by file and row."""
    viewer.require(Act.SEE_IMPORTS)
    rows = QuarantineRow.objects.filter(batch=find(public_id))
    by_problem: dict[str, int] = {}
    for known in rows.values_list("problem", flat=True).iterator():
        by_problem[known] = by_problem.get(known, 0) + 1
    if problem:
        rows = rows.filter(problem=problem)
    total = rows.count()
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    shown = rows.order_by("file", "row", "pk")[(page - 1) * per_page : page * per_page]
    return QuarantinePage(total, page, pages, by_problem, tuple(_quarantined(r) for r in shown))


def mappings(*, viewer: Viewer) -> dict[str, str]:
    """This function will give the mappings to choose from, key → text: the shipped ones and our own."""
    viewer.require(Act.SEE_IMPORTS)
    found = {key: shipped_text(key) for key in shipped()}
    for view in reversed(workspace.definitions(viewer=viewer, kind="mapping")):
        if view.key != "guessed":
            found[view.key] = view.text
    return found


def mapping_for(*, viewer: Viewer, public_id: str, key: str) -> str:
    """This function will give a mapping's text as it reads for the files of a staged import: the very
    text where nothing has to be adapted. Raises MappingUnknown."""
    viewer.require(Act.SEE_IMPORTS)
    view = saved_mapping(viewer=viewer, key=key)
    staged = staging.load(staging.folder_of(find(public_id).public_id))
    adapted = fit(parse_mapping(view.text), staged.seen()) if staged else None
    return adapted.mapping.text if adapted else view.text


def vocabulary() -> list[KindWords]:
    """This function will list the kinds of files and the meanings of columns, in both languages."""
    return [
        KindWords(
            kind.key,
            kind.text,
            tuple(
                (t.key, t.text, any(t.key in choice for choice in kind.needs))
                for t in kind.targets.values()
            ),
        )
        for kind in KINDS.values()
    ]


def _view(row: ImportBatch, names: dict[int, str]) -> BatchView:
    counts = {
        k: v for k, v in row.counts.items() if isinstance(v, dict) and k != "unknown_account_keys"
    }
    waiting = row.state in (ImportBatch.STAGED, ImportBatch.COMMITTING)
    return BatchView(
        public_id=row.public_id,
        state=row.state,
        origin=row.origin,
        source=row.source,
        mapping_key=row.mapping_key,
        mapping_version=row.mapping_version,
        mapping_text=row.mapping_text,
        counts=counts,
        problems=list(row.problems),
        coverage=dict(row.coverage),
        first_on=row.first_on,
        last_on=row.last_on,
        files=tuple(
            FileView(f.name, f.rows, f.encoding, f.delimiter, tuple(f.header))
            for f in sorted(row.files.all(), key=lambda f: f.pk)
        ),
        created_by=names.get(row.created_by_id or 0, ""),
        created_at=row.created_at,
        committed_at=row.committed_at,
        undone_at=row.undone_at,
        can_resume=waiting and (staging.folder_of(row.public_id) / staging.LISTED).exists(),
    )


def _quarantined(row: QuarantineRow) -> QuarantineView:
    problems = tuple(
        (row_problem(id, file=row.file, line=row.row, sample=seen), column, seen)
        for id, column, seen in row.problems
    )
    return QuarantineView(row.file, row.row, row.kind, problems, dict(row.raw))
