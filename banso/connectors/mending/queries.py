"""Reads of quarantine: rows by problem over all imports, one row, who did what, what can come in now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from banso.connectors.batches import find
from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.mapping import Mapping
from banso.connectors.files.rowproblems import row_problem
from banso.connectors.mending.rules import FORMS
from banso.connectors.mending.tables import cells_of, id_column
from banso.connectors.models import ImportBatch, QuarantineRow
from banso.customers.operations import account_ids
from banso.lib.problems import BansoError, Problem, problem
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

STATES = (QuarantineRow.OPEN, QuarantineRow.MENDED, QuarantineRow.LEFT_OUT)
_UNKNOWN = "import.row.unknown-account"


class RowUnknown(BansoError):
    """There is no such row in quarantine."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one import with one problem."""

    batch: str
    origin: str
    at: datetime | None
    problem: Problem
    kind: str
    file: str
    rows: int


@dataclass(frozen=True, slots=True)
class Past:
    """Something a person did with a row: cells as (column, was, is)."""

    at: datetime
    by: str
    rule: str
    reason: str
    cells: tuple[tuple[str, str, str], ...]
    end: str


@dataclass(frozen=True, slots=True)
class Wrong:
    problem: Problem
    column: str
    seen: str


@dataclass(frozen=True, slots=True)
class RowView:
    """``raw`` as it came, ``cells`` as it is now, in the order of the header; ``twin``: the row that
    has its id, as it came. ``id_column``: the one column that holds ids, empty without one."""

    id: int
    batch: str
    file: str
    row: int
    kind: str
    state: str
    problems: tuple[Wrong, ...]
    raw: dict[str, str]
    cells: dict[str, str]
    twin: dict[str, str] | None
    twin_row: int | None
    id_column: str
    history: tuple[Past, ...]

    @property
    def wrong_columns(self) -> frozenset[str]:
        return frozenset(w.column for w in self.problems if w.column)


@dataclass(frozen=True, slots=True)
class RowPage:
    total: int
    page: int
    pages: int
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """Rows that waited for their account, which is known now."""

    batch: str
    origin: str
    rows: int


@dataclass(frozen=True, slots=True)
class Columns:
    """What a rule can name for one problem of an import: columns with the values most rows have."""

    names: tuple[str, ...]
    wrong: str  # the column most rows are wrong in
    values: tuple[tuple[str, int], ...]  # of that column, the most frequent first


def groups(*, viewer: Viewer, batch: str | None = None, state: str = "open") -> list[Group]:
    """This function will list rows in quarantine by import, problem, kind and file, the most first."""
    viewer.require(Act.SEE_IMPORTS)
    rows = QuarantineRow.objects.filter(
        state=state, batch__state=ImportBatch.COMMITTED
    ).select_related("batch")
    if batch:
        rows = rows.filter(batch=find(batch))
    found = rows.values(
        "batch__public_id", "batch__origin", "batch__committed_at", "problem", "kind", "file"
    ).annotate(rows=Count("pk"))
    listed = [
        Group(
            r["batch__public_id"],
            r["batch__origin"],
            r["batch__committed_at"],
            row_problem(r["problem"]),
            r["kind"],
            r["file"],
            r["rows"],
        )
        for r in found
    ]
    return sorted(listed, key=lambda g: (-g.rows, g.batch, g.problem.id, g.file))


def state_counts(*, viewer: Viewer) -> dict[str, int]:
    """This function will count the rows in quarantine by state."""
    viewer.require(Act.SEE_IMPORTS)
    rows = QuarantineRow.objects.filter(batch__state=ImportBatch.COMMITTED)
    found = dict(rows.values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state, 0) for state in STATES}


def rows(
    *,
    viewer: Viewer,
    batch: str,
    problem: str | None = None,
    file: str | None = None,
    state: str = "open",
    page: int = 1,
    per_page: int = 50,
) -> RowPage:
    """This function will page through an import's rows in quarantine, by file and row."""
    viewer.require(Act.SEE_IMPORTS)
    import_row = find(batch)
    found = _rows(import_row, problem, file, state)
    total = found.count()
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    shown = found.order_by("file", "row", "pk")[(page - 1) * per_page : page * per_page]
    names = workspace.names_of_people(viewer=viewer)
    mapping = parse_mapping(import_row.mapping_text)
    return RowPage(total, page, pages, tuple(_view(r, import_row, mapping, names) for r in shown))


def one_row(*, viewer: Viewer, batch: str, row: int) -> RowView:
    """This function will show one row with all that happened to it; raises RowUnknown."""
    viewer.require(Act.SEE_IMPORTS)
    import_row = find(batch)
    found = QuarantineRow.objects.filter(batch=import_row, pk=row).first()
    if found is None:
        raise RowUnknown(
            problem(
                "quarantine.row-not-found",
                ja="この行は見つかりません。",
                en="There is no such row.",
                remedy_ja="一覧から選び直してください。",
                remedy_en="Choose it from the list.",
            )
        )
    mapping = parse_mapping(import_row.mapping_text)
    return _view(found, import_row, mapping, workspace.names_of_people(viewer=viewer))


def columns(*, viewer: Viewer, batch: str, problem: str, file: str | None = None) -> Columns:
    """This function will say what a rule can name for these rows, from the first ten thousand."""
    viewer.require(Act.SEE_IMPORTS)
    import_row = find(batch)
    names: dict[str, None] = {}
    wrong: Counter[str] = Counter()
    values: dict[str, Counter[str]] = {}
    for row in _rows(import_row, problem, file, "open").order_by("pk")[:10_000]:
        cells = cells_of(row)
        names |= dict.fromkeys(c for c in cells if c)
        for _, column, _ in row.problems[:1]:
            if column in cells:
                wrong[column] += 1
                values.setdefault(column, Counter())[cells[column]] += 1
    most = wrong.most_common(1)[0][0] if wrong else ""
    return Columns(tuple(names), most, tuple(values.get(most, Counter()).most_common(20)))


def unknown_keys(*, viewer: Viewer, batch: str) -> list[tuple[str, int]]:
    """This function will list the account keys rows of an import wait for, the most frequent first."""
    viewer.require(Act.SEE_IMPORTS)
    seen = _rows(find(batch), _UNKNOWN, None, "open").values_list("problems", flat=True)
    return Counter(p[0][2] for p in seen.iterator(chunk_size=2_000)).most_common(50)


def late_accounts(*, viewer: Viewer) -> list[Late]:
    """This function will find rows that waited for an account which is known now, by import."""
    viewer.require(Act.SEE_IMPORTS)
    found: list[Late] = []
    batches = ImportBatch.objects.filter(state=ImportBatch.COMMITTED)
    waiting = QuarantineRow.objects.filter(state=QuarantineRow.OPEN, problem=_UNKNOWN)
    for batch in batches.filter(pk__in=waiting.values("batch")).order_by("-pk"):
        keys = Counter(
            p[0][2]
            for p in waiting.filter(batch=batch).values_list("problems", flat=True).iterator()
        )
        known = account_ids(source=batch.source, keys=keys)
        rows = sum(n for key, n in keys.items() if key in known)
        if rows:
            found.append(Late(batch.public_id, batch.origin, rows))
    return found


def forms() -> list[tuple[str, Text]]:
    """The forms a column can be read in, with their words."""
    return [(key, words) for key, (_, words) in FORMS.items()]


def _rows(
    batch: ImportBatch, problem: str | None, file: str | None, state: str
) -> QuerySet[QuarantineRow]:
    rows = QuarantineRow.objects.filter(batch=batch)
    if state in STATES:
        rows = rows.filter(state=state)
    if problem:
        rows = rows.filter(problem=problem)
    if file:
        rows = rows.filter(file=file)
    return rows


def _view(
    row: QuarantineRow, batch: ImportBatch, mapping: Mapping, names: dict[int, str]
) -> RowView:
    wrong = tuple(
        Wrong(row_problem(id, file=row.file, line=row.row, sample=seen), column, seen)
        for id, column, seen in row.problems
    )
    twin = dict(row.twin["raw"]) if row.twin else None
    return RowView(
        id=row.pk,
        batch=batch.public_id,
        file=row.file,
        row=row.row,
        kind=row.kind,
        state=row.state,
        problems=wrong,
        raw=dict(row.raw),
        cells={c: v for c, v in cells_of(row).items() if c},
        twin=twin,
        twin_row=row.twin["row"] if row.twin else None,
        id_column=id_column(mapping, row.file),
        history=tuple(_past(h, names) for h in row.history),
    )


def _past(entry: dict[str, Any], names: dict[int, str]) -> Past:
    return Past(
        at=datetime.fromisoformat(entry["at"]),
        by=names.get(entry["by"] or 0, ""),
        rule=entry["rule"],
        reason=entry["reason"],
        cells=tuple((c, was, now) for c, (was, now) in entry["cells"].items()),
        end=entry["end"],
    )
