"""Corrections: a few rows of many days made right without writing the days again.

They are appended under a higher generation and lie over what they correct; of each key the newest
counts. A row that is no more is taken away by one of a negative generation. Merging puts them into
the files they correct; until then a read of these days costs a little more, and of others nothing.
"""

# ruff: noqa: S608  names and paths are our own and quoted; values are bound by the caller
from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from banso.events.lake.engine import Cursor
from banso.events.lake.files import Part, discard, write_parts, write_stage
from banso.events.lake.log import stale
from banso.events.lake.snapshot import DataFile, Snapshot, chosen, select_of
from banso.events.lake.spec import PartitionRange, Receipt, list_of, quoted
from banso.events.lake.stage import Params, staged

if TYPE_CHECKING:
    from banso.events.lake.table import Table

_APP = "banso.generation"


@dataclass(frozen=True, slots=True)
class Corrected:
    """``rows`` came anew or instead of others, ``gone`` were taken away; 0 and 0: all was right."""

    rows: int = 0
    gone: int = 0
    generation: int = 0


def correct(
    table: Table,
    cursor: Cursor,
    *,
    days: tuple[date, date],
    inside: str,
    select_sql: str,
    params: Params = (),
    ignore: Sequence[str] = (),
    noted: str | None = None,
) -> Corrected:
    """Make the rows of first..last for which the SQL ``inside`` is true exactly those of the select.

    Rows that are right already, ``ignore`` columns left aside, are not written. ``noted`` names a
    temporary table to be made of the keys that were. Raises ``StaleTable``, ``DoesNotFit``.
    """
    spec = table.spec
    if not spec.key:
        raise ValueError(f"table {spec.name} has no key: it cannot be corrected")
    state, rewrites = table.log.listed()
    generation = (table.log.mark(_APP) or 0) + 1
    files = chosen(state.files, spec, PartitionRange.of_days(*days))
    there = select_of(table.root, spec, state.columns, files)
    made = f"corrected_{secrets.token_hex(8)}"
    with staged(
        cursor, spec=spec, columns=state.columns, select_sql=select_sql, params=params
    ) as stage:
        present = (
            f"(select * from ({there}) where day between date '{days[0]}' and date '{days[1]}'"
            f" and ({inside}))"
        )
        _run(
            cursor,
            f"create or replace temp table {quoted(made)} as "
            + _difference(table, state, stage, present, generation, {*ignore, spec.generation}),
        )
    try:
        return _commit(table, cursor, made, state, rewrites, generation, noted)
    finally:
        _run(cursor, f"drop table {quoted(made)}")


def _difference(
    table: Table, state: Snapshot, stage: str, present: str, generation: int, ignore: set[str]
) -> str:
    """SQL of the rows to write: those that are new or others than before, and those to take away."""
    spec = table.spec
    same = " and ".join(f"p.{quoted(k)} = s.{quoted(k)}" for k in spec.key)
    compared = [c for c in state.columns if c not in {*spec.key, *spec.partition_by, *ignore}]
    values = [", ".join(f"{side}.{quoted(c)}" for c in compared) or "1" for side in "sp"]
    marks = [f"{sign}{generation} as {quoted(spec.generation)}" for sign in ("", "-")]
    return f"""
        select s.* replace ({marks[0]}) from {quoted(stage)} as s left join {present} as p on {same}
        where p.{quoted(spec.key[0])} is null or row({values[0]}) is distinct from row({values[1]})
        union all by name
        select p.* replace ({marks[1]}) from {present} as p
        where not exists (select 1 from {quoted(stage)} as s where {same})
    """


def _commit(
    table: Table,
    cursor: Cursor,
    made: str,
    state: Snapshot,
    rewrites: int,
    generation: int,
    noted: str | None,
) -> Corrected:
    spec = table.spec
    mark = quoted(spec.generation)
    rows, gone = cursor.execute(
        f"select count(*) filter ({mark} > 0), count(*) filter ({mark} < 0) from {quoted(made)}"
    ).fetchall()[0]
    if noted:
        keys = list_of(spec.key)
        _run(
            cursor,
            f"create or replace temp table {quoted(noted)} as select {keys} from {quoted(made)}",
        )
    if not rows and not gone:
        return Corrected()
    written = write_stage(
        cursor, root=table.root, spec=spec, columns=state.columns, stage=made,
        generation=generation,
    )  # fmt: skip
    try:
        version = table.log.commit(
            add=written.actions, app=_APP, mark=generation, rewrite_seen=rewrites
        )
        if version is None:  # another correction took the number
            raise stale(spec.name)
    except BaseException:
        discard(written)
        raise
    return Corrected(rows=rows, gone=gone, generation=generation)


def merge_corrections(table: Table, cursor: Cursor) -> Receipt:
    """Put every correction into the files it corrects; a day with a file of its own keeps it.

    Rows stay as they were. Raises ``StaleTable``.
    """
    state, rewrites = table.log.listed()
    touched = list(_touched(state.files))
    if not touched:
        return Receipt(version=state.version)
    parts = [part for files in touched for part in _parts_of(table, state, files)]
    written = write_parts(
        cursor, root=table.root, spec=table.spec, columns=state.columns, parts=parts,
        data_change=False,
    )  # fmt: skip
    removed = [f for files in touched for f in files]
    try:
        version = table.log.commit(
            add=written.actions, remove=removed, rewrite_seen=rewrites, data_change=False
        )
    except BaseException:
        discard(written)
        raise
    return Receipt(
        version=version or 0,
        rows=written.rows,
        files=len(written.actions),
        removed_files=len(removed),
    )


def _touched(files: Sequence[DataFile]) -> Iterator[list[DataFile]]:
    """Per partition with corrections: these, and the files whose days they reach."""
    partitions: dict[tuple[str, ...], list[DataFile]] = {}
    for file in files:
        partitions.setdefault(tuple(file.partition.values()), []).append(file)
    for group in partitions.values():
        spans = [f.days() for f in group if f.generation]
        if spans:
            yield [f for f in group if f.generation or _reached(f, spans)]


def _reached(file: DataFile, spans: Sequence[tuple[date, date] | None]) -> bool:
    own = file.days()
    return own is None or any(s is None or (s[0] <= own[1] and own[0] <= s[1]) for s in spans)


def _parts_of(table: Table, state: Snapshot, files: Sequence[DataFile]) -> Iterator[Part]:
    """A part for each day that has files of its own, and one for all others."""
    over = [f for f in files if f.generation]
    single: dict[date, list[DataFile]] = {}
    rest: list[DataFile] = []
    for file in files:
        if file.generation:
            continue
        span = file.days()
        if span is not None and span[0] == span[1]:
            single.setdefault(span[0], []).append(file)
        else:
            rest.append(file)

    def part(base: Sequence[DataFile], where: str) -> Part:
        rows = select_of(table.root, table.spec, state.columns, [*base, *over])
        return Part(partition=files[0].partition, rows=f"({rows})", where=where)

    for day, base in sorted(single.items()):
        shared = [f for f in rest if _reached(f, [(day, day)])]
        yield part([*base, *shared], f"day = date '{day}'")
    apart = ", ".join(f"date '{d}'" for d in sorted(single))
    yield part(rest, f"day not in ({apart})" if apart else "true")


def _run(cursor: Cursor, sql: str) -> None:
    cursor.execute(sql).fetchall()
