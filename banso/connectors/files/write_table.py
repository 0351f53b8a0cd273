"""Writes the rows of one table in normal form, and lays aside what is no row of data.

Millions of rows take this way, so rows are taken in chunks, and in a chunk only those are looked
at one by one that something speaks for: another length, a blank or telling first cell.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Container, Iterable, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from banso.connectors.files.asides import TAILS, is_remark, is_total
from banso.connectors.files.layout import KEEP, Note
from banso.connectors.files.layout_find import Found
from banso.connectors.files.refusals import refusal
from banso.connectors.files.signs import Signs
from banso.connectors.files.wide import ROWS_EACH, Months

WRITTEN_AT_ONCE = 5_000
_TAIL = 40  # rows held back, because the last ones may be remarks
_SHOWN = 50
_EXCEL = re.compile(r'="((?:[^"]|"")*)"\Z')
_FIRST = itemgetter(0)
Numbered = tuple[int, list[str]]
Row = tuple[Any, ...]  # number, cells


class Writer:
    """``rows`` all rows of data, ``ragged`` those of another length; see :meth:`notes` for the rest."""

    def __init__(self, name: str, into: Path, found: Found, signs: Signs) -> None:
        used = [int(p.stem.removeprefix("table-")) for p in into.glob("table-*.csv")]
        number = max(used, default=-1) + 1
        self.name, self.found, self.signs = name, found, signs
        self.path = into / f"table-{number}.csv"
        self.ragged_path = into / f"table-{number}.ragged"
        self.aside_path = into / f"table-{number}.aside"
        wide = found.layout.unpivot
        self._months = Months(found.header, wide, found.titles) if wide else None
        self._months = self._months or None
        self.header = self._months.header if self._months else found.header
        self.scale = ROWS_EACH if self._months else 1
        self.width = len(found.header)
        kept = self._months.kept if self._months else range(self.width)
        self.places = tuple(found.columns[i] for i in kept)
        self.rows = self.ragged = 0
        self._aside: dict[str, list[tuple[int, str]]] = {}
        self._counts = {"totals-kept": 0, "filled-down": 0, "excel-quoted": 0}
        self._kept_totals: list[tuple[int, str]] = []
        self._down = [found.header.index(h) for h in found.layout.fill_down if h in found.header]
        self._above = [""] * self.width
        # A repeated header begins as the header began; the second row of one likewise.
        self._starts = {a[0] for a in found.again}
        self._again = set(found.again)
        self._each = not found.straight or bool(self._down) or signs.quoted
        self._totals = signs.totals and self.width > 1
        self._tail: list[Row] = []
        self._odd_tail: list[Numbered] = []
        self._last_blank = 0
        self._out = self.path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._out)
        self._odd = self.ragged_path.open("w", encoding="utf-8")
        self._by = self.aside_path.open("w", encoding="utf-8")

    def take_all(self, rows: Iterable[list[str]]) -> int:
        """Take the file's rows, the first being row 1; gives back how many there were."""
        stream, number = iter(rows), 0
        for _ in range(self.found.layout.first_row - 1):  # titles and header
            if next(stream, None) is None:
                return number
            number += 1
        while chunk := list(islice(stream, WRITTEN_AT_ONCE)):
            self._take(chunk, number + 1)
            number += len(chunk)
        return number

    def _take(self, chunk: list[list[str]], first: int) -> None:
        if self._plain(chunk):
            self._keep([(number, *cells) for number, cells in enumerate(chunk, start=first)])
            return
        odd, good = self._odd_places(chunk), []
        for place, cells in enumerate(chunk):
            kept = self._looked_at(first + place, cells) if place in odd else cells
            if kept is not None:
                good.append((first + place, *kept))
        self._keep(good)

    def _plain(self, chunk: list[list[str]]) -> bool:
        """Whether no row of the chunk has to be looked at; asked without a step of Python a row."""
        if self._each or set(map(len, chunk)) != {self.width}:
            return False
        first = list(map(_FIRST, chunk))
        if "" in first or not self._starts.isdisjoint(first):
            return False
        if not self._totals:
            return True
        ends = {c[-1] for c in first} | {c[1][-1:] for c in chunk}
        return TAILS.isdisjoint(ends)

    def _odd_places(self, chunk: list[list[str]]) -> Container[int]:
        """The places of rows to be looked at one by one."""
        if self._each:
            return range(len(chunk))
        width, starts, totals = self.width, self._starts, self._totals
        return {
            place
            for place, c in enumerate(chunk)
            if len(c) != width
            or not c[0]
            or c[0] in starts
            or (totals and (c[0][-1] in TAILS or c[1][-1:] in TAILS))
        }

    # One row ------------------------------------------------------------------------------------

    def _looked_at(self, number: int, cells: list[str]) -> list[str] | None:
        """The row's cells under the header; None when it is no row of data or has another length."""
        if not any(cells) or all(not c or c.isspace() for c in cells):
            self._last_blank = number
            return None
        row = self._placed(cells)
        if row is None:
            self.ragged += 1
            self.rows += 1
            self._odd_tail.append((number, cells))
            if len(self._odd_tail) > _TAIL:
                self._write_odd(*self._odd_tail.pop(0))
            return None
        if self.signs.quoted:
            row = [self._unquoted(c) for c in row]
        if row[0] in self._starts and tuple(row) in self._again:
            self._lay_aside("layout.header-again", number, row)
            return None
        if self._totals and is_total(row):
            if self.found.layout.totals != KEEP:
                self._lay_aside("layout.totals", number, row)
                return None
            self._kept_totals.append((number, _told(row)))
        if self._down:
            self._fill_down(row)
        return row

    def _placed(self, cells: list[str]) -> list[str] | None:
        if self.found.straight:
            if len(cells) == self.width:
                return cells
            if len(cells) > self.width and not any(cells[self.width :]):
                return cells[: self.width]
            return None
        places = self.found.columns
        if len(cells) <= places[-1]:
            return None
        kept = set(places)
        if any(c and not c.isspace() for at, c in enumerate(cells) if at not in kept):
            return None
        return [cells[at] for at in places]

    def _unquoted(self, cell: str) -> str:
        found = _EXCEL.match(cell.strip()) if cell.lstrip().startswith('="') else None
        if not found:
            return cell
        self._counts["excel-quoted"] += 1
        return found[1].replace('""', '"')

    def _fill_down(self, row: list[str]) -> None:
        for at in self._down:
            if row[at].strip():
                self._above[at] = row[at]
            elif self._above[at]:
                row[at] = self._above[at]
                self._counts["filled-down"] += 1

    # Keeping ------------------------------------------------------------------------------------

    def _keep(self, rows: list[Row]) -> None:
        """Write rows, but hold the last ones back until it is known whether they are the end."""
        if len(rows) < _TAIL:
            rows = self._tail + rows
        else:
            self._write(self._tail)
        self._write(rows[:-_TAIL])
        self._tail = rows[-_TAIL:]

    def _write(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        if self._months:
            long = (self._months.rows(number, cells) for number, *cells in rows)
            rows = [(number, *cells) for made in long for number, cells in made]
        self.rows += len(rows)
        self._csv.writerows(rows)

    def _write_odd(self, number: int, cells: list[str]) -> None:
        self._odd.write(json.dumps([number * self.scale, cells], ensure_ascii=False) + "\n")

    def _lay_aside(self, why: str, number: int, cells: Sequence[str]) -> None:
        self._aside.setdefault(why, []).append((number, _told(cells)))
        self._by.write(json.dumps([number, why, list(cells)], ensure_ascii=False) + "\n")

    def finish(self) -> None:
        """Decide about the last rows; refuse a table without data."""
        self._remarks()
        self._write(self._tail)
        for number, cells in self._odd_tail:
            self._write_odd(number, cells)
        self._tail, self._odd_tail = [], []
        self.close()
        if not self.rows:
            line = self.found.layout.header_rows[-1]
            raise refusal("import.header-only", file=self.name, line=line)
        if self.ragged == self.rows:
            line = self.found.layout.first_row
            raise refusal("import.delimiter-mixed", file=self.name, line=line, columns=self.width)

    def _remarks(self) -> None:
        """Take remarks off the end, from the last row up, as long as rows are remarks."""
        if self.width < 3:
            return
        last = {n: c for n, *c in self._tail} | dict(self._odd_tail)
        taken: list[int] = []
        pending: list[int] = []
        for number in sorted(last, reverse=True):
            if sum(1 for c in last[number] if c and not c.isspace()) > 2:
                break
            pending.append(number)
            if is_remark(last[number], apart=self._apart(number, last)):
                taken += pending
                pending = []
        ragged = len(self._odd_tail)
        self._tail = [row for row in self._tail if row[0] not in taken]
        self._odd_tail = [(n, c) for n, c in self._odd_tail if n not in taken]
        self.ragged -= ragged - len(self._odd_tail)
        self.rows -= ragged - len(self._odd_tail)
        for number in sorted(taken):
            self._lay_aside("layout.remarks", number, last[number])

    def _apart(self, number: int, numbers: Container[int]) -> bool:
        """Whether a blank row stands right above."""
        return number - 1 not in numbers and number > self.found.layout.first_row

    def notes(self) -> list[Note]:
        """What was laid aside, changed or kept, with row numbers."""
        notes = [
            Note(why, len(rows), tuple(n for n, _ in rows[:_SHOWN]), tuple(t for _, t in rows[:5]))
            for why, rows in self._aside.items()
        ]
        if self._kept_totals:
            rows = self._kept_totals
            numbers = tuple(n for n, _ in rows[:_SHOWN])
            notes.append(
                Note("layout.totals-kept", len(rows), numbers, tuple(t for _, t in rows[:5]))
            )
        notes += [Note(f"layout.{k}", n) for k, n in self._counts.items() if n]
        layout = self.found.layout
        named = (*layout.fill_down, *(layout.unpivot.columns if layout.unpivot else ()))
        lost = tuple(h for h in named if h not in self.found.header)
        if lost:
            notes.append(Note("layout.columns-not-there", len(lost), (), lost[:20]))
        if self._months:
            notes.append(Note("layout.months", self._months.count, (), self._months.titles[:20]))
        return notes

    def close(self) -> None:
        for stream in (self._out, self._odd, self._by):
            stream.close()

    def discard(self) -> None:
        self.close()
        for path in (self.path, self.ragged_path, self.aside_path):
            path.unlink(missing_ok=True)


def _told(cells: Sequence[str]) -> str:
    return " ".join(c.strip() for c in cells if c.strip())[:120]
