"""What became of each stay: gone on, gone back, left, away for a while or still there.

Pure: neither Django nor the store. The columns of a map have an order; going on means coming to a
phase further right. A phase that sends accounts back to where they came from (a renewal in between)
is a *detour*: being there is neither going on nor dropping off, so such a stay is judged by what
followed the detour. A departure phase is where accounts stand that are leaving or have left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Protocol

from banso.science.incidence import CENSORED, Incidence, incidence

ONWARD, LEFT, BACK = "onward", "left", "back"
AWAY, HERE = "away", "here"
CAUSES = (ONWARD, LEFT, BACK)  # numbered from 1 in ``Funnel.curve``


class Stay(Protocol):
    """What is read of a stay; ``banso.journey.stay_rows.StayRow`` has it."""

    @property
    def account(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def phase(self) -> str: ...
    @property
    def entered_on(self) -> date: ...
    @property
    def left_on(self) -> date | None: ...
    @property
    def came_from(self) -> str: ...
    @property
    def left_to(self) -> str: ...
    @property
    def success_on(self) -> date | None: ...
    @property
    def days(self) -> int: ...
    @property
    def times(self) -> int: ...
    @property
    def passed(self) -> bool: ...
    @property
    def start_unseen(self) -> bool: ...
    @property
    def resumes(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Order:
    """The columns of the map from left to right, and which of them are departures and detours."""

    phases: tuple[str, ...]
    departures: frozenset[str] = frozenset()
    detours: frozenset[str] = frozenset()
    places: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, phases: Sequence[str], departures: Collection[str], detours: Collection[str]
    ) -> Order:
        return cls(
            tuple(phases),
            frozenset(departures),
            frozenset(detours) - frozenset(departures),
            {p: i for i, p in enumerate(phases)},
        )

    @property
    def funnel(self) -> tuple[str, ...]:
        """The phases that accounts pass through on their way."""
        return tuple(p for p in self.phases if p not in self.departures and p not in self.detours)


@dataclass(frozen=True, slots=True)
class Passage:
    """One stay and what became of it. ``to`` is the phase it led to in the end, '' while open.

    ``timed``: its beginning was seen and it lasted, so its days say something.
    """

    account: int
    number: int
    phase: str
    entered_on: date
    left_on: date | None
    days: int
    outcome: str
    to: str
    success_on: date | None
    times: int
    timed: bool
    unseen: bool
    came_from: str = ""


def passages(stays: Sequence[Stay], order: Order) -> list[Passage]:
    """This function will judge every stay; ``stays`` come by account and number."""
    found = []
    for _, group in groupby(stays, key=lambda s: s.account):
        own = list(group)
        for i, stay in enumerate(own):
            outcome, to = _outcome(stay, own[i + 1 :], order)
            found.append(
                Passage(
                    stay.account, stay.number, stay.phase, stay.entered_on, stay.left_on, stay.days,
                    outcome, to, stay.success_on, stay.times,
                    not stay.passed and not stay.start_unseen, stay.start_unseen,
                    stay.came_from,
                )
            )  # fmt: skip
    return found


def _outcome(stay: Stay, later: Sequence[Stay], order: Order) -> tuple[str, str]:
    if stay.left_on is None:
        return HERE, ""
    if stay.resumes:
        return AWAY, ""
    to = stay.left_to
    begun = stay.left_on
    while to in order.detours and to != stay.phase:
        detour = next((s for s in later if s.phase == to and s.entered_on >= begun), None)
        if detour is None or detour.left_on is None or detour.resumes:
            return AWAY, to
        to, begun = detour.left_to, detour.left_on
    if to in order.departures:
        return LEFT, to
    here, there = order.places.get(stay.phase, -1), order.places.get(to, -1)
    if there < 0 or to == stay.phase:
        return AWAY, to
    return (ONWARD if there > here else BACK), to


@dataclass(frozen=True)
class Funnel:
    """One phase over the stays that began in a time.

    ``curve`` counts going on (1), leaving (2) and going back (3) over the days spent in the phase,
    of the stays whose days are known; ``stay`` any of these. ``unseen`` stays are in nothing else.
    """

    phase: str
    passages: tuple[Passage, ...]
    unseen: int
    curve: Incidence
    stay: Incidence

    @property
    def entered(self) -> int:
        return len(self.passages)

    @property
    def accounts(self) -> int:
        return len({p.account for p in self.passages})

    @property
    def passed(self) -> int:
        """Entered and left on one day: counted, but in no time."""
        return sum(not p.timed for p in self.passages)

    @property
    def decided(self) -> int:
        return sum(p.outcome in CAUSES for p in self.passages)

    def ended(self, outcome: str) -> int:
        return sum(p.outcome == outcome for p in self.passages)


def funnel_of(
    found: Sequence[Passage], order: Order, *, first: date | None = None, last: date | None = None
) -> list[Funnel]:
    """This function will sum up every phase of the map over the stays that began from ``first`` to ``last``."""
    inside = [
        p
        for p in found
        if (first is None or p.entered_on >= first) and (last is None or p.entered_on <= last)
    ]
    return [_funnel(phase, [p for p in inside if p.phase == phase]) for phase in order.phases]


def _funnel(phase: str, here: Sequence[Passage]) -> Funnel:
    seen = tuple(p for p in here if not p.unseen)
    timed = [p for p in seen if p.timed]
    causes = [CAUSES.index(p.outcome) + 1 if p.outcome in CAUSES else CENSORED for p in timed]
    days = [p.days for p in timed]
    return Funnel(
        phase=phase,
        passages=seen,
        unseen=len(here) - len(seen),
        curve=incidence(days, causes, kinds=len(CAUSES)),
        stay=incidence(days, [min(c, 1) for c in causes]),
    )


def flows(
    found: Sequence[Passage], order: Order, *, first: date, last: date
) -> dict[tuple[str, str], list[Passage]]:
    """This function will sort the stays that ended from ``first`` to ``last`` by (phase, where it led).

    Detours are part of the stay they interrupted, so none of them is a source.
    """
    by_pair: dict[tuple[str, str], list[Passage]] = {}
    for p in found:
        if p.phase in order.detours:
            continue
        if p.left_on is not None and first <= p.left_on <= last and p.outcome in CAUSES:
            by_pair.setdefault((p.phase, p.to), []).append(p)
    return by_pair


# Cohorts --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beginner:
    """An account whose beginning on the map was seen: the day it came, and its first day in each phase."""

    account: int
    began_on: date
    reached: Mapping[str, date]
    left_on: date | None  # its first day in a departure phase


def beginners(found: Sequence[Passage], order: Order) -> Iterator[Beginner]:
    """This function will give every account that was seen coming onto the map; ``found`` by account."""
    for account, group in groupby(found, key=lambda p: p.account):
        own = list(group)
        if own[0].unseen:
            continue
        reached: dict[str, date] = {}
        for p in own:
            reached.setdefault(p.phase, p.entered_on)
        left = min((d for ph, d in reached.items() if ph in order.departures), default=None)
        yield Beginner(account, min(reached.values()), reached, left)


def reach_of(group: Sequence[Beginner], phase: str, *, day: date) -> Incidence:
    """This function will estimate how many of a cohort came to ``phase`` (1) by when; leaving is (2)."""
    times, causes = [], []
    for b in group:
        to, left = b.reached.get(phase), b.left_on
        if to is not None and (left is None or to <= left):
            times.append((to - b.began_on).days)
            causes.append(1)
        elif left is not None:
            times.append((left - b.began_on).days)
            causes.append(2)
        else:
            times.append((day - b.began_on).days)
            causes.append(CENSORED)
    return incidence(times, causes, kinds=2)
