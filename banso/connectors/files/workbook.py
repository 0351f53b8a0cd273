"""Workbooks: every visible sheet with data is a table. Formulas are never run; their saved value counts.

A merged cell's value is given to every row it spans, but not where that would count an amount
twice. A formula without a saved value stays as its text, which no reader takes for a value.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from banso.connectors.files.layout import NOTHING, Asked, Layout, Note
from banso.connectors.files.limits import Limits, said
from banso.connectors.files.reading import SheetView
from banso.connectors.files.refusals import FileRefused, refusal
from banso.connectors.files.signs import Signs
from banso.connectors.files.tables import Table, write_table
from banso.connectors.files.unpack import Part
from banso.connectors.files.workbook_cells import Cells, cells_of

_SKIPPED = {"import.empty", "import.header-only", "import.one-column"}
_NOT_COPIED = (int, float)  # an amount over three merged rows is one amount, not three
_HEADS = 12  # merges in the first rows may belong to the header


def read_workbook(part: Part, into: Any, limits: Limits, asked: Asked | None = None) -> list[Table]:
    """The tables of a workbook; sheets that hold no table are passed over if another holds one.

    With ``asked`` only the sheet it names (hidden or not), or the only visible one.
    """
    _check_unpacked_size(part, limits)
    book = _opened(part)
    visible = _sheets(book, hidden=False)
    views = tuple(
        [SheetView(s, False) for s in visible]
        + [SheetView(s, True) for s in _sheets(book, hidden=True)]
    )
    wanted = visible
    if asked is not None and asked.sheet is not None:
        if asked.sheet not in [v.name for v in views]:
            raise refusal("import.sheet-not-there", file=part.name, sheet=asked.sheet)
        wanted = [asked.sheet]
    tables: list[Table] = []
    first_refusal: FileRefused | None = None
    for sheet in wanted:
        name = part.name if len(visible) == 1 else f"{part.name}#{sheet}"
        try:
            tables.append(_table(book, sheet, name, part, into, limits, asked or NOTHING, views))
        except FileRefused as refused:
            if refused.problems[0].id not in _SKIPPED:
                raise
            first_refusal = first_refusal or refused
    if not tables:
        raise first_refusal or refusal("import.empty", file=part.name)
    return tables


def _opened(part: Part) -> Any:
    try:
        return python_calamine.CalamineWorkbook.from_path(str(part.path))
    except python_calamine.PasswordError as locked:
        raise refusal("import.workbook-password", file=part.name) from locked
    except Exception as broken:  # noqa: BLE001  whatever a reader of foreign bytes may raise
        raise refusal("import.workbook-broken", file=part.name) from broken


def _check_unpacked_size(part: Part, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(part.path) as packed:
            entries = packed.infolist()
            size = sum(e.file_size for e in entries)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as broken:
        raise refusal("import.workbook-broken", file=part.name) from broken
    if size > limits.workbook_bytes:
        most = said(limits.workbook_bytes)
        raise refusal("import.workbook-too-large", file=part.name, most=most)
    if size > limits.ratio_free_bytes and size > part.size * limits.ratio:
        raise refusal("import.bomb", file=part.name, ratio=limits.ratio)


def _sheets(book: Any, *, hidden: bool) -> list[str]:
    shown = python_calamine.SheetVisibleEnum.Visible
    kind = python_calamine.SheetTypeEnum.WorkSheet
    return [
        s.name for s in book.sheets_metadata if (s.visible != shown) == hidden and s.typ == kind
    ]


def _table(
    book: Any,
    sheet: str,
    name: str,
    part: Part,
    into: Any,
    limits: Limits,
    asked: Asked,
    views: tuple[SheetView, ...],
) -> Table:
    digest = hashlib.sha256(f"{part.digest}#{sheet}".encode()).hexdigest()
    try:
        read = book.get_sheet_by_name(sheet)
        rows = list(read.iter_rows())
        merges = tuple(read.merged_cell_ranges or ())
    except Exception as broken:  # noqa: BLE001  as above
        raise refusal("import.workbook-broken", file=part.name) from broken
    special = cells_of(part.path, sheet)
    copied, uncopied = _spread_down(rows, merges)
    _put(rows, special)
    table = write_table(
        ([_text(value) for value in row] for row in rows),
        name=name,
        digest=digest,
        into=into,
        limits=limits,
        encoding="xlsx",
        delimiter="",
        asked=asked,
        signs=Signs(totals=True),
        sheet=sheet,
        merges=tuple(m for m in merges if m[0][0] < max(_HEADS, max(asked.header_rows or (0,)))),
        held=_held(rows),
        notes=lambda layout: _notes(layout, copied, uncopied, special, views, sheet),
        sheets=views,
        unsaved=len(special.unsaved),
        from_1904=special.from_1904,
    )
    return _with_widths(table, special)


def _held(rows: list[list[Any]]) -> frozenset[int]:
    """The columns that hold anything."""
    held: set[int] = set()
    for row in rows:
        held.update(c for c, value in enumerate(row) if value not in ("", None))
    return frozenset(held)


def _spread_down(rows: list[list[Any]], merges: Any) -> tuple[list[int], list[int]]:
    """Give the text of vertically merged cells to their rows; amounts stay where they stand.

    Gives back the rows (from 1) of merges that were spread, and of those that were not.
    """
    copied: list[int] = []
    uncopied: list[int] = []
    for (r0, c0), (r1, _) in merges:
        if r1 == r0 or r0 >= len(rows) or c0 >= len(rows[r0]):
            continue
        value = rows[r0][c0]
        if value in ("", None):
            continue
        if isinstance(value, _NOT_COPIED) and not isinstance(value, bool) and not _is_key(rows, c0):
            uncopied.append(r0 + 1)
            continue
        copied.append(r0 + 1)
        for r in range(r0 + 1, min(r1 + 1, len(rows))):
            if c0 < len(rows[r]) and rows[r][c0] in ("", None):
                rows[r][c0] = value
    return copied, uncopied


def _is_key(rows: list[list[Any]], column: int) -> bool:
    """Whether a column of numbers is one of keys, told from its header."""
    from banso.connectors.files.vocabulary import key_names, name_of

    heads = [row[column] for row in rows[:_HEADS] if column < len(row)]
    return any(isinstance(h, str) and name_of(h) in key_names() for h in heads if h)


def _put(rows: list[list[Any]], special: Cells) -> None:
    """Formulas without a value, and errors, as text where they stand."""
    for places in (special.unsaved, special.errors):
        for (r, c), text in places.items():
            if r < len(rows) and c < len(rows[r]):
                rows[r][c] = text


def _notes(
    layout: Layout,
    copied: list[int],
    uncopied: list[int],
    special: Cells,
    views: tuple[SheetView, ...],
    sheet: str,
) -> tuple[Note, ...]:
    notes: list[Note] = []
    copied = [row for row in copied if row >= layout.first_row]
    uncopied = [row for row in uncopied if row >= layout.first_row]
    if copied:
        notes.append(Note("layout.merged", len(copied), tuple(copied[:50])))
    if uncopied:
        notes.append(Note("layout.merged-amounts", len(uncopied), tuple(uncopied[:50])))
    for id, places in (
        ("layout.formula-unsaved", special.unsaved),
        ("layout.cell-errors", special.errors),
    ):
        if places:
            rows = tuple(dict.fromkeys(r + 1 for r, _ in sorted(places)))[:50]
            notes.append(Note(id, len(places), rows, tuple(list(places.values())[:5])))
    if special.from_1904:
        notes.append(Note("layout.date-1904"))
    hidden = tuple(v.name for v in views if v.hidden and v.name != sheet)
    if hidden:
        notes.append(Note("layout.hidden-sheets", len(hidden), (), hidden[:20]))
    others = tuple(v.name for v in views if not v.hidden and v.name != sheet)
    if others:
        notes.append(Note("layout.other-sheets", len(others), (), others[:20]))
    return tuple(notes)


def _with_widths(table: Table, special: Cells) -> Table:
    """Columns whose number format fills up with zeros (00000), by header."""
    if not special.widths:
        return table
    found = dict(zip(table.header, table.places, strict=False))
    widths = tuple((h, special.widths[c]) for h, c in found.items() if c in special.widths)
    return replace(table, widths=widths)


def _text(value: object) -> str:
    """A cell as a CSV export would say it; dates ISO, whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    return str(value)
