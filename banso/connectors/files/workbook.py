"""Workbooks: every visible sheet with data is a table. Formulas are never run; their saved value counts."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from banso.connectors.files.limits import Limits, said
from banso.connectors.files.refusals import FileRefused, refusal
from banso.connectors.files.tables import Table, write_table
from banso.connectors.files.unpack import Part

_SKIPPED = {"import.empty", "import.header-only", "import.one-column"}


def read_workbook(part: Part, into: Any, limits: Limits) -> list[Table]:
    """The tables of a workbook; sheets that hold no table are passed over if another holds one."""
    _check_unpacked_size(part, limits)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(part.path))
    except python_calamine.PasswordError as locked:
        raise refusal("import.workbook-password", file=part.name) from locked
    except python_calamine.CalamineError as broken:
        raise refusal("import.workbook-broken", file=part.name) from broken
    tables: list[Table] = []
    first_refusal: FileRefused | None = None
    sheets = _visible(book)
    for sheet in sheets:
        name = part.name if len(sheets) == 1 else f"{part.name}#{sheet}"
        try:
            tables.append(_table(book, sheet, name, part, into, limits))
        except FileRefused as refused:
            if refused.problems[0].id not in _SKIPPED:
                raise
            first_refusal = first_refusal or refused
    if not tables:
        raise first_refusal or refusal("import.empty", file=part.name)
    return tables


def _check_unpacked_size(part: Part, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(part.path) as packed:
            entries = packed.infolist()
            size = sum(e.file_size for e in entries)
    except zipfile.BadZipFile as broken:
        raise refusal("import.workbook-broken", file=part.name) from broken
    if size > limits.workbook_bytes:
        most = said(limits.workbook_bytes)
        raise refusal("import.workbook-too-large", file=part.name, most=most)
    if size > limits.ratio_free_bytes and size > part.size * limits.ratio:
        raise refusal("import.bomb", file=part.name, ratio=limits.ratio)


def _visible(book: Any) -> list[str]:
    shown = python_calamine.SheetVisibleEnum.Visible
    return [s.name for s in book.sheets_metadata if s.visible == shown]


def _table(book: Any, sheet: str, name: str, part: Part, into: Any, limits: Limits) -> Table:
    digest = hashlib.sha256(f"{part.digest}#{sheet}".encode()).hexdigest()
    return write_table(
        _rows(book.get_sheet_by_name(sheet)),
        name=name,
        digest=digest,
        into=into,
        limits=limits,
        encoding="xlsx",
        delimiter="",
    )


def _rows(sheet: Any) -> Iterator[list[str]]:
    # Empty rows above the data are listed too, so row numbers are those of the spreadsheet.
    for row in sheet.iter_rows():
        yield [_text(value) for value in row]


def _text(value: object) -> str:
    """A cell as a CSV export would say it; dates ISO, whole numbers without a point."""
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
