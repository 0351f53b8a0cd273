"""A map made ready to walk: conditions compiled once, places resolved, limits as numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from banso.journey.model import PREVIOUS, Arrow, Entry, JourneyMap, Phase, State, phase_of
from banso.lib.dates import Duration, Unit
from banso.metrics.conditions import Condition


class Track(StrEnum):
    """How an account stands against the times its phase (or state) should take."""

    NONE = ""  # no time is set: only a count
    ON_TRACK = "on_track"
    BEHIND = "behind"
    STUCK = "stuck"


_ORDER = (Track.NONE, Track.ON_TRACK, Track.BEHIND, Track.STUCK)


@dataclass(frozen=True, slots=True)
class Rule:
    """An arrow ready to walk. ``key`` names it across days and versions: same arrow, same key."""

    key: str
    to: str  # a place, or `previous`
    phase: str  # of the target; '' for `previous`
    after: str  # whose leaving `again_after` counts from
    when: Condition
    text: str
    path: str
    hold: int = 0
    again_after: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """``should_take`` and ``stuck_after`` as numbers of days or business days; None = not set."""

    should_take: Duration | None
    stuck_after: Duration | None

    def track(self, *, clock: int, business: int) -> Track:
        """The track after ``clock`` days, ``business`` of them business days."""
        if self.should_take is None and self.stuck_after is None:
            return Track.NONE
        if _over(self.stuck_after, clock, business):
            return Track.STUCK
        return Track.BEHIND if _over(self.should_take, clock, business) else Track.ON_TRACK


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """Everything the engine asks about one place."""

    place: str
    phase: str
    exits: tuple[Rule, ...]
    interrupts: tuple[Rule, ...]  # those that lead out of this phase
    success: Condition | None
    success_text: str
    phase_limit: Limit
    state_limit: Limit | None
    contact: bool
    previous_out: bool  # an arrow `previous` leaves this phase


@dataclass(frozen=True, slots=True)
class Landing:
    """``start`` or a line of ``placement``, ready to walk."""

    place: str
    when: Condition
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Rules:
    """A compiled map."""

    map: JourneyMap
    start: Landing
    interrupts: tuple[Rule, ...]
    placement: tuple[Landing, ...]
    places: Mapping[str, PlaceRules]
    departure: frozenset[str]  # phases that accounts whose contract has ended are taken to
    names: frozenset[str]  # every fact a condition of the map reads

    def resolve(self, place: str) -> str | None:
        """The place of this map that ``place`` means: itself, or a phase's first state; else None."""
        if place in self.places:
            return place
        phase = self.map.phase(phase_of(place))
        return phase.places[0] if phase and (place == phase.key or not phase.states) else None


def compile_map(journey: JourneyMap, compile_condition: Callable[[str], Condition]) -> Rules:
    """Make a checked map ready to walk; ``compile_condition`` turns a condition's text into one.

    Conditions with the same text are compiled once.
    """
    compiler = _Compiler(compile_condition)
    interrupts = tuple(compiler.rule(a, "*") for a in journey.interrupts)
    places = {
        place: compiler.place(place, phase, state, interrupts)
        for phase in journey.phases
        for place, state in _places(phase)
    }
    departure = departure_phases(journey, compiler.known)
    return Rules(
        map=replace(journey, departure=departure),
        start=compiler.landing(journey.start),
        interrupts=interrupts,
        placement=tuple(compiler.landing(e) for e in journey.placement),
        places=places,
        departure=departure,
        names=frozenset().union(*(c.names for c in compiler.known.values())),
    )


class _Compiler:
    """Turns the parts of a map into rules and remembers the conditions it met."""

    def __init__(self, compile_condition: Callable[[str], Condition]) -> None:
        self.compile = compile_condition
        self.known: dict[str, Condition] = {}

    def condition(self, text: str) -> Condition:
        if text not in self.known:
            self.known[text] = self.compile(text)
        return self.known[text]

    def rule(self, arrow: Arrow, source: str) -> Rule:
        phase = "" if arrow.to == PREVIOUS else phase_of(arrow.to)
        return Rule(
            key=arrow_key(source, arrow),
            to=arrow.to,
            phase=phase,
            after=phase if arrow.written_to == phase else arrow.to,
            when=self.condition(arrow.when.text),
            text=arrow.when.text,
            path=arrow.spot.path,
            hold=_days(arrow.hold),
            again_after=_days(arrow.again_after),
        )

    def landing(self, entry: Entry) -> Landing:
        when = self.condition(entry.when.text)
        return Landing(entry.at, when, entry.when.text, entry.when.spot.path)

    def place(
        self, place: str, phase: Phase, state: State | None, interrupts: tuple[Rule, ...]
    ) -> PlaceRules:
        own = state.exits if state else ()
        everywhere = (*phase.exits, *(a for s in phase.states for a in s.exits))
        return PlaceRules(
            place=place,
            phase=phase.key,
            exits=(
                *(self.rule(a, place) for a in own),
                *(self.rule(a, phase.key) for a in phase.exits),
            ),
            interrupts=tuple(r for r in interrupts if r.phase != phase.key),
            success=self.condition(phase.success.when.text) if phase.success else None,
            success_text=phase.success.when.text if phase.success else "",
            phase_limit=Limit(phase.should_take, phase.stuck_after),
            state_limit=Limit(state.should_take, state.stuck_after) if state else None,
            contact=state.contact if state else True,
            previous_out=any(a.to == PREVIOUS for a in everywhere),
        )


def arrow_key(source: str, arrow: Arrow) -> str:
    """A short name of an arrow that is the same in every version that has the same arrow."""
    text = f"{source}>{arrow.to}:{' '.join(arrow.when.text.split())}"
    return hashlib.blake2b(text.encode(), digest_size=5).hexdigest()


def worse(one: Track, other: Track) -> Track:
    return max(one, other, key=_ORDER.index)


def _days(span: Duration | None) -> int:
    return (span.days or 0) if span else 0


def _over(limit: Duration | None, clock: int, business: int) -> bool:
    if limit is None:
        return False
    return business > limit.n if limit.unit is Unit.BUSINESS_DAY else clock > (limit.days or 0)


def _places(phase: Phase) -> list[tuple[str, State | None]]:
    if phase.states:
        return [(f"{phase.key}.{s.key}", s) for s in phase.states]
    return [(phase.key, None)]


def departure_phases(journey: JourneyMap, known: Mapping[str, Condition]) -> frozenset[str]:
    """The phases a map takes an account to because its contract ended, whatever their name.

    ``known``: the conditions of the map by their text, as far as they can be read.
    """
    found: set[str] = set()
    lines = [(a.to, a.when.text) for a in journey.interrupts]
    lines += [(e.at, e.when.text) for e in journey.placement]
    lines += [(a.to, a.when.text) for _, a in journey.arrows() if a.to != PREVIOUS]
    for place, text in lines:
        when = known.get(text)
        if when is None or "life" not in when.names:
            continue
        if (
            when.evaluate({"life": "ended"}) is True
            and when.evaluate({"life": "active"}) is not True
        ):
            found.add(phase_of(place))
    return frozenset(found)
