# ruff: noqa: S608  names are quoted, texts are our own, values are bound
"""The only door from measuring to an SQL engine, and where the facts come from.

Everything that is measured is written in SQL that means the same to every engine: days are whole
numbers (days since 1970-01-01) in all working tables, so that no date arithmetic is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from banso.events.lake import Cursor, quoted
from banso.metrics.arrays import columns, hand_over, run, take
from banso.metrics.tables import SESSION_GAP_MINUTES

Params = Mapping[str, Any]
# Gives a FROM-able text; with first and last day, files outside may be left out.
Source = Callable[[tuple[date, date] | None], str]

_EPOCH = date(1970, 1, 1).toordinal()
# The first day of the calendar, a Monday: what is not bounded begins here.
EVER = date.min.toordinal() - _EPOCH


class Work(Protocol):
    """A place to compute in: temporary tables by name, seen by nobody else."""

    def hand_over(
        self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Make the table ``name`` of (column, type) with these rows; None becomes null.

        Types: DATE, BIGINT, INTEGER, DOUBLE, BOOLEAN, VARCHAR.
        """

    def make(
        self, name: str, select: str, params: Params | None = None, *, once: bool = False
    ) -> None:
        """Make the table ``name`` of a select, in place of an older one.

        ``once``: it is read once only, so an engine may compute it where it is read.
        """

    def rows(self, select: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """The rows of a select."""

    def drop(self, name: str) -> None:
        """Forget the table ``name``, if it is there."""


@dataclass(frozen=True)
class DuckWork:
    """Work in one cursor of the embedded engine."""

    cursor: Cursor

    def hand_over(
        self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
    ) -> None:
        hand_over(self.cursor, name, columns, rows)

    def make(
        self, name: str, select: str, params: Params | None = None, *, once: bool = False
    ) -> None:
        run(
            self.cursor,
            f"create or replace temp table {quoted(name)} as {select}",
            dict(params or {}),
        )

    def rows(self, select: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        return run(self.cursor, select, dict(params or {}))

    def drop(self, name: str) -> None:
        run(self.cursor, f"drop table if exists {quoted(name)}")

    def columns(self, select: str, params: Params | None = None) -> dict[str, Any]:
        """The columns of a select as arrays; masked where there is no value."""
        return columns(self.cursor, select, dict(params or {}))

    def take(self, name: str, arrays: Mapping[str, Any], select: str) -> None:
        """Make the table ``name`` of a select whose ``{given}`` is the arrays as columns."""
        take(self.cursor, name, arrays, select)


@dataclass(frozen=True)
class Sources:
    """The facts, as texts to put behind FROM.

    ``events``: raw events (day, at, source, account_key, user_key, name, value). ``usage_days``:
    their rollup (day, source, account_key, user_key, name, n, total in millionths), and
    ``session_days`` (day, source, account_key, user_key, sessions, seconds) that of the time spent;
    without one the events are counted on the way.
    """

    events: Source
    usage_days: Source | None = None
    session_days: Source | None = None

    def counted(self, days: tuple[date, date] | None) -> str:
        """Events per (day, source, account_key, user_key, name)."""
        if self.usage_days is not None:
            return self.usage_days(days)
        where = "" if days is None else f"where day between date '{days[0]}' and date '{days[1]}'"
        return f"""(
            select day, source, account_key, user_key, name, count(*) as n, {MICRO} as total
            from {self.events(days)} {where}
            group by day, source, account_key, user_key, name)"""

    def seen(self, days: tuple[date, date] | None) -> str:
        """At least one row per (day, source, account_key, user_key, name) with an event."""
        return (self.usage_days or self.events)(days)

    def sessions(self, days: tuple[date, date] | None) -> str:
        """Sessions and their seconds per (day, source, account_key, user_key)."""
        if self.session_days is not None:
            return self.session_days(days)
        where = "" if days is None else f"and day between date '{days[0]}' and date '{days[1]}'"
        return f"""(
            select day, source, account_key, user_key,
                count(*) filter (where gap is null or gap > {SESSION_GAP}) as sessions,
                cast(coalesce(sum(gap) filter (where gap <= {SESSION_GAP}), 0) as bigint) // 1000000
                    as seconds
            from (
                select day, source, account_key, user_key,
                    date_diff('microsecond', lag("at") over (
                        partition by source, account_key, user_key, day order by "at"
                    ), "at") as gap
                from {self.events(days)} as e
                where user_key is not null and not starts_with(name, 'banso.') {where}
            ) as gaps
            group by day, source, account_key, user_key)"""


# Microseconds without an event that end a session.
SESSION_GAP = SESSION_GAP_MINUTES * 60 * 1_000_000
# Sums of fractions depend on their order; whole millionths do not, so running again gives the same.
MICRO = "try_cast(sum(try_cast(try_cast(value as decimal(28, 6)) * 1000000 as bigint)) as bigint)"


def number_of(day: date) -> int:
    """A day as the working tables write it: days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def as_number(day: str) -> str:
    """SQL of the number of a date column; null stays null."""
    return f"date_diff('day', date '1970-01-01', {day})"


def as_date(number: str) -> str:
    """SQL of the date of a number; null stays null."""
    return f"(date '1970-01-01' + cast({number} as integer))"
