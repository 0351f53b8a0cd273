"""Rows of Python handed to the engine as columns: fast, typed, with nulls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from banso.events.lake.engine import Cursor
from banso.events.lake.spec import quoted

_DAY_ZERO = date(1970, 1, 1).toordinal()
_CASTS = {
    "DATE": "date '1970-01-01' + {0}::int",
    "BIGINT": "{0}::bigint",
    "INTEGER": "{0}::integer",
    "DOUBLE": "{0}::double",
    "BOOLEAN": "{0}::int::boolean",
    "VARCHAR": "{0}::varchar",
}


def hand_over(
    cursor: Cursor, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
) -> None:
    """Make the temporary table ``name`` of (column, type) with these rows; None becomes null.

    Types: DATE, BIGINT, INTEGER, DOUBLE, BOOLEAN, VARCHAR. Only this cursor sees the table.
    """
    listed = list(rows)
    arrays = {
        column: _array(type_, [row[i] for row in listed])
        for i, (column, type_) in enumerate(columns)
    }
    given = f"given_{name}"
    cursor.register(given, arrays)
    try:
        casts = ", ".join(
            f"{_CASTS[type_].format(quoted(column))} as {quoted(column)}"
            for column, type_ in columns
        )
        run(cursor, f"create or replace temp table {quoted(name)} as select {casts} from {given}")  # noqa: S608
    finally:
        cursor.unregister(given)


def hand_over_order(cursor: Cursor, name: str, accounts: Sequence[int]) -> None:
    """Make the temporary table ``name`` of each account's place in ``accounts``, without a Python row each."""
    given = f"given_{name}"
    ids = np.asarray(accounts, dtype=np.int64)
    cursor.register(given, {"account": ids, "place": np.arange(len(ids), dtype=np.int64)})
    try:
        run(cursor, f"create or replace temp table {quoted(name)} as select * from {given}")  # noqa: S608
    finally:
        cursor.unregister(given)


def _array(type_: str, values: list[Any]) -> Any:
    if type_ == "VARCHAR":
        return np.array([None if v is None else str(v) for v in values], dtype=object)
    empty = np.fromiter((v is None for v in values), dtype=bool, count=len(values))
    if type_ == "DATE":
        plain: Iterable[Any] = (0 if v is None else v.toordinal() - _DAY_ZERO for v in values)
        dtype: Any = np.int64
    elif type_ == "DOUBLE":
        plain, dtype = (0.0 if v is None else float(v) for v in values), np.float64
    else:
        plain, dtype = (0 if v is None else int(v) for v in values), np.int64
    return np.ma.masked_array(np.fromiter(plain, dtype=dtype, count=len(values)), mask=empty)


def run(cursor: Cursor, sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Run one statement to its end and give back what it says."""
    return cursor.execute(sql, params or {}).fetchall()


def columns(cursor: Cursor, sql: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """Run one statement and give back its columns as arrays; masked where there is no value."""
    found: dict[str, Any] = cursor.execute(sql, params or {}).fetchnumpy()
    return found


def take(cursor: Cursor, name: str, arrays: Mapping[str, Any], select: str) -> None:
    """Make the temporary table ``name`` of a select over arrays, which stand for its ``{given}``."""
    given = f"given_{name}"
    cursor.register(given, dict(arrays))
    try:
        run(
            cursor,
            f"create or replace temp table {quoted(name)} as {select.format(given=quoted(given))}",
        )
    finally:
        cursor.unregister(given)
