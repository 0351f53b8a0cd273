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

from banso.connectors.files.layout import Asked
from banso.lib.text import Text

LAST_DAY = "last_day"  # 契約終了日 2026-03-31: the contract still runs on that day
LEAST, GREATEST = "least", "greatest"
DAY_AFTER = "day_after"  # end_date 2026-04-01: the first day it no longer runs


# ``as:`` of a column, and the ``form:`` each may take.
READ_AS = (
    "key",
    "text",
    "date",
    "instant",
    "number",
    "integer",
    "share",
    "money",
    "bool",
    "choice",
)
# What ``as:`` may change without giving a target a value of another kind.
MAY_BE_READ_AS = {
    "date": ("instant",), "instant": ("date",), "text": ("key",), "key": ("text",),
    "choice": ("text",), "integer": ("number",),
}  # fmt: skip
FORMS = ("ymd", "dmy", "mdy", "serial", "serial1904", "percent", "share")


@dataclass(frozen=True, slots=True)
class Lookup:
    """Look a value up in another file of the same import: key column → value column.

    ``when`` takes only some rows of that file; of several rows with one key ``pick`` takes the
    ``least`` or ``greatest`` value (as text, so ISO times sort rightly), without it the last row's.
    """

    file: str
    key: str
    value: str
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pick: str = ""  # LEAST, GREATEST


@dataclass(frozen=True, slots=True)
class Source:
    """Where one value comes from: a column, several joined, or a constant; then changed in this order:
    ``when`` (else empty), ``lookup``, ``map`` (else ``other``, else as it is). What is empty then comes
    from ``or_``."""

    column: str | None = None
    constant: Any = None
    join: tuple[str, ...] = ()
    between: str = "/"
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    lookup: Lookup | None = None
    map: tuple[tuple[str, str], ...] = ()
    other: str | None = None
    times: int = 1  # 1000 for amounts in 千円
    as_: str | None = None  # how the cells are read, where that differs from the target's own type
    form: str | None = None  # one of FORMS: which of the ways to write a date or a share it is
    pad: int = 0  # digits of a key whose leading zeros were lost: 123 → 00123
    or_: Source | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        own = self.join or ((self.column,) if self.column else ())
        return (*own, *(c for c, _ in self.when), *(self.or_.columns if self.or_ else ()))

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        own = (self.lookup,) if self.lookup else ()
        return (*own, *(self.or_.lookups if self.or_ else ()))


@dataclass(frozen=True, slots=True)
class Taken:
    """A test of rows: the value of ``source`` is one of ``values``, letters of any case."""

    source: Source
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldSource:
    """A column that becomes a dated field of accounts. ``from_`` gives the day each value holds from."""

    source: Source
    type: str = "text"  # text, number, date, bool, choice
    name: Text | None = None
    from_: Source | None = None


@dataclass(frozen=True, slots=True)
class FileMapping:
    """``file`` is a pattern (``event*.csv``), or several with ``|`` between them; ``kind`` one of the
    vocabulary's, or 'skip', then ``why`` says the reason.

    Rows are taken in when every test of ``only`` holds and none of ``but``; the others are counted.
    ``leave`` are columns somebody decided not to take in. ``signs`` are headers by which a file of a
    shipped mapping is known, whatever its name.
    """

    file: str
    kind: str
    columns: MappingOf[str, Source] = field(default_factory=dict)
    fields: MappingOf[str, FieldSource] = field(default_factory=dict)
    traits: MappingOf[str, Source] = field(default_factory=dict)
    props: tuple[str, ...] = ()
    end: str | None = None  # LAST_DAY, DAY_AFTER; None: told from the dates themselves
    layout: Asked = field(default_factory=Asked)  # sheet, header_rows, totals, fill_down, unpivot
    only: tuple[Taken, ...] = ()
    but: tuple[Taken, ...] = ()
    leave: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    why: Text | None = None

    def fits(self, table_name: str) -> bool:
        return any(self._fits(p.strip(), table_name) for p in self.file.casefold().split("|"))

    def _fits(self, pattern: str, table_name: str) -> bool:
        name = table_name.casefold()
        book, _, sheet = name.partition("#")
        if (
            self.layout.sheet
            and sheet == self.layout.sheet.casefold()
            and fnmatchcase(book, pattern)
        ):
            return True
        return fnmatchcase(name, pattern) or fnmatchcase(name.removesuffix(".gz"), pattern)

    def sources(self) -> tuple[Source, ...]:
        """Every source of a value, those of tests of rows too."""
        fields = [s for f in self.fields.values() for s in (f.source, f.from_) if s]
        tests = [t.source for t in (*self.only, *self.but)]
        return (*self.columns.values(), *fields, *self.traits.values(), *tests)


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
