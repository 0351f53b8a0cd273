"""What a mapping says: which file is what, and from which columns each value comes.

The grammar is written down in docs/user/import-mappings.md; :mod:`banso.connectors.files.grammar`
reads it from YAML and :mod:`banso.connectors.files.guess` makes one up from headers.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from banso.lib.text import Text

LAST_DAY = "last_day"  # 契約終了日 2026-03-31: the contract still runs on that day
DAY_AFTER = "day_after"  # end_date 2026-04-01: the first day it no longer runs


@dataclass(frozen=True, slots=True)
class Lookup:
    """Look a value up in another file of the same import: key column → value column."""

    file: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where one value comes from: a column, several joined, or a constant; then changed in this order:
    ``when`` (else empty), ``lookup``, ``map`` (else ``other``, else as it is)."""

    column: str | None = None
    constant: Any = None
    join: tuple[str, ...] = ()
    between: str = "/"
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    lookup: Lookup | None = None
    map: tuple[tuple[str, str], ...] = ()
    other: str | None = None
    times: int = 1  # 1000 for amounts in 千円

    @property
    def columns(self) -> tuple[str, ...]:
        own = self.join or ((self.column,) if self.column else ())
        return (*own, *(c for c, _ in self.when))


@dataclass(frozen=True, slots=True)
class FieldSource:
    """A column that becomes a dated field of accounts. ``from_`` gives the day each value holds from."""

    source: Source
    type: str = "text"  # text, number, date, bool, choice
    name: Text | None = None
    from_: Source | None = None


@dataclass(frozen=True, slots=True)
class FileMapping:
    """``file`` is a pattern (``event*.csv``); ``kind`` one of the vocabulary's, or 'skip'."""

    file: str
    kind: str
    columns: MappingOf[str, Source] = field(default_factory=dict)
    fields: MappingOf[str, FieldSource] = field(default_factory=dict)
    traits: MappingOf[str, Source] = field(default_factory=dict)
    props: tuple[str, ...] = ()
    end: str | None = None  # LAST_DAY, DAY_AFTER; None: told from the dates themselves

    def fits(self, table_name: str) -> bool:
        name, pattern = table_name.casefold(), self.file.casefold()
        return fnmatchcase(name, pattern) or fnmatchcase(name.removesuffix(".gz"), pattern)


@dataclass(frozen=True, slots=True)
class Mapping:
    """``source`` names where the keys come from; keys of different sources never mix.

    ``time_zone`` and ``currency`` default to the workspace's. ``covers`` is the span the export is
    complete for, when it is not simply its first to its last event.
    """

    key: str
    source: str
    files: tuple[FileMapping, ...]
    name: Text | None = None
    time_zone: str | None = None
    currency: str | None = None
    covers: tuple[date | None, date | None] = (None, None)
    text: str = ""

    def of(self, table_name: str) -> FileMapping | None:
        """The first entry whose pattern fits the file's name."""
        return next((f for f in self.files if f.fits(table_name)), None)
