"""A journey map as written: frozen, with the line of everything a message may point at.

The text of the definition stays the truth (it is stored byte for byte); these classes are its
reading. Nothing here names a phase.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from banso.lib.dates import Duration
from banso.lib.text import Text

PREVIOUS = "previous"
NOWHERE = ""  # not yet on the map: a counted place of its own


def phase_of(place: str) -> str:
    """The phase of a place: ``churn`` of ``churn.left``."""
    return place.partition(".")[0]


def state_of(place: str) -> str:
    """The state of a place, '' where the phase has none."""
    return place.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in the file. ``line`` and ``column`` count from 1."""

    line: int = 0
    column: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A condition as written, and where its first character stands."""

    text: str
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way out of a place. ``to`` is a place (``churn.left``) or ``previous``."""

    to: str
    when: When
    hold: Duration | None = None
    again_after: Duration | None = None
    written_to: str = ""  # as in the file: ``left`` inside its own phase
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of ``placement``, or ``start``: the place and its condition."""

    at: str
    when: When
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Success:
    text: Text
    when: When


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What customers do in a phase; ``seen`` says when an account is seen doing it."""

    text: Text
    seen: When | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """A hypothesis about what goes wrong in a phase, and the plays that answer it."""

    key: str
    text: Text
    plays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KpiTarget:
    key: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A place inside a phase. ``contact`` False: nobody is contacted from here, whatever a play says."""

    key: str
    name: Text
    exits: tuple[Arrow, ...] = ()
    should_take: Duration | None = None
    stuck_after: Duration | None = None
    contact: bool = True
    definition: Text | None = None
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Phase:
    """A column of the map."""

    key: str
    name: Text
    definition: Text | None = None
    goal: Text | None = None
    behaviour: tuple[Behaviour, ...] = ()
    issues: tuple[Issue, ...] = ()
    success: Success | None = None
    should_take: Duration | None = None
    stuck_after: Duration | None = None
    kpi: tuple[KpiTarget, ...] = ()
    plays: tuple[str, ...] = ()
    exits: tuple[Arrow, ...] = ()
    states: tuple[State, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)

    @property
    def places(self) -> tuple[str, ...]:
        """Where an account can stand here, in the order written."""
        return tuple(f"{self.key}.{s.key}" for s in self.states) or (self.key,)

    def state(self, key: str) -> State | None:
        return next((s for s in self.states if s.key == key), None)


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """A whole map. ``moved_to`` says where accounts of a removed key go (old place → new place).

    ``departure``: the phases accounts are taken to because their contract ended. It follows from the
    conditions, so only a checked map knows it.
    """

    key: str
    name: Text
    phases: tuple[Phase, ...]
    start: Entry
    purpose: Text | None = None
    day_zero: str = "service_start_on"
    interrupts: tuple[Arrow, ...] = ()
    placement: tuple[Entry, ...] = ()
    moved_to: Mapping[str, str] = field(default_factory=dict)
    schema: str = ""
    departure: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(place for phase in self.phases for place in phase.places)

    def phase(self, key: str) -> Phase | None:
        return next((p for p in self.phases if p.key == key), None)

    def order(self, place: str) -> int:
        """The column a place stands in, from 0; -1 when the map has no such phase."""
        keys = [p.key for p in self.phases]
        key = phase_of(place)
        return keys.index(key) if key in keys else -1

    def name_of(self, place: str, language: str) -> str:
        """The words for a place: "Churn, Left"; the key itself where the map has no such place."""
        phase = self.phase(phase_of(place))
        if phase is None:
            return place
        state = phase.state(state_of(place))
        if state is None:
            return phase.name.in_(language)
        mark = "・" if language.startswith("ja") else ", "
        return phase.name.in_(language) + mark + state.name.in_(language)

    def arrows(self) -> Iterator[tuple[str, Arrow]]:
        """Every exit with the place it leaves, interrupts apart."""
        for phase in self.phases:
            for state in phase.states:
                for arrow in state.exits:
                    yield f"{phase.key}.{state.key}", arrow
            for arrow in phase.exits:
                yield phase.key, arrow
