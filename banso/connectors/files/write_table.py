"""Writes the rows of one table in normal form, and lays aside what is no row of data.

Millions of rows take this way, so rows are taken in chunks, and in a chunk only those are looked
at one by one that something speaks for: another length, a blank or telling first cell.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

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
Numbered = tuple[int, list[str]]


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
        self._tail: list[Numbered] = []
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
        odd = self._odd_places(chunk)
        if odd is None:
            good = list(enumerate(chunk, start=first))
        else:
            good, seen = [], set(odd)
            for place, cells in enumerate(chunk):
                if place not in seen:
                    good.append((first + place, cells))
                elif (kept := self._looked_at(first + place, cells)) is not None:
                    good.append((first + place, kept))
        self._keep(good)

    def _odd_places(self, chunk: list[list[str]]) -> Iterable[int] | None:
        """The places of rows to be looked at one by one; None when there is none."""
        if not self.found.straight or self._down or self.signs.quoted:
            return range(len(chunk))
        width, starts = self.width, self._starts
        if self.signs.totals and width > 1:
            odd = [
                place
                for place, c in enumerate(chunk)
                if len(c) != width
                or not c[0]
                or c[0] in starts
                or c[0][-1] in TAILS
                or c[1][-1:] in TAILS
            ]
        else:
            odd = [
                place
                for place, c in enumerate(chunk)
                if len(c) != width or not c[0] or c[0] in starts
            ]
        return odd or None

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
        if self.signs.totals and is_total(row):
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

    def _keep(self, rows: list[Numbered]) -> None:
        """Write rows, but hold the last ones back until it is known whether they are the end."""
        held = self._tail + rows
        self._write(held[:-_TAIL])
        self._tail = held[-_TAIL:]

    def _write(self, rows: Sequence[Numbered]) -> None:
        if not rows:
            return
        if self._months:
            long = [made for number, cells in rows for made in self._months.rows(number, cells)]
            rows = long
        self.rows += len(rows)
        self._csv.writerows([(number, *cells) for number, cells in rows])

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
        last = sorted(
            [(n, c, self._tail) for n, c in self._tail]
            + [(n, c, self._odd_tail) for n, c in self._odd_tail],
            key=lambda r: r[0],
        )
        taken: list[tuple[int, list[str], list[Numbered]]] = []
        pending: list[tuple[int, list[str], list[Numbered]]] = []
        for number, cells, home in reversed(last):
            filled = sum(1 for c in cells if c and not c.isspace())
            if filled > 2:
                break
            pending.append((number, cells, home))
            if is_remark(cells, apart=self._apart(number, [n for n, *_ in last])):
                taken += pending
                pending = []
        for number, cells, home in reversed(taken):
            home.remove((number, cells))
            if home is self._odd_tail:
                self.ragged -= 1
                self.rows -= 1
            self._lay_aside("layout.remarks", number, cells)

    def _apart(self, number: int, numbers: list[int]) -> bool:
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
        if self._months:
            notes.append(
                Note(
                    "layout.months", self._months.count, (), self.found.layout.unpivot.columns[:20]
                )  # type: ignore[union-attr]
            )
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
