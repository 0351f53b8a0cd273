"""From a plain file to a table: header, and rows in one normal form on disk.

The normal form is a UTF-8 CSV whose first column is the row's number in the file (the header is
row 1), followed by exactly as many cells as the header has. Rows of another length lie apart, as
JSON lines, and are problems of their own. Both are what every later step reads, so that delimiter,
encoding and quoting are dealt with here once.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from banso.connectors.files.encoding import encoding_of
from banso.connectors.files.limits import Limits
from banso.connectors.files.refusals import refusal
from banso.connectors.files.unpack import Part

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_ROWS = 200
WRITTEN_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it came: ``rows`` counts all data rows, ``ragged`` those of another length.

    ``name`` is the file's, for a workbook with its sheet: ``book.xlsx#Sheet1``.
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

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Table:
        return cls(**{**data, "header": tuple(data["header"])})


def read_tables(part: Part, into: Path, limits: Limits) -> list[Table]:
    """Write the tables of one plain file into ``into`` in normal form."""
    if part.name.lower().endswith((".xlsx", ".xlsm")):
        from banso.connectors.files.workbook import read_workbook

        return read_workbook(part, into, limits)
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
                # More lines than records: a cell holds a line break.
                broken=lambda records: rows.line_num > records,
            )
        ]


def _delimiter(part: Part, encoding: str) -> str:
    """The delimiter under which header and first rows agree best; refuses when none makes columns."""
    with part.path.open(encoding=encoding, newline="") as stream:
        lines = [line for _, line in zip(range(SAMPLE_ROWS), stream, strict=False)]
    best, most = ",", (0.0, 0)
    for candidate in DELIMITERS:
        try:
            rows = [r for r in csv.reader(lines, delimiter=candidate) if r]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        if width < 2:
            continue
        agreeing = sum(len(r) == width for r in rows) / len(rows)
        if (agreeing, width) > most:
            best, most = candidate, (agreeing, width)
    if not most[1]:
        sample = next((line.strip() for line in lines if line.strip()), "")
        raise refusal("import.one-column", file=part.name, line=1, sample=sample[:80])
    return best


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
    broken: Callable[[int], bool] = lambda records: True,
) -> Table:
    """Bring rows (the first with anything in it is the header) into normal form, or refuse the file.

    ``broken`` says, after that many rows, whether a cell may hold a line break.
    """
    writer = _Writer(name, into, limits)
    number = 0
    try:
        for number, cells in enumerate(rows, start=1):
            writer.take(number, cells)
        writer.finish()
    except BaseException:
        writer.close()
        writer.path.unlink(missing_ok=True)
        writer.ragged_path.unlink(missing_ok=True)
        raise
    return Table(
        name=name,
        digest=digest,
        header=tuple(writer.header),
        path=str(writer.path),
        ragged_path=str(writer.ragged_path),
        rows=writer.rows,
        ragged=writer.ragged,
        encoding=encoding,
        delimiter=delimiter,
        multiline=broken(number),
    )


class _Writer:
    def __init__(self, name: str, into: Path, limits: Limits) -> None:
        number = len(list(into.glob("table-*.csv")))
        self.name, self.limits = name, limits
        self.path = into / f"table-{number}.csv"
        self.ragged_path = into / f"table-{number}.ragged"
        self.header: list[str] = []
        self.width = self.rows = self.ragged = 0
        self._ready: list[tuple[int | str, ...]] = []
        self._out = self.path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._out)
        self._odd = self.ragged_path.open("w", encoding="utf-8")

    def take(self, number: int, cells: list[str]) -> None:
        # Nearly every row of a large file takes this way.
        if self.width and len(cells) == self.width and (cells[0] or any(cells)):
            self.rows += 1
            self._ready.append((number, *cells))
            if len(self._ready) >= WRITTEN_AT_ONCE:
                self._flush()
        elif not self.width:
            if any(c.strip() for c in cells):
                self._begin(cells)
        elif any(cells):  # a blank line is no row
            self._other_length(number, cells)

    def _other_length(self, number: int, cells: list[str]) -> None:
        self.rows += 1
        if len(cells) > self.width and not any(cells[self.width :]):
            self._ready.append((number, *cells[: self.width]))
            return
        self.ragged += 1
        self._odd.write(json.dumps([number, cells], ensure_ascii=False) + "\n")

    def _flush(self) -> None:
        self._csv.writerows(self._ready)
        self._ready.clear()

    def _begin(self, cells: list[str]) -> None:
        header = [c.strip().strip("\ufeff") for c in cells]
        while header and not header[-1]:
            header.pop()
        if len(header) < 2:
            raise refusal("import.one-column", file=self.name, line=1, sample=cells[0][:80])
        if len(header) > self.limits.columns:
            raise refusal(
                "import.too-many-columns",
                file=self.name,
                columns=len(header),
                most=self.limits.columns,
            )
        seen: set[str] = set()
        for position, title in enumerate(header, start=1):
            if not title:
                raise refusal("import.header-blank", file=self.name, line=1, columns=position)
            if title in seen:
                raise refusal("import.header-duplicate", file=self.name, line=1, header=title[:60])
            seen.add(title)
        self.header, self.width = header, len(header)

    def finish(self) -> None:
        self.close()
        if not self.width:
            raise refusal("import.empty", file=self.name)
        if not self.rows:
            raise refusal("import.header-only", file=self.name, line=1)
        if self.ragged == self.rows:
            raise refusal("import.delimiter-mixed", file=self.name, line=2, columns=self.width)

    def close(self) -> None:
        self._flush()
        self._out.close()
        self._odd.close()


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


def sample_rows(table: Table, count: int = SAMPLE_ROWS) -> list[list[str]]:
    """The first rows, for guessing what the columns mean and for showing examples."""
    return [cells for _, (_, cells) in zip(range(count), rows_of(table), strict=False)]
