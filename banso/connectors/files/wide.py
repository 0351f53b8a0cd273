"""Sheets with one column a month: which headers are months, and their rows as one row a month.

2026年4月, 2026/04, 2026-04-01 (a date cell), 202604, Apr-26, April 2026, 令和8年4月, R8.4 and
2026年度 / 4月 are months; a bare 4月 is one where another header or a title names the year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from banso.connectors.files.layout import KEEP, Unpivot

ROWS_EACH = 1_000  # row numbers of a wide table: number in the file × this + place of the month
_LEAST = 3
_ERAS = {"昭和": 1925, "s": 1925, "平成": 1988, "h": 1988, "令和": 2018, "r": 2018}
_NAMES = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
_PLAIN = re.compile(r"(\d{4})[-/.年]\s*(\d{1,2})月?(?:[-/.]0?1)?(?: 00:00:00)?(?:月?分|度|実績)?\Z")
_PACKED = re.compile(r"(20\d{2})(0[1-9]|1[0-2])\Z")
_NAMED = re.compile(r"([a-z]+)[-'. /]*(\d{4}|\d{2})\Z")
_NAMED_BACK = re.compile(r"(\d{4})[-'. /]*([a-z]+)\Z")
_ERA = re.compile(r"(昭和|平成|令和|[shr])\.?\s*(\d{1,2}|元)[-/.年]\s*(\d{1,2})月?(?:分)?\Z")
_FISCAL = re.compile(
    r"(?:fy\s*(\d{4}|\d{2})|(\d{4})年?度)\s*[-/. 　:]*\s*(\d{1,2}|[a-z]{3,9})月?(?:分)?\Z"
)
_BARE = re.compile(r"(\d{1,2})月(?:分|度|末)?\Z")
_YEAR = re.compile(r"(?:fy\s*(\d{4})|(\d{4})\s*年?度)")
_CALENDAR = re.compile(r"(\d{4})\s*年(?!度)")
_FISCAL_START = 4  # 年度 and FY begin in April unless headers say the year themselves


def month_of(header: str, *, fiscal: int | None = None, calendar: int | None = None) -> date | None:
    """The first day of the month a header names; ``fiscal`` or ``calendar`` year for a bare 4月."""
    text = unicodedata.normalize("NFKC", header).strip().casefold()
    if found := (_PLAIN.match(text) or _PACKED.match(text)):
        return _first(int(found[1]), int(found[2]))
    if found := _NAMED.match(text):
        return _named(found[1], found[2])
    if found := _NAMED_BACK.match(text):
        return _named(found[2], found[1])
    if found := _ERA.match(text):
        year = 1 if found[2] == "元" else int(found[2])
        return _first(_ERAS[found[1]] + year, int(found[3]))
    if found := _FISCAL.match(text):
        month = _NAMES.get(found[3]) or (int(found[3]) if found[3].isdigit() else 0)
        return _of_fiscal(_full(found[1] or found[2]), month)
    if (found := _BARE.match(text)) and (fiscal or calendar):
        month = int(found[1])
        return _of_fiscal(fiscal, month) if fiscal else _first(calendar or 0, month)
    return None


def _named(name: str, year: str) -> date | None:
    return _first(_full(year), _NAMES[name]) if name in _NAMES else None


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _of_fiscal(year: int, month: int) -> date | None:
    return _first(year + (month < _FISCAL_START), month)


def _first(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1 <= month <= 12 and 1990 <= year <= 2100 else None


def split_header(
    header: str, *, fiscal: int | None = None, calendar: int | None = None
) -> tuple[date, str] | None:
    """A header's month and what it measures: 「2026年4月 / ログイン数」; one part alone measures nothing."""
    parts = [p.strip() for p in header.split(" / ")]
    for at in range(len(parts)):
        for width in (1, 2):
            group = parts[at : at + width]
            month = month_of(" ".join(group), fiscal=fiscal, calendar=calendar)
            if month:
                return month, " / ".join(parts[:at] + parts[at + width :])
    return None


def years_named(titles: Sequence[str]) -> tuple[int | None, int | None]:
    """The fiscal or calendar year that titles name, when they name one."""
    text = unicodedata.normalize("NFKC", " ".join(titles)).casefold()
    fiscal = {int(a or b) for a, b in _YEAR.findall(text)}
    calendar = {int(y) for y in _CALENDAR.findall(text)}
    if len(fiscal) == 1:
        return fiscal.pop(), None
    return None, (calendar.pop() if len(calendar) == 1 and not fiscal else None)


def months_in(header: Sequence[str], titles: Sequence[str] = ()) -> dict[str, tuple[date, str]]:
    """Headers that are months → (first day, measure); titles may give the year of a bare 4月."""
    fiscal, calendar = years_named(titles)
    found = {h: split_header(h, fiscal=fiscal, calendar=calendar) for h in header}
    return {h: known for h, known in found.items() if known}


def wide_by(
    header: Sequence[str], rows: Sequence[Sequence[str]], titles: Sequence[str] = ()
) -> Unpivot | None:
    """Whether the table is wide: three months or more, each once a measure, and figures below them."""
    months = months_in(header, titles)
    if len(months) < _LEAST or len(set(months.values())) < len(months):
        return None
    if len(months) == len(header):
        return None  # nothing left to say whose row it is
    at = [i for i, h in enumerate(header) if h in months]
    cells = [row[i].strip() for row in rows for i in at if i < len(row) and row[i].strip()]
    figures = sum(bool(re.search(r"[\d０-９]", c)) or len(c) <= 2 for c in cells)
    if figures < 0.8 * len(cells):
        return None
    return Unpivot(columns=tuple(h for h in header if h in months))


class Months:
    """Turns rows of a wide table into rows of a long one."""

    def __init__(self, header: Sequence[str], wide: Unpivot, titles: Sequence[str] = ()) -> None:
        known = months_in(header, titles)
        wanted = [h for h in (wide.columns or tuple(known)) if h in header]
        self._months = [(header.index(h), *known[h]) for h in wanted if h in known]
        places = {at for at, *_ in self._months}
        self.titles = tuple(header[at] for at in sorted(places))
        self.kept = [i for i in range(len(header)) if i not in places]
        self._keep_blanks = wide.blanks == KEEP
        self._measured = any(measure for *_, measure in self._months)
        own = [wide.month, *([wide.measure] if self._measured else []), wide.value]
        self.header = (*(header[i] for i in self.kept), *own)

    def __bool__(self) -> bool:
        return bool(self._months)

    @property
    def count(self) -> int:
        return len(self._months)

    def rows(self, number: int, cells: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """The rows a row becomes; their numbers are number × ROWS_EACH + place of the month."""
        kept = [cells[i] for i in self.kept]
        for place, (at, month, measure) in enumerate(self._months):
            cell = cells[at]
            if cell.strip() or self._keep_blanks:
                own = [month.isoformat(), *([measure] if self._measured else []), cell]
                yield number * ROWS_EACH + place, [*kept, *own]
