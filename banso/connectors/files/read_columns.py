"""Makes the readings of a table: every cell looked at is read the way the import will read it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from banso.connectors.files.cells import CellReader
from banso.connectors.files.days import form_of
from banso.connectors.files.empties import CellWrong, is_empty
from banso.connectors.files.figures import UNITS, figure
from banso.connectors.files.mapping import FileMapping, Source
from banso.connectors.files.reading import Reading, TableReading, Unread
from banso.connectors.files.tables import Table, rows_of
from banso.connectors.files.values import yes_no
from banso.connectors.files.vocabulary import KINDS
from banso.connectors.files.wide import months_in
from banso.lib import money

LOOKED_AT = 20_000
_EXAMPLES, _UNREAD = 5, 20
_FIGURES = ("number", "integer", "money", "share")
_DAYS = ("date", "instant")
_DIGITS = re.compile(r"\d{1,20}\Z")


@dataclass(frozen=True, slots=True)
class _Meaning:
    target: str | None
    type: str
    source: Source


def read_table(
    table: Table, mapping: FileMapping | None, *, zone: str, currency: str
) -> TableReading:
    """Read the first rows of a table (20,000 at most) column by column."""
    rows = list(islice(rows_of(table), LOOKED_AT))
    meanings = _meanings(table, mapping)
    columns = tuple(
        _column(
            table,
            header,
            meanings[header],
            [(table.line_of(number), cells[at]) for number, cells in rows],
            zone=ZoneInfo(zone),
            currency=currency,
        )
        for at, header in enumerate(table.header)
    )
    wide = table.layout.unpivot
    return TableReading(
        table=table.name,
        layout=table.layout,
        notes=table.notes,
        sheets=table.sheets,
        top=table.top,
        months=wide.columns if wide else tuple(months_in(table.header, table.titles)),
        rows=table.rows,
        looked_at=len(rows),
        columns=columns,
    )


def _meanings(table: Table, mapping: FileMapping | None) -> dict[str, _Meaning]:
    found: dict[str, _Meaning] = {}
    if mapping is not None and mapping.kind != "skip":
        known = KINDS[mapping.kind].targets
        for target, source in mapping.columns.items():
            type_ = "label" if (mapping.kind, target) == ("event", "name") else known[target].type
            for header in source.columns:
                found.setdefault(header, _Meaning(target, type_, source))
        for key, field in mapping.fields.items():
            for header in field.source.columns:
                found.setdefault(header, _Meaning(f"field:{key}", field.type, field.source))
            if field.from_ and field.from_.column:
                found.setdefault(
                    field.from_.column, _Meaning(f"field:{key}:from", "date", field.from_)
                )
        for key, source in mapping.traits.items():
            for header in source.columns:
                found.setdefault(header, _Meaning(f"trait:{key}", "text", source))
        for header in mapping.props:
            found.setdefault(header, _Meaning("props", "label", Source(column=header)))
    return {h: found.get(h) or _Meaning(None, "text", Source(column=h)) for h in table.header}


def _column(
    table: Table,
    header: str,
    meaning: _Meaning,
    cells: Sequence[tuple[int, str]],
    *,
    zone: ZoneInfo,
    currency: str,
) -> Reading:
    # A value that is looked up or joined is made of several cells; the column itself is read as text.
    plain = meaning.source.column == header and not meaning.source.lookup and not meaning.source.map
    type_ = meaning.type if plain else "text"
    reader = CellReader(type_, replace(meaning.source, column=header), table, zone=zone)
    empties: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    examples: dict[str, str] = {}
    unread: list[Unread] = []
    unread_count = 0
    known: dict[str, tuple[str | None, str]] = {}
    for row, cell in cells:
        # 「なし」 is no value anywhere but under a yes-or-no question, where it is an answer.
        if is_empty(cell) and not (reader.type == "bool" and yes_no(cell) is False):
            empties[cell.strip()] += 1
            continue
        if cell not in known:
            known[cell] = _read(reader, cell, currency)
        value, told = known[cell]
        if value is None:
            unread_count += 1
            if len(unread) < _UNREAD:
                unread.append(Unread(row, cell[:120], f"import.row.{told}"))
            continue
        forms[told] += 1
        if len(examples) < _EXAMPLES:
            examples.setdefault(cell.strip()[:60], value[:80])
    filled = sum(forms.values()) + unread_count
    times, unit = _unit(table, header, meaning, type_)
    made = Reading(
        header=header,
        target=meaning.target,
        type=reader.type or "text",
        forms=dict(forms),
        times=times,
        unit=unit,
        seen=len(cells),
        filled=filled,
        empties=dict(empties),
        examples=tuple(examples.items()),
        unread=tuple(unread),
        unread_count=unread_count,
    )
    if any(u.problem == "import.row.date-order" for u in unread):
        return replace(made, question="date-order")
    return made


def _read(reader: CellReader, cell: str, currency: str) -> tuple[str | None, str]:
    """The value as text and its form; None and the problem when it cannot be read."""
    try:
        value = reader.read(cell, currency)
        return _shown(value, reader, currency), _form(reader, cell)
    except CellWrong as wrong:
        return None, wrong.problem


def _form(reader: CellReader, cell: str) -> str:
    if reader.type in _DAYS:
        return form_of(cell, order=reader.order if "/" in cell else None, epoch=reader.epoch)
    if reader.type in _FIGURES:
        return figure(cell).form
    bare = cell.strip()
    if reader.type == "key" and _DIGITS.match(bare):
        return "zeros" if bare[0] == "0" and len(bare) > 1 else "digits"
    return "text" if reader.type in ("text", "label", "key", "email", "choice") else "words"


def _shown(value: Any, reader: CellReader, currency: str) -> str:
    if isinstance(value, datetime):
        return value.astimezone(reader.zone).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if reader.type == "money":
        return money.format_full(int(value), currency)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:,.10g}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _unit(table: Table, header: str, meaning: _Meaning, type_: str) -> tuple[int, str]:
    times = meaning.source.times
    if type_ not in _FIGURES or times == 1:
        return 1, ""
    named = next((u for u, n in UNITS.items() if n == times and u.endswith("円")), "")
    return times, named or f"× {times:,}"


# Lost leading zeros -------------------------------------------------------------------------------


def with_lost_zeros(
    readings: Sequence[TableReading], tables: MappingOf[str, Table]
) -> list[TableReading]:
    """Propose to fill up keys whose leading zeros a spreadsheet has taken; never done unasked.

    What speaks for it: the column's number format (00000), longer ones with zeros in the same
    column, or a column of keys in another table that has the same numbers with zeros.
    """
    whole = {
        (r.table, c.header): _keys(tables[r.table], c)
        for r in readings
        for c in r.columns
        if c.type == "key" and ("digits" in c.forms or "zeros" in c.forms)
    }
    return [
        replace(r, columns=tuple(_asked_to_pad(r, c, whole, tables[r.table]) for c in r.columns))
        for r in readings
    ]


def _keys(table: Table, column: Reading) -> frozenset[str]:
    at = table.header.index(column.header)
    return frozenset(cells[at].strip() for _, cells in islice(rows_of(table), LOOKED_AT))


def _asked_to_pad(
    reading: TableReading,
    column: Reading,
    whole: MappingOf[tuple[str, str], frozenset[str]],
    table: Table,
) -> Reading:
    own = whole.get((reading.table, column.header))
    if not own or "digits" not in column.forms or column.question:
        return column
    widths = dict(table.widths)
    short = {k for k in own if _DIGITS.match(k) and k[0] != "0"}
    if (width := widths.get(column.header, 0)) and any(len(k) < width for k in short):
        return replace(column, question="leading-zeros", pad=width, because="number-format")
    if (width := _zero_width(own)) and any(len(k) < width for k in short):
        return replace(column, question="leading-zeros", pad=width, because="same-column")
    for (name, header), others in whole.items():
        if (name, header) == (reading.table, column.header):
            continue
        width = _zero_width(others)
        lost = {k for k in short if len(k) < width}
        if lost and sum(k.zfill(width) in others for k in lost) >= max(1, len(lost) // 2):
            because = f"other-table: {name} / {header}"
            return replace(column, question="leading-zeros", pad=width, because=because)
    return column


def _zero_width(keys: frozenset[str]) -> int:
    """The width of keys with leading zeros, when they all have one width; 0 otherwise."""
    widths = {len(k) for k in keys if _DIGITS.match(k) and k[0] == "0" and len(k) > 1}
    longest = max((len(k) for k in keys if _DIGITS.match(k)), default=0)
    return longest if widths == {longest} else 0
