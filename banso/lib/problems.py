"""What is wrong, where, and what to do about it: one shape for every refusal and every check.

Checks collect every problem and stop at none (style.md, metricflow). Refusals raise
:class:`BansoError` with at least one problem. The id is stable, dotted and lower case
(``journey.cycle``, ``import.binary``); the words exist in Japanese and English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from banso.lib.text import Text


class Level(StrEnum):
    ERROR = "error"  # nothing is done
    CAUTION = "caution"  # can be done, a person should look
    NOTE = "note"  # worth knowing


@dataclass(frozen=True, slots=True)
class Problem:
    """Fact + place + remedy. ``line`` and ``column`` count from 1."""

    id: str
    fact: Text
    remedy: Text
    level: Level = Level.ERROR
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None  # the place inside a definition, e.g. "phases[2].exits[0].when"
    sample: str | None = None  # the value seen, shortened; never a secret
    suggestion: str | None = None  # did you mean: the one replacement that would be accepted

    @property
    def place(self) -> str:
        """``file:line`` as far as it is known, else the path inside the definition."""
        if self.file and self.line:
            return f"{self.file}:{self.line}"
        if self.line:
            return f":{self.line}"
        return self.file or self.path or ""

    def in_(self, language: str) -> str:
        """One sentence pair for a person: fact, then remedy."""
        return " ".join(t for t in (self.fact.in_(language), self.remedy.in_(language)) if t)

    def as_json(self, language: str = "en") -> dict[str, object]:
        return {
            "id": self.id,
            "level": self.level.value,
            "place": self.place,
            "line": self.line,
            "fact": self.fact.in_(language),
            "remedy": self.remedy.in_(language),
            "sample": self.sample,
            "suggestion": self.suggestion,
        }


def problem(
    id: str,
    *,
    ja: str,
    en: str,
    remedy_ja: str = "",
    remedy_en: str = "",
    level: Level = Level.ERROR,
    file: str | None = None,
    line: int | None = None,
    column: int | None = None,
    path: str | None = None,
    sample: str | None = None,
    suggestion: str | None = None,
) -> Problem:
    """Build a :class:`Problem` from words in both languages."""
    return Problem(
        id=id,
        fact=Text(ja=ja, en=en),
        remedy=Text(ja=remedy_ja, en=remedy_en),
        level=level,
        file=file,
        line=line,
        column=column,
        path=path,
        sample=sample,
        suggestion=suggestion,
    )


@dataclass
class BansoError(Exception):
    """A refusal. Subclass it in the module that raises it, named after the refusal."""

    problems: tuple[Problem, ...] = field(default=())

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(f"{p.place} {p.in_('en')} [{p.id}]".strip() for p in found))
        self.problems = found

    def in_(self, language: str) -> str:
        return "\n".join(p.in_(language) for p in self.problems)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [p for p in problems if p.level is Level.ERROR]
