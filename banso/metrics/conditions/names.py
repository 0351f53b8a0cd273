"""The names a condition may use, and what is known of each."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from banso.lib.text import Text
from banso.lib.width import fold


class Scope(StrEnum):
    """What one row of values stands for (rules.md R7)."""

    ACCOUNT = "account"
    CONTACT = "contact"
    CONTRACT = "contract"


class Kind(StrEnum):
    """What a name's value is. Counts, days and money are whole numbers in the store."""

    NUMBER = "number"
    COUNT = "count"
    DAYS = "days"
    RATE = "rate"  # 0 to 1, sometimes above
    MONEY = "money"
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    BOOL = "bool"

    @property
    def group(self) -> Group:
        return _GROUPS[self]

    @property
    def whole(self) -> bool:
        return self in (Kind.COUNT, Kind.DAYS, Kind.MONEY)


class Group(StrEnum):
    """Kinds that can be compared with one another."""

    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    BOOL = "bool"


_GROUPS = {
    **dict.fromkeys((Kind.NUMBER, Kind.COUNT, Kind.DAYS, Kind.RATE, Kind.MONEY), Group.NUMBER),
    Kind.DATE: Group.DATE,
    **dict.fromkeys((Kind.TEXT, Kind.CHOICE), Group.TEXT),
    Kind.BOOL: Group.BOOL,
}


@dataclass(frozen=True, slots=True)
class NameType:
    """What a name holds.

    ``choices`` maps every value a choice can have to its label; None = not known beforehand.
    ``scale`` is how many stored units make the one people write: 100 for a money column in
    cents, 1 for yen. ``group`` says where the name comes from (``metric``, ``field``, ``map``,
    ``state`` …): checkers use it, the language does not. ``available`` is False for a name that
    is registered but has no source yet: conditions on it are UNKNOWN.
    """

    kind: Kind
    name: Text = field(default_factory=Text)
    unit: Text | None = None
    choices: Mapping[str, Text] | None = None
    scope: Scope = Scope.ACCOUNT
    group: str = ""
    scale: int = 1
    available: bool = True
    note: Text | None = None  # one line for the completion list: the formula in words

    def label(self, language: str, key: str) -> str:
        """What a screen calls it; the key itself when it has no name."""
        return self.name.in_(language) or key


@dataclass(frozen=True)
class NameTable(Mapping[str, NameType]):
    """Every name that exists, in all scopes. Immutable; :meth:`plus` makes a larger one."""

    types: Mapping[str, NameType] = field(default_factory=dict)

    def __getitem__(self, name: str) -> NameType:
        return self.types[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.types)

    def __len__(self) -> int:
        return len(self.types)

    def plus(self, more: Mapping[str, NameType]) -> NameTable:
        """This table and ``more``; a name in both is taken from ``more``."""
        return NameTable({**self.types, **more})

    def with_choices(self, name: str, choices: Mapping[str, Text]) -> NameTable:
        """The table with the values of one choice known (a map's phases, the plans on sale)."""
        return self.plus({name: replace(self.types[name], choices=choices)})

    def within(self, scope: Scope) -> dict[str, NameType]:
        """The names a condition in ``scope`` sees."""
        return {name: type_ for name, type_ in self.types.items() if type_.scope is scope}

    def resolve(self, word: str, scope: Scope) -> str | None:
        """The name ``word`` means in ``scope``: letter case does not matter."""
        for form in (word, word.lower()):
            found = self.types.get(form)
            if found is not None and found.scope is scope:
                return form
        return None

    def closest(self, word: str, scope: Scope) -> str | None:
        """The name most likely meant by ``word``, by its spelling or by its label on screen."""
        here = self.within(scope)
        wanted = fold(word)
        for name, type_ in here.items():
            if wanted and wanted in (fold(type_.name.ja or ""), fold(type_.name.en or "")):
                return name
        found = difflib.get_close_matches(word.lower(), here, n=1, cutoff=0.6)
        return found[0] if found else None
