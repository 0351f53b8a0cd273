"""Find out how a table lies in its file, from its first rows and, in a workbook, its merged cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from banso.connectors.files.layout import OUT, Asked, Layout, Note, Unpivot
from banso.connectors.files.wide import month_of, wide_by
from banso.lib.width import tidy

LOOKED_AT = 100  # rows of a file that the header is searched in
# A merge as the workbook says it: ((first row, first column), (last row, last column)), from 0.
Merge = tuple[tuple[int, int], tuple[int, int]]
_FIGURE = re.compile(r"[-+▲△(（]?[¥$€£]?[\d,.]+(?:円|千円|%|名|件)?[)）]?\Z")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|\d{1,2}:\d{2}")
_UNITS = {"百万円": 1_000_000, "千円": 1_000, "万円": 10_000, "億円": 100_000_000, "円": 1}
_UNIT = re.compile(r"(?:単位\s*[:：/]?\s*|[(（\[【]\s*)(百万円|千円|万円|億円|円)\s*[)）\]】]?")
_UNIT_EN = re.compile(r"\b(?:in|unit:?|units:?)\s+(thousands?|millions?|k ?yen|k ?jpy)\b", re.I)


class HeaderNotThere(Exception):
    """A row that was named as a header holds nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """``columns``: places of the kept cells in a row of the file, one for each name of ``header``.

    ``again``: the header's rows as they stand in these places, to be known when they come again.
    """

    layout: Layout
    header: tuple[str, ...]
    columns: tuple[int, ...]
    again: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)

    @property
    def straight(self) -> bool:
        """The columns are the first ones, none left out."""
        return self.columns == tuple(range(len(self.columns)))


def find_layout(
    rows: Sequence[Sequence[str]],
    *,
    asked: Asked,
    sheet: str | None = None,
    merges: Sequence[Merge] = (),
    known: frozenset[str] = frozenset(),
    held: frozenset[int] | None = None,
) -> Found | None:
    """The layout of a table whose first rows (blank ones too) are ``rows``; None without any header.

    ``known`` are folded names of columns that Banso knows; they speak for a row being the header.
    ``held``: of a workbook, the columns that hold anything; then columns behind the last header
    count too.
    Raises HeaderNotThere when the rows that ``asked`` names hold nothing.
    """
    if asked.header_rows:
        lines = [r - 1 for r in asked.header_rows]
        if lines[-1] >= len(rows) or not any(_filled(rows[at]) for at in lines):
            raise HeaderNotThere
    else:
        at = _header_row(rows, known)
        if at is None:
            return None
        lines = _with_neighbours(rows, at, merges)
    names = _names(rows, lines, merges)
    columns = _columns(names, rows[lines[-1] + 1 :], held)
    if len(columns) < 2 and not asked.header_rows:
        return None
    return _found(rows, lines, names, columns, asked=asked, sheet=sheet)


def _found(
    rows: Sequence[Sequence[str]],
    lines: list[int],
    names: list[str],
    columns: list[int],
    *,
    asked: Asked,
    sheet: str | None,
) -> Found:
    notes: list[Note] = []
    header = _told_apart([names[c] if c < len(names) else "" for c in columns], columns, notes)
    titles = tuple(
        tidy(c) for r in rows[: lines[0]] for c in r if c.strip()
    )  # what stands above, cell by cell
    above = [n for n, r in enumerate(rows[: lines[0]], start=1) if _filled(r)]
    if above:
        samples = tuple(" ".join(c.strip() for c in rows[n - 1] if c.strip())[:120] for n in above)
        notes.append(Note("layout.title", len(above), tuple(above[:20]), samples[:20]))
    if len(lines) > 1:
        numbers = tuple(at + 1 for at in lines)
        notes.append(Note("layout.two-row-header", len(lines), numbers, header[:20]))
    unit, times = unit_in(titles)
    if times != 1:
        notes.append(Note("layout.unit", 1, tuple(above[:20]), (unit,), {"unit": unit}))
    body = [[r[c] if c < len(r) else "" for c in columns] for r in rows[lines[-1] + 1 :]]
    layout = Layout(
        sheet=sheet,
        header_rows=tuple(at + 1 for at in lines),
        first_row=lines[-1] + 2,
        totals=asked.totals or OUT,
        fill_down=tuple(asked.fill_down or ()),
        unpivot=_unpivot(asked, header, body, titles),
        times=times,
        unit=unit,
        given=not asked.nothing,
    )
    again = tuple(tuple(_at(rows[at], c) for c in columns) for at in lines)
    return Found(layout, header, tuple(columns), again, titles, notes)


def _unpivot(
    asked: Asked, header: tuple[str, ...], body: list[list[str]], titles: tuple[str, ...]
) -> Unpivot | None:
    if asked.unpivot is False:
        return None
    if isinstance(asked.unpivot, Unpivot):
        return asked.unpivot
    return wide_by(header, body, titles)


# Which row is the header -------------------------------------------------------------------------


def _header_row(rows: Sequence[Sequence[str]], known: frozenset[str]) -> int | None:
    """The first row wide enough that reads like names of columns; the first with two cells else."""
    filled = [len(_filled(r)) for r in rows]
    some = [at for at, n in enumerate(filled) if n]
    if not some:
        return None
    first = some[0]
    usual = sorted(filled[at] for at in some)[len(some) * 3 // 4]
    # Nearly every file: the first row is as wide as any, and that is that.
    least = max(2, (usual + 1) // 2)
    wide = [at for at in some if filled[at] >= least]
    if not wide:
        return None
    telling = {at: _known_names(rows[at], known) for at in wide[:20]}
    best = max(telling.values(), default=0)
    if filled[first] >= usual and (
        _reads_as_names(rows[first]) or best < 2 or telling.get(first) == best
    ):
        return first
    named = [at for at in wide if _reads_as_names(rows[at])]
    if best >= 2:
        for at in named:
            if telling.get(at, 0) == best:
                return at
    return named[0] if named else wide[0]


def _known_names(row: Sequence[str], known: frozenset[str]) -> int:
    from banso.connectors.files.vocabulary import name_of

    return sum(1 for c in row if c.strip() and name_of(c) in known) if known else 0


def _reads_as_names(row: Sequence[str]) -> bool:
    """Mostly words, none twice in a row of all different things; months count as names."""
    cells = [c.strip() for c in row if c.strip()]
    months = {m for c in cells if (m := month_of(c))}
    words = [c for c in cells if not _is_value(c)]
    if len(months) >= 3 and len(months) >= 0.5 * len(cells):
        return True
    return len(words) >= 0.8 * len(cells)


def _is_value(cell: str) -> bool:
    text = unicodedata.normalize("NFKC", cell).strip()
    return bool(_FIGURE.match(text) or _DATE.match(text)) and not re.fullmatch(r"\d{1,2}月?", text)


# Headers of two rows -----------------------------------------------------------------------------


def _with_neighbours(rows: Sequence[Sequence[str]], at: int, merges: Sequence[Merge]) -> list[int]:
    """The header's rows: the row found, with the one above or below when both make one header."""
    below = at + 1
    if below < len(rows) and _is_upper(rows, at, below, merges):
        return [at, below]
    above = at - 1
    if above >= 0 and _is_upper(rows, above, at, merges):
        return [above, at]
    return [at]


def _is_upper(
    rows: Sequence[Sequence[str]], upper: int, lower: int, merges: Sequence[Merge]
) -> bool:
    """Whether two neighbouring rows are one header: groups above, their parts below."""
    top, low = _filled(rows[upper]), _filled(rows[lower])
    if len(top) < 2 or not low or not _reads_as_names([rows[lower][c] for c in low]):
        return False
    if not _reads_as_names([rows[upper][c] for c in top]):
        return False
    span = range(min(*top, *low), max(*top, *low) + 1)
    if merges:
        return _merged_above(upper, lower, top, low, merges, span)
    blanks = [c for c in span if c not in top]
    if not blanks or not set(low) & set(blanks):
        return False
    # Below a group of blanks the parts; elsewhere nothing, or a part of a group that begins there.
    starts = {c for c in top if c + 1 in blanks}
    if not set(low) <= set(blanks) | starts or not all(c in low for c in blanks):
        return False
    return all(not _is_value(rows[lower][c]) for c in low)


def _merged_above(
    upper: int,
    lower: int,
    top: Sequence[int],
    low: Sequence[int],
    merges: Sequence[Merge],
    span: range,
) -> bool:
    across = [(c0, c1) for (r0, c0), (r1, c1) in merges if r0 <= upper <= r1 < lower and c1 > c0]
    groups = [(c0, c1) for c0, c1 in across if c1 - c0 + 1 < len(span)]
    return any(sum(c0 <= c <= c1 for c in low) > 1 for c0, c1 in groups) and len(top) >= 2


def _names(
    rows: Sequence[Sequence[str]], lines: Sequence[int], merges: Sequence[Merge]
) -> list[str]:
    """The name of every column: its cells in the header's rows, merged ones spread, joined by /."""
    width = max(len(rows[at]) for at in lines)
    levels: list[list[str]] = []
    for place, at in enumerate(lines):
        level = [_clean(_at(rows[at], c)) for c in range(width)]
        for (r0, c0), (r1, c1) in merges:
            if r0 <= at <= r1 and c1 > c0:
                text = _clean(_at(rows[r0], c0)) if r0 in lines else ""
                for c in range(c0, min(c1, width - 1) + 1):
                    level[c] = level[c] or text
        if not merges and place < len(lines) - 1:
            _spread(level, [_clean(_at(rows[lines[place + 1]], c)) for c in range(width)])
        levels.append(level)
    return [" / ".join(dict.fromkeys(p for p in parts if p)) for parts in zip(*levels, strict=True)]


def _spread(level: list[str], below: list[str]) -> None:
    """Without merges a group reaches over the blanks to its right that have a part below."""
    carried = ""
    for c, text in enumerate(level):
        if text:
            carried = text
        elif below[c]:
            level[c] = carried


# Names of columns --------------------------------------------------------------------------------


def _columns(
    names: list[str], body: Sequence[Sequence[str]], held: frozenset[int] | None
) -> list[int]:
    """The columns that are kept: named ones, and unnamed ones that hold something."""
    named = [c for c, name in enumerate(names) if name]
    if not named:
        return []
    if held is None:
        held = frozenset(c for c in range(named[-1]) if any(_at(row, c).strip() for row in body))
    return sorted({*named, *held})


def _told_apart(names: list[str], columns: list[int], notes: list[Note]) -> tuple[str, ...]:
    header: list[str] = []
    unnamed: list[str] = []
    numbered: list[str] = []
    for name, column in zip(names, columns, strict=True):
        own = name
        if not own:
            own = f"#{column + 1}"
            unnamed.append(own)
        count = 2
        while own in header:
            own, count = f"{name or f'#{column + 1}'} ({count})", count + 1
        if name and own != name:
            numbered.append(own)
        header.append(own)
    if unnamed:
        notes.append(Note("layout.header-named", len(unnamed), (), tuple(unnamed[:20])))
    if numbered:
        notes.append(Note("layout.header-numbered", len(numbered), (), tuple(numbered[:20])))
    return tuple(header)


def _clean(cell: str) -> str:
    """A header's text on one line; a break between Japanese letters is no space."""
    text = re.sub(r"(?<=[^\x00-\x7f])[\r\n]+\s*(?=[^\x00-\x7f])", "", cell)
    return " ".join(text.replace("\ufeff", "").split())


def unit_in(titles: Sequence[str]) -> tuple[str, int]:
    """The unit of amounts that titles name, and what it multiplies by; ("", 1) without one."""
    for title in titles:
        text = unicodedata.normalize("NFKC", title)
        if found := _UNIT.search(text):
            return found[1], _UNITS[found[1]]
        if found := _UNIT_EN.search(text):
            word = found[1].lower()
            return found[1], 1_000_000 if word.startswith("m") else 1_000
    return "", 1


def _filled(row: Sequence[str]) -> list[int]:
    return [c for c, cell in enumerate(row) if cell and not cell.isspace()]


def _at(row: Sequence[str], c: int) -> str:
    return row[c] if c < len(row) else ""
