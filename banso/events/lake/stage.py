"""Rows on their way in: checked against the table, cast, put in a temporary table."""

# ruff: noqa: S608  names and paths are our own and quoted; values are bound by the caller
from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from banso.events.lake.disk import naming_full_disk
from banso.events.lake.engine import Cursor
from banso.events.lake.spec import TableSpec, Type, list_of, quoted
from banso.events.lake.types import check_types

Params = Sequence[object] | Mapping[str, object]

# A month follows from its day, so that no select can put a row into the wrong folder.
_DERIVED = {"month": ("day", "strftime({day}, '%Y-%m')")}


@contextmanager
def staged(
    cursor: Cursor,
    *,
    spec: TableSpec,
    columns: Mapping[str, Type],
    select_sql: str,
    params: Params = (),
) -> Iterator[str]:
    """A temporary table with all ``columns``, filled from ``select_sql``; gone afterwards.

    A column the select lacks is null; ``month`` is made from ``day``. Raises ``DoesNotFit``.
    """
    offered = [
        (str(r[0]), str(r[1])) for r in cursor.execute(f"describe {select_sql}", params).fetchall()
    ]
    check_types(spec.name, columns, offered)
    given = {name for name, _ in offered}
    name = f"stage_{secrets.token_hex(8)}"
    values = ", ".join(_value(c, columns, given, spec) for c in columns)
    order = f" order by {list_of(spec.partition_by)}" if spec.partition_by else ""
    with naming_full_disk(Path(spec.name)):
        cursor.execute(
            f"create temporary table {quoted(name)} as select {values} from ({select_sql}){order}",
            params,
        ).fetchall()
    try:
        yield name
    finally:
        cursor.execute(f"drop table if exists {quoted(name)}").fetchall()


def _value(column: str, columns: Mapping[str, Type], given: set[str], spec: TableSpec) -> str:
    type, name = columns[column], quoted(column)
    if column in spec.partition_by and column in _DERIVED:
        source, made = _DERIVED[column]
        if source in columns:
            return f"{made.format(**{source: quoted(source)})} as {name}"
    return f"cast({name} as {type}) as {name}" if column in given else f"null::{type} as {name}"
