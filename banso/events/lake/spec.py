"""The shape of a table: columns with fixed types, partitions, order of the rows in a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Type = Literal["DATE", "TIMESTAMPTZ", "VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "BOOLEAN"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Its type never changes: a number that needs another type is a new column."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class TableSpec:
    """What a table holds and how its files are laid out.

    ``prune_by`` names the columns whose low and high values choose files before the engine is
    asked; they stand in the log, with those of ``sort_by``. ``no_stats`` names columns whose
    values must never stand there in clear (personal data). ``row_group_size`` is in rows.

    A table that can be corrected names its ``key`` and the column of the ``generation``: 0 as
    first written; a correction adds rows of a higher one, and of a key the newest counts. A
    negative generation takes its key away.
    """

    name: str
    columns: tuple[Column, ...]
    partition_by: tuple[str, ...] = ()
    sort_by: tuple[str, ...] = ()
    no_stats: tuple[str, ...] = ()
    prune_by: tuple[str, ...] = ("day", "batch")
    row_group_size: int = 20_480
    key: tuple[str, ...] = ()
    generation: str = ""

    def __post_init__(self) -> None:
        names = [c.name for c in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"table {self.name}: a column is named twice")
        named = {*self.partition_by, *self.sort_by, *self.no_stats, *self.key, self.generation}
        unknown = named - set(names) - {""}
        if unknown:
            raise ValueError(f"table {self.name}: unknown columns {sorted(unknown)}")
        if bool(self.key) != bool(self.generation):
            raise ValueError(f"table {self.name}: a key and a generation go together")
        if len(names) == len(self.partition_by):
            raise ValueError(f"table {self.name}: every column is a partition column")

    @property
    def types(self) -> dict[str, Type]:
        return {c.name: c.type for c in self.columns}


@dataclass(frozen=True, slots=True)
class PartitionRange:
    """A slice of a table: partition values first..last (inclusive, as text), days first..last.

    ``first`` and ``last`` speak of the first partition column. ``days`` also works where the
    partition is a month: months outside are skipped, and so are files whose days lie outside.
    """

    first: str | None = None
    last: str | None = None
    days: tuple[date, date] | None = None

    @classmethod
    def of_days(cls, first: date, last: date) -> PartitionRange:
        return cls(days=(first, last))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a write did. ``skipped`` is true when the mark was already in the table."""

    version: int
    rows: int = 0
    files: int = 0
    removed_rows: int = 0
    removed_files: int = 0
    skipped: bool = False


def quoted(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(value: str) -> str:
    """``value`` as an SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def list_of(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(quoted(n) for n in names)
