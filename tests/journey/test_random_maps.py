"""No map, however drawn, loses an account: after any days, facts and versions it stands in one place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from banso.journey.check import check
from banso.journey.engine import under_new_rules, walk
from banso.journey.history import StateRecord, StayRecord, fold, standing_on
from banso.journey.model import phase_of
from banso.journey.results import DayResult, Order
from banso.journey.results import Kind as MoveKind
from banso.journey.rules import Rules
from banso.journey.standing import Standing, from_json, to_json
from banso.metrics.conditions.names import Kind, NameTable, NameType

NAMES = NameTable(
    {
        "life": NameType(Kind.CHOICE),
        "use": NameType(Kind.COUNT),
        "seats": NameType(Kind.COUNT),
        "happy": NameType(Kind.BOOL),
    }
)
CONDITIONS = (
    "true", "use > 2", "use < 3", "seats >= 2 and happy", "not happy", "use is null",
    "phase_succeeded", "days_in_phase > 2", "days_in_state >= 1 or happy", "life = 'ended'",
    "life = 'active' and use > 1", "yesterday.track is null",
)  # fmt: skip
PEOPLE = (MoveKind.BY_HAND, MoveKind.HAND_OVER)
PHASES = ("p0", "p1", "p2", "p3")
STATES = ("a", "b", "c")

facts = st.fixed_dictionaries(
    {
        "life": st.sampled_from(["before", "active", "pending", "paused", "ended", None]),
        "use": st.none() | st.integers(0, 5),
        "seats": st.none() | st.integers(0, 5),
        "happy": st.none() | st.booleans(),
    }
)
conditions = st.sampled_from(CONDITIONS)


@st.composite
def maps(draw: st.DrawFn) -> str:
    """The text of a map with any phases, states and arrows; its removed keys all have a place to go."""
    phases = draw(st.lists(st.sampled_from(PHASES), min_size=1, max_size=4, unique=True))
    states = {
        p: draw(st.lists(st.sampled_from(STATES), max_size=3, unique=True))
        if draw(st.booleans())
        else []
        for p in phases
    }
    places = [f"{p}.{s}" for p in phases for s in states[p]] + [p for p in phases if not states[p]]
    out = ["schema: banso/journey@1", "key: drawn", "name: drawn"]
    out.append(f'start: {{at: {draw(st.sampled_from(places))}, when: "{draw(conditions)}"}}')
    out.append("interrupts:" + _arrows(draw, places, "", at_most=2))
    out.append("placement:")
    for _ in range(draw(st.integers(1, 3))):
        out.append(f'  - {{at: {draw(st.sampled_from(places))}, when: "{draw(conditions)}"}}')
    gone = [p for p in PHASES if p not in phases]
    gone += [f"{p}.{s}" for p in phases if states[p] for s in STATES if s not in states[p]]
    if gone:
        pairs = ", ".join(f"{g}: {draw(st.sampled_from(places))}" for g in gone)
        out.append(f"moved_to: {{{pairs}}}")
    out.append("phases:")
    for p in phases:
        out += [f"  - key: {p}", f"    name: {p}"]
        out.append(f'    success: {{text: it, when: "{draw(conditions)}"}}')
        if draw(st.booleans()):
            out += ["    should_take: 2 days", "    stuck_after: 4 days"]
        out.append("    exits:" + _arrows(draw, places, p, at_most=3))
        if states[p]:
            out.append("    states:")
        for s in states[p]:
            out += [f"      - key: {s}", f"        name: {s}"]
            out.append("        exits:" + _arrows(draw, places, f"{p}.{s}", at_most=2))
    return "\n".join(out) + "\n"


def _arrows(draw: st.DrawFn, places: list[str], source: str, *, at_most: int) -> str:
    targets = [
        t for t in places if t != source and not ("." not in source and phase_of(t) == source)
    ]
    targets += ["previous"] if source else []
    arrows = []
    for _ in range(draw(st.integers(0, at_most)) if targets else 0):
        more = draw(st.sampled_from(["", ", hold: 2 days", ", again_after: 3 days"]))
        to, when = draw(st.sampled_from(targets)), draw(conditions)
        arrows.append(f'{{to: {to}, when: "{when}"{more if to != "previous" else ""}}}')
    return f" [{', '.join(arrows)}]"


def rules(text: str) -> Rules:
    checked = check(text, names=NAMES)
    assert checked.rules is not None, (
        "\n".join(f"{p.place} {p.in_('en')}" for p in checked.errors) + text
    )
    return checked.rules


class Life:
    """One account, its standing and its history, checked after every step."""

    def __init__(self, chart: Rules, *, unseen: bool) -> None:
        self.rules = chart
        self.standing = Standing(unseen=unseen)
        self.day = date(2025, 1, 1)
        self.stays: dict[int, StayRecord] = {}
        self.states: dict[int, StateRecord] = {}

    def take(self, result: DayResult) -> None:
        again = from_json(to_json(result.standing))
        assert again == result.standing
        self.standing = again
        changes = fold(self.stays, self.states, result)
        self.stays.update(changes.stays)
        self.states.update(changes.states)
        self.check(result)

    def check(self, result: DayResult) -> None:
        place = self.standing.place
        assert place == "" or place in self.rules.places
        open_stays = [r for r in self.stays.values() if r.left_on is None]
        assert [r.phase for r in open_stays] == ([phase_of(place)] if place else [])
        open_states = [r.place for r in self.states.values() if r.left_on is None]
        assert open_states == ([place] if "." in place else [])
        found = standing_on(self.stays, self.day)
        assert (found.phase if found else "") == phase_of(place)
        by_rules = [m for m in result.moves if m.reason.kind not in PEOPLE and not m.within]
        entered = [phase_of(m.target) for m in by_rules if m.target]
        assert len(entered) == len(set(entered)), "a phase twice a day"
        for record in self.stays.values():
            assert all(a <= (b or self.day) for a, b in record.intervals)
        stay = self.standing.stay
        if stay is not None:
            assert 0 <= stay.clock <= self.stays[stay.number].days(self.day)
            assert 0 <= stay.business <= stay.clock


days = st.lists(
    st.tuples(
        facts,
        st.booleans(),  # waiting
        st.none() | st.tuples(st.integers(0, 30), st.none() | st.integers(0, 4)),  # by hand
        st.sampled_from([False] * 9 + [True]),
    ),
    min_size=1,
    max_size=14,
)


@pytest.mark.parametrize("unseen", [False, True])
@settings(
    max_examples=50,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(first=maps(), second=maps(), told=days, change=st.integers(0, 14))
def test_an_account_always_stands_in_exactly_one_place(
    unseen: bool, first: str, second: str, told: list[Any], change: int
) -> None:
    life = Life(rules(first), unseen=unseen)
    for n, (seen, waiting, hand, give_back) in enumerate(told):
        life.day += timedelta(days=1)
        values = {
            **seen,
            "yesterday.track": None,
        }
        places = list(life.rules.places)
        order = None
        if hand is not None:
            until = life.day + timedelta(days=hand[1]) if hand[1] is not None else None
            order = Order(f"o{n}", places[hand[0] % len(places)], until)
        before = life.standing
        result = walk(
            life.rules, before, values, day=life.day, business=n % 7 < 5,
            waiting=waiting, order=order, give_back=give_back,
        )  # fmt: skip
        life.take(result)
        if n == change:
            life.rules = rules(second)
            life.take(under_new_rules(life.rules, life.standing, values, day=life.day))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(chart=maps(), told=days)
def test_the_same_days_give_the_same_walk(chart: str, told: list[Any]) -> None:
    compiled = rules(chart)

    def places() -> list[str]:
        standing, out, day = Standing(), [], date(2025, 1, 1)
        for seen, waiting, _, _ in told:
            day += timedelta(days=1)
            standing = walk(compiled, standing, seen, day=day, waiting=waiting).standing
            out.append(standing.place)
        return out

    assert places() == places()
