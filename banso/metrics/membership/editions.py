"""Which condition of a segment counts on which day. No store, no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from banso.metrics.conditions import Condition, NameTable
from banso.metrics.segments import Segment


@dataclass(frozen=True, slots=True)
class Edition:
    """A version from its first day (None: since ever) on.

    ``condition`` None with neither ``ended`` nor ``broken``: every account is a member.
    """

    version: int
    from_on: date | None
    condition: Condition | None = None
    ended: bool = False
    broken: bool = False

    @property
    def counts(self) -> bool:
        return not (self.ended or self.broken)


@dataclass(frozen=True, slots=True)
class Judged:
    """A segment with the conditions that counted over time, the oldest first; never empty.

    ``mended_on``: the first day it can be judged again after it was broken.
    """

    key: str
    editions: tuple[Edition, ...]
    mended_on: date | None = None

    def on(self, day: date) -> Edition:
        """The edition that counts on ``day``."""
        return next(
            (e for e in reversed(self.editions) if e.from_on is None or e.from_on <= day),
            self.editions[0],
        )

    def turn(self, day: date) -> bool:
        """Whether another condition counts from ``day`` on."""
        return any(e.from_on == day for e in self.editions[1:])

    @property
    def newest(self) -> Edition:
        return self.editions[-1]

    @property
    def names(self) -> frozenset[str]:
        """Every name a condition of it looks at."""
        conditions = (e.condition for e in self.editions if e.condition)
        return frozenset(n for c in conditions for n in c.names)


def judged(
    key: str,
    versions: Iterable[tuple[int, date | None, Segment]],
    *,
    names: NameTable,
    mended_on: date | None = None,
) -> Judged:
    """The conditions of a segment over time, from its versions in order with their first days.

    Versions that say the same about who belongs to it are one. Of several that begin on one day
    the last one counts.
    """
    found: list[Edition] = []
    said: list[tuple[str, bool]] = []
    for version, from_on, segment in versions:
        means = (segment.when.strip(), segment.ended_on is not None)
        while found and found[-1].from_on == from_on:
            found.pop()
            said.pop()
        if not said or said[-1] != means:
            found.append(_edition(version, from_on, segment, names))
            said.append(means)
    return Judged(key, tuple(found), mended_on)


def _edition(version: int, from_on: date | None, segment: Segment, names: NameTable) -> Edition:
    if segment.ended_on is not None:
        return Edition(version, from_on, ended=True)
    condition, problems = segment.read(names)
    return Edition(version, from_on, condition, broken=bool(problems))


def all_names(segments: Sequence[Judged]) -> frozenset[str]:
    return frozenset(n for s in segments for n in s.names)
