"""From a plain file to a table: header, and rows in one normal form on disk.

The normal form is a UTF-8 CSV whose first column is the row's number in the file (counted from 1,
as a spreadsheet counts), followed by exactly as many cells as the header has. Rows of another
length lie apart, and so do rows that are no data (totals, remarks), both as JSON lines. All that
is what every later step reads, so that delimiter, encoding, quoting and layout are dealt with here
once. In the table of a wide sheet a row's number is the file's × ``scale`` + place of the month.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from banso.connectors.files.encoding import encoding_of
from banso.connectors.files.layout import NOTHING, Asked, Layout, Note
from banso.connectors.files.layout_find import (
    LOOKED_AT,
    Found,
    HeaderNotThere,
    Merge,
    find_layout,
)
from banso.connectors.files.limits import Limits
from banso.connectors.files.reading import SheetView
from banso.connectors.files.refusals import refusal
from banso.connectors.files.signs import Signs, signs_in
from banso.connectors.files.unpack import Part
from banso.connectors.files.write_table import Writer

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_ROWS = 200
TOP_ROWS = 20


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it came: ``rows`` counts all data rows, ``ragged`` those of another length.

    ``name`` is the file's, for a workbook with several sheets with its sheet: ``book.xlsx#Sheet1``.
    ``copy`` and ``part`` say where its original lies: which file handed in, which entry of it.
    """

    name: str
    digest: str
    header: tuple[str, ...]
    path: str
    ragged_path: str
    rows: int
    ragged: int
    encoding: str
    delimiter: str
    multiline: bool  # a cell holds a line break, so the file must not be split by lines
    layout: Layout = field(default_factory=Layout)
    asked: Asked = NOTHING
    notes: tuple[Note, ...] = ()
    aside_path: str = ""
    sheets: tuple[SheetView, ...] = ()
    titles: tuple[str, ...] = ()
    top: tuple[tuple[int, tuple[str, ...]], ...] = ()
    scale: int = 1
    unsaved: int = 0  # formulas without a saved result; their cells hold the formula's text
    from_1904: bool = False  # the workbook's day numbers count from 1904
    widths: tuple[tuple[str, int], ...] = ()  # column → digits its number format fills up to
    places: tuple[int, ...] = ()  # of each column of the header, its place in a row of the file
    copy: int = 0
    part: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Table:
        given = dict(data)
        given["layout"] = Layout.of_json(given["layout"]) if "layout" in given else Layout()
        given["asked"] = Asked.of_json(given["asked"]) if "asked" in given else NOTHING
        given["notes"] = tuple(Note.of_json(n) for n in given.get("notes", ()))
        given["sheets"] = tuple(SheetView(**s) for s in given.get("sheets", ()))
        given["top"] = tuple((n, tuple(cells)) for n, cells in given.get("top", ()))
        given["widths"] = tuple((h, w) for h, w in given.get("widths", ()))
        for name in ("header", "titles", "places"):
            given[name] = tuple(given.get(name, ()))
        return cls(**given)

    def line_of(self, number: int) -> int:
        """The row of the file behind a row's number."""
        return number // self.scale if number >= self.scale else number


def read_tables(part: Part, into: Path, limits: Limits, asked: Asked | None = None) -> list[Table]:
    """Write the tables of one plain file into ``into`` in normal form.

    ``asked``: what is asked of the layout; of a workbook then only the sheet it names is read.
    """
    if part.name.lower().endswith((".xlsx", ".xlsm")):
        from banso.connectors.files.workbook import read_workbook

        return read_workbook(part, into, limits, asked)
    encoding = encoding_of(part.path, part.name)
    delimiter = _delimiter(part, encoding)
    csv.field_size_limit(limits.cell_characters)
    with part.path.open(encoding=encoding, newline="") as stream:
        rows = csv.reader(stream, delimiter=delimiter)
        return [
            write_table(
                _guarded(rows, part.name, limits),
                name=part.name,
                digest=part.digest,
                into=into,
                limits=limits,
                encoding=encoding,
                delimiter=delimiter,
                asked=asked or NOTHING,
                signs=signs_in(part.path, encoding),
                # More lines than records: a cell holds a line break.
                broken=lambda records: rows.line_num > records,
            )
        ]


def _delimiter(part: Part, encoding: str) -> str:
    """The delimiter under which the first rows agree best; refuses when none makes columns.

    A delimiter that divides the first line is preferred: only below a title is the header further
    down.
    """
    with part.path.open(encoding=encoding, newline="") as stream:
        lines = [line for _, line in zip(range(SAMPLE_ROWS), stream, strict=False)]
    found: list[tuple[bool, float, int, str]] = []
    for candidate in DELIMITERS:
        try:
            rows = [r for r in csv.reader(lines, delimiter=candidate) if r]
        except csv.Error:
            continue
        widths = [len(r) for r in rows]
        usual = max(set(widths), key=lambda w: (widths.count(w), w)) if widths else 0
        for first, width in ((True, widths[0] if widths else 0), (False, usual)):
            if width >= 2:
                agreeing = widths.count(width) / len(widths)
                found.append((widths[0] >= 2, agreeing, width if first else 0, candidate))
    if not found:
        sample = next((line.strip() for line in lines if line.strip()), "")
        raise refusal("import.one-column", file=part.name, line=1, sample=sample[:80])
    return max(found, key=lambda f: f[:3])[3]


def _guarded(rows: Any, name: str, limits: Limits) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise refusal(
            "import.quote-open", file=name, line=rows.line_num, most=f"{limits.cell_characters:,}"
        ) from error


def write_table(
    rows: Iterable[list[str]],
    *,
    name: str,
    digest: str,
    into: Path,
    limits: Limits,
    encoding: str,
    delimiter: str,
    asked: Asked = NOTHING,
    signs: Signs = Signs(),  # noqa: B008  a frozen value
    sheet: str | None = None,
    merges: tuple[Merge, ...] = (),
    held: frozenset[int] | None = None,
    notes: Callable[[Layout], tuple[Note, ...]] = lambda layout: (),
    broken: Callable[[int], bool] = lambda records: True,
    **more: Any,
) -> Table:
    """Find the layout in the first rows, bring all rows into normal form, or refuse the file.

    ``notes`` gives further notes under the layout that was found. ``broken`` says, after that many
    rows, whether a cell may hold a line break; ``more`` are further facts of the table.
    """
    stream = iter(rows)
    count = max(LOOKED_AT, max(asked.header_rows or (0,)) + LOOKED_AT)
    first = list(islice(stream, count))
    found = _layout(first, name, limits, asked, sheet=sheet, merges=merges, held=held)
    writer = Writer(name, into, found, signs)
    try:
        number = writer.take_all(chain(first, stream))
        writer.finish()
    except BaseException:
        writer.discard()
        raise
    top = [(n, tuple(c[:60] for c in r[:40])) for n, r in enumerate(first[:TOP_ROWS], start=1)]
    return Table(
        name=name,
        digest=digest,
        header=writer.header,
        path=str(writer.path),
        ragged_path=str(writer.ragged_path),
        aside_path=str(writer.aside_path),
        rows=writer.rows,
        ragged=writer.ragged,
        encoding=encoding,
        delimiter=delimiter,
        multiline=broken(number),
        layout=found.layout,
        asked=asked,
        notes=(*found.notes, *notes(found.layout), *writer.notes()),
        titles=found.titles,
        top=tuple(top),
        scale=writer.scale,
        places=writer.places,
        part=name if sheet is None else name.partition("#")[0],
        **more,
    )


def _layout(first: list[list[str]], name: str, limits: Limits, asked: Asked, **known: Any) -> Found:
    from banso.connectors.files.vocabulary import all_names

    try:
        found = find_layout(first, asked=asked, known=all_names(), **known)
    except HeaderNotThere:
        line = (asked.header_rows or (1,))[-1]
        raise refusal("import.header-not-there", file=name, line=line) from None
    if found is None:
        sample = next((c.strip() for r in first for c in r if c.strip()), None)
        if sample is None:
            raise refusal("import.empty", file=name)
        raise refusal("import.one-column", file=name, line=1, sample=sample[:80])
    if len(found.header) > limits.columns:
        raise refusal(
            "import.too-many-columns", file=name, columns=len(found.header), most=limits.columns
        )
    return found


def rows_of(table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table in normal form: number in the file, cells as many as the header."""
    csv.field_size_limit(max(csv.field_size_limit(), 1_000_000))
    with Path(table.path).open(encoding="utf-8", newline="") as stream:
        for number, *cells in csv.reader(stream):
            yield int(number), cells


def ragged_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows whose number of cells is not the header's."""
    with Path(table.ragged_path).open(encoding="utf-8") as stream:
        for line in stream:
            number, cells = json.loads(line)
            yield int(number), list(cells)


def aside_rows(table: Table) -> Iterator[tuple[int, str, list[str]]]:
    """The rows that are no data: number in the file, the note's id, cells."""
    if not table.aside_path or not Path(table.aside_path).exists():
        return
    with Path(table.aside_path).open(encoding="utf-8") as stream:
        for line in stream:
            number, why, cells = json.loads(line)
            yield int(number), str(why), list(cells)


def sample_rows(table: Table, count: int = SAMPLE_ROWS) -> list[list[str]]:
    """The first rows, for guessing what the columns mean and for showing examples."""
    return [cells for _, (_, cells) in zip(range(count), rows_of(table), strict=False)]
