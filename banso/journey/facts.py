# ruff: noqa: S608  names are our own columns and quoted; values are bound
"""What the map reads: the metric rows of days, account by account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from banso.events.lake import Cursor, PartitionRange, Table, quoted

# Read for every account, whatever the map asks: the engine's own questions and the sums of a day.
ALWAYS = ("life", "ended_on", "day_zero_on", "mrr")
_ROWS_AT_ONCE = 20_000


def columns_for(table: Table, names: Iterable[str]) -> list[str]:
    """The columns of ``table`` that hold ``names`` and what is always read; the rest is unknown."""
    return [n for n in dict.fromkeys((*ALWAYS, *sorted(names))) if n in table.columns]


def rows_by_account(
    cursor: Cursor,
    table: Table,
    *,
    columns: Sequence[str],
    first: date,
    last: date,
    accounts: Sequence[int] | None = None,
) -> Iterator[tuple[tuple[int, str], Iterator[tuple[date, dict[str, Any]]]]]:
    """Each (account, lane) with its rows from ``first`` to ``last``, day by day: of all or of these."""
    wanted = ", ".join(quoted(c) for c in columns)
    source = table.sql(PartitionRange.of_days(first, last))
    among = "" if accounts is None else " and account in (select unnest(?::bigint[]))"
    values: list[Any] = [first, last] if accounts is None else [first, last, list(accounts)]
    cursor.execute(
        f"select account, lane, day, {wanted} from {source}"
        f" where day between ? and ?{among} order by account, lane, day",
        values,
    )
    for key, rows in groupby(_fetched(cursor), key=itemgetter(0, 1)):
        yield key, ((row[2], dict(zip(columns, row[3:], strict=True))) for row in rows)


def _fetched(cursor: Cursor) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def facts_on(
    cursor: Cursor,
    table: Table,
    *,
    columns: Sequence[str],
    day: date,
    accounts: Sequence[int] | None = None,
) -> dict[tuple[int, str], dict[str, Any]]:
    """The row of every (account, lane) on ``day``, of all accounts or of these."""
    wanted = ", ".join(quoted(c) for c in columns)
    source = table.sql(PartitionRange.of_days(day, day))
    of_these = "" if accounts is None else " and account in (select unnest(?::bigint[]))"
    values: list[Any] = [day] if accounts is None else [day, list(accounts)]
    rows = cursor.execute(
        f"select account, lane, {wanted} from {source} where day = ?{of_these}", values
    ).fetchall()
    return {(row[0], row[1]): dict(zip(columns, row[2:], strict=True)) for row in rows}
