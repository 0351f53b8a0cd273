"""Texts people write or read, in one or two languages (rules.md R17)."""

from __future__ import annotations

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
