"""Texts people write or read, in one or two languages (rules.md R17)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Japanese, English or both; at least one of them is set.

    ``plain`` remembers that it was written as a bare string, so that an export gives back the
    form that was used.
    """

    ja: str | None = None
    en: str | None = None
    plain: bool = False

    @classmethod
    def of(cls, value: str) -> Text:
        """A text written as a bare string: the same in every language."""
        return cls(ja=value, en=value, plain=True)

    def in_(self, language: str) -> str:
        """The text in ``language`` ('ja', 'en', 'en-gb' …); falls back to the other without complaint."""
        wanted, other = (self.ja, self.en) if language.startswith("ja") else (self.en, self.ja)
        return wanted or other or ""

    def __str__(self) -> str:
        return self.en or self.ja or ""


_OF = re.compile(r"^(?P<what>.+?)(?P<each>/.*| (?:per|a|an) .*)?$", re.DOTALL)


def unit_of_one(unit: str) -> str:
    """An English unit as it stands after a 1: ``business reviews`` → ``business review``, ``events a week``
    → ``event a week``. A unit of somebody's own that ends otherwise, or without an s, stays."""
    found = _OF.match(unit)
    if found is None:
        return unit
    what, each = found["what"], found["each"] or ""
    if what.endswith("ies"):
        return f"{what[:-3]}y{each}"
    if what.endswith(("ches", "shes", "sses", "xes")):
        return what[:-2] + each
    if what.endswith("s") and not what.endswith(("ss", "us", "is")):
        return what[:-1] + each
    return unit
