"""Whether a phase's goal was reached in time, of the stays of which that can be said.

Pure: neither Django nor the store. A stay is *due* once it has succeeded or the days it should take
have gone by; where the map sets no time, once it has succeeded or ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from banso.feedback.funnel.passages import Passage
from banso.science.proportions import Interval, wilson

FEWEST = 5


@dataclass(frozen=True)
class Attainment:
    """``met`` of ``due`` stays reached the goal in time; ``late`` reached it later. ``share`` from five due on."""

    met: tuple[Passage, ...]
    late: tuple[Passage, ...]
    missed: tuple[Passage, ...]

    @property
    def due(self) -> int:
        return len(self.met) + len(self.late) + len(self.missed)

    @property
    def share(self) -> Interval | None:
        return wilson(hits=len(self.met), of=self.due) if self.due >= FEWEST else None


def attainment(found: Iterable[Passage], *, day: date, limit: int | None) -> Attainment:
    """This function will sort the due stays of a phase by how they did; ``limit`` in calendar days."""
    met: list[Passage] = []
    late: list[Passage] = []
    missed: list[Passage] = []
    for p in found:
        if p.unseen:
            continue
        if p.success_on is not None:
            in_time = limit is None or (p.success_on - p.entered_on).days <= limit
            (met if in_time else late).append(p)
        elif limit is None:
            if p.left_on is not None and p.outcome in ("onward", "left", "back"):
                missed.append(p)
        elif p.entered_on + timedelta(days=limit) <= day:
            missed.append(p)
    return Attainment(tuple(met), tuple(late), tuple(missed))


def by_owner(
    found: Iterable[Passage], owners: Mapping[int, int | None], *, day: date, limit: int | None
) -> dict[int | None, Attainment]:
    """This function will give the attainment of each owner's accounts; None is nobody's."""
    groups: dict[int | None, list[Passage]] = {}
    for p in found:
        groups.setdefault(owners.get(p.account), []).append(p)
    return {who: attainment(group, day=day, limit=limit) for who, group in groups.items()}
