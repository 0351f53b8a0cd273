"""Collects what is wrong with one condition text, with the place of each thing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from banso.lib.problems import Level, Problem, problem
from banso.lib.yaml import Position

Locate = Callable[[int], Position]
Words = tuple[str, str]  # Japanese, English


@dataclass
class Reporter:
    """``locate`` turns an offset in the text into a place in the file the text came from."""

    text: str
    file: str | None = None
    path: str | None = None
    locate: Locate | None = None
    found: list[tuple[int, Problem]] = field(default_factory=list)
    lost_from: float = math.inf  # from this offset on it is not our language: no guessing at names
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def lost(self, offset: int) -> None:
        self.lost_from = min(self.lost_from, offset)

    def say(
        self,
        id: str,
        offset: int,
        fact: Words,
        remedy: Words,
        *,
        level: Level = Level.ERROR,
        sample: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        """Keep one problem; the same id at the same place is kept once."""
        if (id, offset) in self._seen:
            return
        self._seen.add((id, offset))
        where = self.locate(offset) if self.locate else position(self.text, offset)
        found = problem(
            f"condition.{id}",
            ja=fact[0],
            en=fact[1],
            remedy_ja=remedy[0],
            remedy_en=remedy[1],
            level=level,
            file=self.file,
            line=where.line,
            column=where.column,
            path=self.path,
            sample=shorten(sample) if sample is not None else None,
            suggestion=suggestion,
        )
        self.found.append((offset, found))

    @property
    def failed(self) -> bool:
        return any(p.level is Level.ERROR for _, p in self.found)

    def has(self, *ids: str) -> bool:
        return any(id in ids for id, _ in self._seen)

    def problems(self) -> tuple[Problem, ...]:
        """In reading order."""
        return tuple(p for _, p in sorted(self.found, key=lambda pair: pair[0]))


def position(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def shorten(text: str, limit: int = 40) -> str:
    """For showing: one line, no half characters, not too long."""
    flat = " ".join(text.encode("utf-8", "replace").decode().split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
