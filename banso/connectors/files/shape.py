"""From a row's cells to values by name, as a mapping says.

A :class:`Shaper` is bound to one table: the columns are looked up once, and what the mapping
names but the table lacks is refused before the first row is read.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from banso.connectors.files import values
from banso.connectors.files.cells import CellReader
from banso.connectors.files.mapping import LAST_DAY, FieldSource, FileMapping, Lookup, Source
from banso.connectors.files.rowproblems import BadRow, RowProblem
from banso.connectors.files.tables import Table, ragged_rows, rows_of
from banso.connectors.files.values import CellWrong
from banso.connectors.files.vocabulary import KINDS
from banso.lib.problems import BansoError, Problem, problem

Cells = Sequence[str]
Lookups = Mapping[Lookup, Mapping[str, str]]


class ColumnsMissing(BansoError):
    """The mapping names columns the table does not have."""


@dataclass(slots=True)
class Row:
    """A row that reads: ``number`` in the file (the header is 1), values by target."""

    file: str
    number: int
    values: dict[str, Any]
    fields: dict[str, tuple[Any, date | None]] = field(default_factory=dict)
    traits: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)


def check_columns(table: Table, mapping: FileMapping) -> list[Problem]:
    """What the mapping names and the table lacks, with the nearest header."""
    wanted = [c for s in mapping.sources() for c in s.columns] + list(mapping.props)
    found = []
    for column in dict.fromkeys(wanted):
        if column in table.header:
            continue
        near = difflib.get_close_matches(column, table.header, n=1)
        found.append(
            problem(
                "import.column-missing",
                ja=f"列「{column}」がありません。",
                en=f"There is no column '{column}'.",
                remedy_ja="対応付けの列名か、ファイルの見出しを直してください。",
                remedy_en="Correct the mapping or the file's header.",
                file=table.name,
                line=1,
                suggestion=near[0] if near else None,
            )
        )
    return found


class Shaper:
    """Reads the rows of one table. ``zone`` and ``currency`` are those of values that name none."""

    def __init__(
        self, table: Table, mapping: FileMapping, *, zone: str, currency: str, lookups: Lookups
    ) -> None:
        missing = check_columns(table, mapping)
        if missing:
            raise ColumnsMissing(missing)
        self.table, self.mapping = table, mapping
        self.zone, self.currency, self.lookups = ZoneInfo(zone), currency, lookups
        self._at = {h: i for i, h in enumerate(table.header)}
        kind = KINDS[mapping.kind]
        self._readers = [
            (
                t,
                self._reader(kind.targets[t].type, s, t),
                s,
                self._text(s, "unknown-event-type" if t == "name" else "no-match"),
            )
            for t, s in mapping.columns.items()
        ]
        # The currency decides how many digits an amount has, so it is read first.
        self._readers.sort(key=lambda r: r[0] != "currency")
        self._needs = tuple(n for n in kind.needs if any(c in mapping.columns for c in n))
        self._fields = [
            (k, f, self._reader(f.type, f.source), self._text(f.source), self._since(f.from_))
            for k, f in mapping.fields.items()
        ]
        self._traits = [(k, self._text(s)) for k, s in mapping.traits.items()]
        self._only = [(self._text(t.source), _folded(t.values)) for t in mapping.only]
        self._but = [(self._text(t.source), _folded(t.values)) for t in mapping.but]
        # Numbers of the rows that the last reading did not take.
        self.left_out: list[int] = []

    def _reader(self, type_: str, source: Source, target: str = "") -> CellReader:
        if self.mapping.kind == "event" and target == "name":
            type_ = "label"  # other things refer to events by their name, so it stays as written
        return CellReader(type_, source, self.table, zone=self.zone, target=target)

    def _since(self, source: Source | None) -> Callable[[Cells], date | None] | None:
        if source is None:
            return None
        text, reader = self._text(source), self._reader("date", source)
        return lambda cells: reader.read(text(cells), self.currency)

    def takes(self, cells: Cells) -> bool:
        """Whether the mapping's ``only`` and ``but`` let the row in."""
        try:
            return all(text(cells).strip().casefold() in ok for text, ok in self._only) and not any(
                text(cells).strip().casefold() in out for text, out in self._but
            )
        except CellWrong:  # not found where it is looked up: no test of ``only`` holds
            return False

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row of the table that is taken, good or bad, ragged ones last."""
        self.left_out = []
        tested = bool(self._only or self._but)
        for number, cells in rows_of(self.table):
            if tested and not self.takes(cells):
                self.left_out.append(number)
                continue
            yield self.read(number, cells)
        for number, cells in ragged_rows(self.table):
            raw = dict(zip(self.table.header, cells, strict=False))
            raw[""] = "\t".join(cells[len(self.table.header) :])
            seen = str(len(cells))
            yield BadRow(
                self.table.name, number, self.mapping.kind, (RowProblem("columns", "", seen),), raw
            )

    def read(self, number: int, cells: Cells) -> Row | BadRow:
        wrong: list[RowProblem] = []
        found: dict[str, Any] = {}
        currency = self.currency
        for target, reader, source, text in self._readers:
            try:
                value = reader.read(text(cells), currency)
            except CellWrong as bad:
                wrong.append(RowProblem(bad.problem, _title(source), bad.seen[:120]))
                continue
            found[target] = value
            if target == "currency" and value:
                currency = value
        for choice in self._needs:
            if all(found.get(c) in (None, "") for c in choice) and not wrong:
                column = next(
                    (self.mapping.columns[c] for c in choice if c in self.mapping.columns), None
                )
                wrong.append(RowProblem("missing", _title(column) if column else choice[0]))
        fields = self._field_values(cells, wrong)
        raw = dict(zip(self.table.header, cells, strict=False))
        if wrong:
            return BadRow(self.table.name, number, self.mapping.kind, tuple(wrong), raw)
        traits = {k: v for k, text in self._traits if (v := self._trait(text, cells))}
        return Row(self.table.name, number, found, fields, traits, raw)

    def _field_values(
        self, cells: Cells, wrong: list[RowProblem]
    ) -> dict[str, tuple[Any, date | None]]:
        found: dict[str, tuple[Any, date | None]] = {}
        for key, spec, reader, text, since in self._fields:
            try:
                cell = text(cells)
                value = json_value(reader.read(cell, self.currency))
                found[key] = (value, since(cells) if since else None)
            except CellWrong as bad:
                wrong.append(RowProblem(bad.problem, _title(spec.source), bad.seen[:120]))
        return found

    def _trait(self, text: Callable[[Cells], str], cells: Cells) -> str | None:
        """A trait that cannot be read is none; it keeps no user out."""
        try:
            return values.text(text(cells))
        except CellWrong:
            return None

    # Sources -------------------------------------------------------------------------------------

    def _text(self, source: Source, unmatched: str = "no-match") -> Callable[[Cells], str]:
        """A function from cells to the text a source gives."""
        pick = self._picked(source)
        if source.lookup:
            table = self.lookups.get(source.lookup, {})
            known = source.other is not None or source.or_ is not None
            pick = _looked_up(pick, table, known=known, unmatched=unmatched)
        if source.map or source.other is not None:
            pick = _changed(pick, dict(source.map), source.other)
        if source.when:
            pick = self._only_when(pick, source.when)
        if source.or_:
            pick = _or(pick, self._text(source.or_, unmatched))
        if source.pad:
            pick = _padded(pick, source.pad)
        return pick

    def _picked(self, source: Source) -> Callable[[Cells], str]:
        if source.column is not None:
            at = self._at[source.column]
            return lambda cells: cells[at]
        if source.join:
            places = [self._at[c] for c in source.join]
            return lambda cells: source.between.join(cells[p].strip() for p in places)
        fixed = _constant(source.constant)
        return lambda cells: fixed

    def _only_when(
        self, pick: Callable[[Cells], str], when: tuple[tuple[str, tuple[str, ...]], ...]
    ) -> Callable[[Cells], str]:
        tests = [(self._at[c], frozenset(allowed)) for c, allowed in when]
        return lambda cells: pick(cells) if all(cells[a].strip() in ok for a, ok in tests) else ""


def _padded(pick: Callable[[Cells], str], digits: int) -> Callable[[Cells], str]:
    return lambda cells: values.key(pick(cells), pad=digits) or ""


def _or(pick: Callable[[Cells], str], other: Callable[[Cells], str]) -> Callable[[Cells], str]:
    return lambda cells: pick(cells).strip() or other(cells)


def _folded(values: Sequence[str]) -> frozenset[str]:
    return frozenset(v.strip().casefold() for v in values)


def _looked_up(
    pick: Callable[[Cells], str], table: Mapping[str, str], *, known: bool, unmatched: str
) -> Callable[[Cells], str]:
    def look(cells: Cells) -> str:
        cell = pick(cells).strip()
        if cell in table or not cell or known:
            return table.get(cell, "")
        raise CellWrong(unmatched, cell)

    return look


def _changed(
    pick: Callable[[Cells], str], table: dict[str, str], other: str | None
) -> Callable[[Cells], str]:
    def change(cells: Cells) -> str:
        cell = pick(cells).strip()
        return table.get(cell, cell if other is None else other)

    return change


def _constant(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _title(source: Source | FieldSource) -> str:
    inner = source.source if isinstance(source, FieldSource) else source
    return inner.column or ", ".join(inner.join) or "="


def json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# Ends of contracts -------------------------------------------------------------------------------


OPEN_FROM = 9000  # an end of 9999-12-31 is how systems write that there is none


def end_is_last_day(spans: Sequence[tuple[str, date, date]]) -> bool:
    """Whether the end dates of contracts are their last days, told from the dates themselves.

    ``spans`` are (account, start, end). Two signs: the next line of the account starts on the end
    (day after) or on the day behind it (last day); or the span is a whole number of months counted
    one way or the other. Without any sign an end is the last day, as people say it.
    """
    last = after = 0
    starts: dict[str, set[date]] = {}
    for account, start, _ in spans:
        starts.setdefault(account, set()).add(start)
    for account, start, end in spans:
        if end.year >= OPEN_FROM:
            continue
        behind = end + timedelta(days=1)
        last += 2 * (behind in starts[account]) + (behind.day == start.day)
        after += 2 * (end in starts[account] and end != start) + (end.day == start.day)
    return after <= last


def contract_end(row: Row, end: str) -> date | None:
    """The first day a contract no longer runs, from its end, its renewal day or its term."""
    written: date | None = row.values.get("end_on")
    if written is not None and written.year >= OPEN_FROM:
        return None
    if written is not None:
        return written + timedelta(days=1) if end == LAST_DAY else written
    renewal: date | None = row.values.get("renewal_on")
    return renewal
