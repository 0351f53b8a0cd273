# ruff: noqa: S608  names of columns and tables are our own, every value is bound or quoted
"""Event rows, millions of them: read by the engine, and row by row only what it cannot read.

The engine reads plain times (ISO, 2026/4/1 9:30, with or without an offset) and plain numbers.
Every other row goes through the same reader as rows of other kinds, so both ways give the same.
The good rows lie in Parquet files of the staging folder until they are appended to the lake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from banso.connectors.files.mapping import FileMapping, Source
from banso.connectors.files.rowproblems import BadRow, RowProblem
from banso.connectors.files.shape import Row, Shaper
from banso.connectors.files.tables import Table, ragged_rows
from banso.events.definitions import EVENTS
from banso.events.lake import Cursor, Lake, text_literal

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
SLOW_CHUNK = 20_000
_PLAIN = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?"
_OFFSET = r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}(:?\d{2})?)"
_COLUMNS = 'rn BIGINT, "at" TIMESTAMPTZ, message_id VARCHAR, account_key VARCHAR, user_key VARCHAR, name VARCHAR, value DOUBLE, props VARCHAR'


@dataclass(slots=True)
class StagedEvents:
    """The good rows of one table as Parquet files, and the bad ones apart."""

    files: list[Path] = field(default_factory=list)
    rows: int = 0
    bad: list[BadRow] = field(default_factory=list)
    same: list[tuple[str, int, str]] = field(default_factory=list)  # file, row, id: the same again
    first: date | None = None
    last: date | None = None


def stage_events(
    cursor: Cursor,
    shaper: Shaper,
    *,
    into: Path,
    number: int,
    latest: datetime,
) -> StagedEvents:
    """Write the events of one table as Parquet into ``into``; ``latest`` is the last moment that can be."""
    select = _Select(cursor, shaper, number)
    staged = StagedEvents()
    raw = f"staged_raw_{number}"
    cursor.execute(f"create temporary view {raw} as {select.read()}").fetchall()
    try:
        good = into / f"events-{number}.parquet"
        limits = f'"at" >= {text_literal(EARLIEST.isoformat())}::timestamptz and "at" <= {text_literal(latest.isoformat())}::timestamptz'
        fine = f"\"at\" is not null and {limits} and account_key <> '' and name <> '' and name is not null and not value_wrong"
        if select.has_id:
            fine += " and message_id <> ''"
        written = cursor.execute(
            f"copy (select {select.out()} from ({select.shaped(raw)}) where {fine}) to {text_literal(str(good))} (format parquet)"
        ).fetchall()
        staged.files.append(good)
        # Looking for the other rows reads the file once more; mostly there are none.
        if written[0][0] != shaper.table.rows - shaper.table.ragged:
            slow = select.slow(raw, fine)
            _slowly(cursor, shaper, slow, into=into, number=number, latest=latest, staged=staged)
    finally:
        cursor.execute(f"drop view {raw}").fetchall()
    _ragged(shaper, staged)
    if select.has_id:
        _take_out_repeated(cursor, shaper, staged)
    staged.rows = _count(cursor, staged.files)
    return staged


def parquet(files: list[Path]) -> str:
    """A FROM-able text over staged files; typed and empty without any."""
    if not files:
        types = ", ".join(f"null::{c.split()[1]} as {c.split()[0]}" for c in _COLUMNS.split(", "))
        return f"(select {types} where false)"
    listed = ", ".join(text_literal(str(f)) for f in files)
    return f"read_parquet([{listed}])"


class _Select:
    """SQL for one table: reading it, and shaping its columns as the mapping says."""

    def __init__(self, cursor: Cursor, shaper: Shaper, number: int) -> None:
        self.cursor, self.shaper, self.number = cursor, shaper, number
        self.table: Table = shaper.table
        self.mapping: FileMapping = shaper.mapping
        self.zone = str(shaper.zone)
        self._at = {h: f"c{i}" for i, h in enumerate(self.table.header)}
        self._joins: list[str] = []
        columns = self.mapping.columns
        self.has_id = "message_id" in columns
        self._texts = {k: self._text(s) for k, s in columns.items() if k != "account_name"}
        if "account_key" not in columns:
            self._texts["account_key"] = self._text(columns["account_name"])
        self._props = self._props_sql()
        self._where = self._taken()

    def _taken(self) -> str:
        """The rows the mapping takes in."""
        tests = [(t, True) for t in self.mapping.only] + [(t, False) for t in self.mapping.but]
        parts = []
        for test, wanted in tests:
            listed = ", ".join(text_literal(v.strip().casefold()) for v in test.values)
            holds = f"coalesce(lower(trim({self._text(test.source)})) in ({listed}), false)"
            parts.append(holds if wanted else f"not {holds}")
        return f"where {' and '.join(parts)}" if parts else ""

    def read(self) -> str:
        names = ["rn", *self._at.values()]
        types = (
            "{" + ", ".join(f"'{n}': '{'BIGINT' if n == 'rn' else 'VARCHAR'}'" for n in names) + "}"
        )
        parallel = "false" if self.table.multiline else "true"
        return (
            f"select * from read_csv({text_literal(self.table.path)}, header=false, auto_detect=false, "
            f"columns={types}, delim=',', quote='\"', escape='\"', parallel={parallel}, "
            f"strict_mode=true, max_line_size=16000000)"
        )

    def out(self) -> str:
        return "rn, \"at\", message_id, account_key, nullif(user_key, '') as user_key, name, value, props"

    def shaped(self, raw: str) -> str:
        t = self._texts
        row_id = text_literal(self.table.digest[:24] + ":")
        value = t.get("value", "''")
        number = self._figure(value)
        return f"""
            select t.rn, {self._moment(t["at"])} as "at",
                {t["message_id"] if self.has_id else f"{row_id} || t.rn"} as message_id,
                trim({t["account_key"]}) as account_key, trim({t.get("user_key", "''")}) as user_key,
                trim({t["name"]}) as name,
                case when isfinite({number}) then {number} end as value,
                ({value} <> '' and not coalesce(isfinite({number}), false)) as value_wrong,
                {self._props} as props
            from {raw} as t {" ".join(self._joins)} {self._where}
        """

    def slow(self, raw: str, fine: str) -> str:
        cells = ", ".join(f"t.{c}" for c in self._at.values())
        return f"""
            select t.rn, {cells} from {raw} as t
            join (select rn from ({self.shaped(raw)}) where not coalesce({fine}, false)) as bad on bad.rn = t.rn
            order by t.rn
        """

    def _figure(self, text: str) -> str:
        """Plain numbers; every other way of writing one is left to the reader of rows."""
        source = self.mapping.columns.get("value")
        plain = source is None or (source.form is None and source.times == 1)
        return f"try_cast({text} as double)" if plain else "null::double"

    def _moment(self, text: str) -> str:
        return (
            f"case when regexp_full_match({text}, '{_PLAIN}') "
            f"then timezone({text_literal(self.zone)}, try_cast({text} as timestamp)) "
            f"when regexp_full_match({text}, '{_OFFSET}') then try_cast({text} as timestamptz) end"
        )

    def _text(self, source: Source) -> str:
        sql = self._picked(source)
        if source.lookup:
            known = source.other is not None or source.or_ is not None
            missing = "''" if known else "null"
            sql = self._joined(sql, dict(self.shaper.lookups.get(source.lookup, {})), missing)
        if source.map or source.other is not None:
            other = text_literal(source.other) if source.other is not None else sql
            sql = self._joined(sql, dict(source.map), other)
        for column, allowed in source.when:
            listed = ", ".join(text_literal(a) for a in allowed)
            sql = f"(case when trim(t.{self._at[column]}) in ({listed}) then {sql} else '' end)"
        if source.or_:
            sql = f"coalesce(nullif(trim({sql}), ''), {self._text(source.or_)})"
        if source.pad:
            bare = f"trim({sql})"
            short = f"regexp_full_match({bare}, '[0-9]+') and length({bare}) < {source.pad}"
            sql = f"(case when {short} then lpad({bare}, {source.pad}, '0') else {sql} end)"
        return sql

    def _picked(self, source: Source) -> str:
        if source.column is not None:
            return f"coalesce(t.{self._at[source.column]}, '')"
        if source.join:
            cells = ", ".join(f"trim(coalesce(t.{self._at[c]}, ''))" for c in source.join)
            return f"concat_ws({text_literal(source.between)}, {cells})"
        constant = source.constant
        fixed = (
            ""
            if constant is None
            else str(constant).lower()
            if isinstance(constant, bool)
            else str(constant)
        )
        return text_literal(fixed)

    def _joined(self, sql: str, table: dict[str, str], missing: str) -> str:
        """``sql`` looked up in ``table``; an empty text stays empty."""
        name = f"lookup_{self.number}_{len(self._joins)}"
        self.cursor.execute(
            f"create or replace temporary table {name} (k VARCHAR, v VARCHAR)"
        ).fetchall()
        keys, found = list(table), list(table.values())
        self.cursor.execute(
            f"insert into {name} select unnest(?::varchar[]), unnest(?::varchar[])", [keys, found]
        ).fetchall()
        self._joins.append(f"left join {name} on {name}.k = trim({sql})")
        return f"(case when trim({sql}) = '' then '' when {name}.k is null then {missing} else {name}.v end)"

    def _props_sql(self) -> str:
        if not self.mapping.props:
            return "null::varchar"
        inner = ", ".join(
            f"{text_literal(p)}: nullif(t.{self._at[p]}, '')" for p in self.mapping.props
        )
        return f"cast(to_json({{{inner}}}) as varchar)"


# Row by row -------------------------------------------------------------------------------------


def _slowly(
    cursor: Cursor,
    shaper: Shaper,
    sql: str,
    *,
    into: Path,
    number: int,
    latest: datetime,
    staged: StagedEvents,
) -> None:
    """Rows the engine could not read, through the reader of rows."""
    rows = _fetched(cursor, sql)
    kept: list[tuple[Any, ...]] = []
    part = 0
    for rn, *cells in rows:
        read = shaper.read(rn, [c or "" for c in cells])
        found = _event(shaper, read, latest)
        if isinstance(found, BadRow):
            staged.bad.append(found)
            continue
        kept.append(found)
        if len(kept) >= SLOW_CHUNK:
            staged.files.append(_write(cursor, kept, into / f"events-{number}-{part}.parquet"))
            part, kept = part + 1, []
    if kept:
        staged.files.append(_write(cursor, kept, into / f"events-{number}-{part}.parquet"))


def _fetched(cursor: Cursor, sql: str) -> Iterator[tuple[Any, ...]]:
    # A cursor of its own: writing what was read must not end the reading. Temporary views belong
    # to one cursor, so the rows are put aside first.
    cursor.execute(f"create or replace temporary table slow_rows as {sql}").fetchall()
    after = -1
    while True:
        rows = cursor.execute(
            f"select * from slow_rows where rn > ? order by rn limit {SLOW_CHUNK}", [after]
        ).fetchall()
        if not rows:
            break
        yield from rows
        after = rows[-1][0]
    cursor.execute("drop table slow_rows").fetchall()


def _event(shaper: Shaper, read: Row | BadRow, latest: datetime) -> tuple[Any, ...] | BadRow:
    if isinstance(read, BadRow):
        return read
    values = read.values
    at: datetime = values["at"]
    short = "too-early" if at < EARLIEST else "future" if at > latest else None
    if "message_id" in shaper.mapping.columns and not values.get("message_id"):
        short = "missing"
    if short:
        problem = RowProblem(short, "", at.isoformat())
        return BadRow(read.file, read.number, "event", (problem,), dict(read.raw))
    props = {p: read.raw[p] for p in shaper.mapping.props if read.raw.get(p)}
    return (
        read.number,
        at,
        values.get("message_id") or f"{shaper.table.digest[:24]}:{read.number}",
        values.get("account_key") or values["account_name"],
        values.get("user_key"),
        values["name"],
        values.get("value"),
        json.dumps(props, ensure_ascii=False) if props else None,
    )


def _write(cursor: Cursor, rows: list[tuple[Any, ...]], path: Path) -> Path:
    columns = [list(c) for c in zip(*rows, strict=True)]
    types = [c.split()[1] for c in _COLUMNS.split(", ")]
    names = [c.split()[0] for c in _COLUMNS.split(", ")]
    select = ", ".join(f"unnest(?::{t}[]) as {n}" for n, t in zip(names, types, strict=True))
    cursor.execute(
        "create or replace temporary table slow_kept as select " + select, columns
    ).fetchall()
    cursor.execute(f"copy slow_kept to {text_literal(str(path))} (format parquet)").fetchall()
    cursor.execute("drop table slow_kept").fetchall()
    return path


def _ragged(shaper: Shaper, staged: StagedEvents) -> None:
    header = shaper.table.header
    for number, cells in ragged_rows(shaper.table):
        raw = dict(zip(header, cells, strict=False))
        raw[""] = "\t".join(cells[len(header) :])
        problem = RowProblem("columns", "", str(len(cells)))
        staged.bad.append(BadRow(shaper.table.name, number, "event", (problem,), raw))


def _take_out_repeated(cursor: Cursor, shaper: Shaper, staged: StagedEvents) -> None:
    """Of rows with the same id the first stays. The very same row again is known, another one is a
    problem, kept beside the first."""
    again = cursor.execute(
        f"""
        select rn, first_rn from (
            select rn, min(rn) over (partition by message_id) as first_rn from {parquet(staged.files)}
        ) where rn > first_rn order by rn
        """
    ).fetchall()
    if not again:
        return
    first_of = dict(again)
    wanted = {*first_of, *first_of.values()}
    header, column = shaper.table.header, shaper.mapping.columns["message_id"].column or ""
    raws = {
        rn: dict(zip(header, cells, strict=False)) for rn, cells in _cells_of(shaper.table, wanted)
    }
    for rn, first in first_of.items():
        seen = raws[rn].get(column, "")
        if raws[rn] == raws[first]:
            staged.same.append((shaper.table.name, rn, seen[:120]))
            continue
        problem = RowProblem("duplicate-id", column, seen)
        twin = {"row": first, "raw": raws[first]}
        staged.bad.append(BadRow(shaper.table.name, rn, "event", (problem,), raws[rn], twin=twin))
    _without(cursor, staged, set(first_of))


def _without(cursor: Cursor, staged: StagedEvents, numbers: set[int]) -> None:
    """Write the good rows anew without those of these numbers."""
    target = staged.files[0].with_suffix(".once.parquet")
    cursor.execute(
        "create or replace temporary table taken_out as select unnest(?::bigint[]) as rn",
        [sorted(numbers)],
    ).fetchall()
    source = parquet(staged.files)
    kept = target.with_suffix(".new")
    cursor.execute(
        f"copy (select * from {source} where rn not in (select rn from taken_out)) "
        f"to {text_literal(str(kept))} (format parquet)"
    ).fetchall()
    for old in staged.files:
        old.unlink()
    kept.rename(target)
    staged.files = [target]
    staged.rows = _count(cursor, staged.files)


def hold_back(
    cursor: Cursor,
    shaper: Shaper,
    staged: StagedEvents,
    *,
    lake: Lake,
    batches: tuple[str, ...],
    source: str,
) -> None:
    """Rows that come in later, under an id that the same import brought already: the very same event
    is known, another one is a problem."""
    listed = ", ".join(text_literal(b) for b in batches)
    alike = " and ".join(
        f"s.{c} is not distinct from k.{c}"
        for c in ('"at"', "account_key", "user_key", "name", "value", "props")
    )
    found = cursor.execute(
        f"""
        select s.rn, s.message_id, bool_or({alike})
        from {parquet(staged.files)} as s join {lake.table(EVENTS).sql()} as k
            on k.message_id = s.message_id and k.source = ? and k.batch in ({listed})
        group by s.rn, s.message_id order by s.rn
        """,
        [source],
    ).fetchall()
    if not found:
        return
    own = shaper.mapping.columns.get("message_id")
    column = (own.column if own else "") or ""
    raws = dict(_cells_of(shaper.table, {rn for rn, _, _ in found}))
    for rn, key, same in found:
        if same:
            staged.same.append((shaper.table.name, rn, key[:120]))
            continue
        raw = dict(zip(shaper.table.header, raws[rn], strict=False))
        problem = RowProblem("duplicate-id", column, key)
        staged.bad.append(BadRow(shaper.table.name, rn, "event", (problem,), raw))
    _without(cursor, staged, {rn for rn, _, _ in found})


def _cells_of(table: Table, wanted: set[int]) -> Iterator[tuple[int, list[str]]]:
    from banso.connectors.files.tables import rows_of

    for number, cells in rows_of(table):
        if number in wanted:
            yield number, cells


def _count(cursor: Cursor, files: list[Path]) -> int:
    return int(cursor.execute(f"select count(*) from {parquet(files)}").fetchall()[0][0])
