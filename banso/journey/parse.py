"""The text of a map → a JourneyMap, as far as it can be read, and everything wrong with its form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from banso.journey.model import (
    PREVIOUS,
    Arrow,
    Behaviour,
    Entry,
    Issue,
    JourneyMap,
    KpiTarget,
    Phase,
    State,
    Success,
    When,
)
from banso.journey.reader import Reader, suggest
from banso.lib.problems import Problem
from banso.lib.text import Text
from banso.lib.yaml import Loaded, Path, load

SCHEMA = "banso/journey@1"
DAY_ZERO = ("service_start_on", "signed_on", "billing_start_on")
TOP = (
    "schema", "key", "name", "purpose", "day_zero", "start", "interrupts", "placement", "phases",
    "moved_to",
)  # fmt: skip
PHASE = (
    "key", "name", "definition", "goal", "behaviour", "issues", "success", "should_take",
    "stuck_after", "kpi", "plays", "exits", "states",
)  # fmt: skip
STATE = ("key", "name", "definition", "should_take", "stuck_after", "contact", "exits")
ARROW = ("to", "when", "hold", "again_after")


@dataclass(frozen=True)
class Reading:
    """What a text says. ``map`` is None when too little of it could be read to go on."""

    map: JourneyMap | None
    problems: tuple[Problem, ...]
    loaded: Loaded


# The shipped maps and the one in force are read again and again; nobody changes what was read.
@lru_cache(maxsize=32)
def parse(text: str, *, file: str | None = None) -> Reading:
    """Read the text of a map; never raises for what is wrong in it.

    Only the form is looked at here: whether a target exists or a condition makes sense is for
    ``check``.
    """
    loaded = load(text, file=file)
    reader = Reader(loaded, list(loaded.problems))
    if loaded.value is None and loaded.problems:
        return Reading(None, tuple(reader.problems), loaded)
    return Reading(_map(reader, loaded.value), tuple(reader.problems), loaded)


def _map(reader: Reader, value: Any) -> JourneyMap | None:
    top = reader.mapping(
        value, (), known=TOP, needed=("schema", "key", "name", "start", "placement", "phases")
    )
    if not top:
        return None
    _schema(reader, top.get("schema"))
    phases = tuple(
        phase
        for n, item in enumerate(reader.items(top.get("phases"), ("phases",)))
        if (phase := _phase(reader, item, ("phases", n))) is not None
    )
    _unique(reader, [(p.key, ("phases", n, "key")) for n, p in enumerate(phases)])
    states = {p.key: tuple(s.key for s in p.states) for p in phases}
    start = _entry(reader, top["start"], ("start",), states) if top.get("start") else None
    if not phases:
        if isinstance(top.get("phases"), list) and not top["phases"]:
            reader.missing("phases", ("phases",))
        return None
    return JourneyMap(
        schema=str(top.get("schema", "")),
        key=reader.key(top.get("key"), ("key",)),
        name=reader.text(top.get("name"), ("name",)) or Text(),
        purpose=reader.text(top.get("purpose"), ("purpose",)),
        day_zero=_day_zero(reader, top.get("day_zero")),
        start=start or Entry("", When("false")),
        interrupts=_arrows(reader, top.get("interrupts"), ("interrupts",), states),
        placement=tuple(
            entry
            for n, item in enumerate(reader.items(top.get("placement"), ("placement",)))
            if (entry := _entry(reader, item, ("placement", n), states))
        ),
        phases=tuple(_resolved(p, states) for p in phases),
        moved_to=_moved_to(reader, top.get("moved_to")),
    )


def _schema(reader: Reader, value: Any) -> None:
    if value is not None and value != SCHEMA:
        reader.report(
            "journey.schema",
            ("schema",),
            ja=f"「{value}」という形式のマップは読み取れません。",
            en=f"A map of the form '{value}' cannot be read.",
            remedy_ja=f"「schema: {SCHEMA}」と書いてください。",
            remedy_en=f"Write 'schema: {SCHEMA}'.",
            sample=str(value)[:60],
            suggestion=SCHEMA,
        )


def _day_zero(reader: Reader, value: Any) -> str:
    if value is None:
        return DAY_ZERO[0]
    if value in DAY_ZERO:
        return str(value)
    near = suggest(str(value), DAY_ZERO)
    reader.report(
        "journey.day-zero",
        ("day_zero",),
        ja=f"「{value}」は起点日として使えません。",
        en=f"'{value}' cannot be day zero.",
        remedy_ja="service_start_on（利用開始日）、signed_on（申込日）、billing_start_on（課金開始日）のどれかを書いてください。",
        remedy_en="Write service_start_on, signed_on or billing_start_on.",
        sample=str(value)[:60],
        suggestion=near,
    )
    return DAY_ZERO[0]


# Phases and states ------------------------------------------------------------------------------


def _phase(reader: Reader, value: Any, path: Path) -> Phase | None:
    data = reader.mapping(value, path, known=PHASE, needed=("key", "name"))
    if not data:
        return None
    key = reader.key(data.get("key"), (*path, "key"))
    if key == PREVIOUS:
        _reserved(reader, key, (*path, "key"))
    states = tuple(
        state
        for n, item in enumerate(reader.items(data.get("states"), (*path, "states")))
        if (state := _state(reader, item, (*path, "states", n)))
    )
    _unique(reader, [(s.key, (*path, "states", n, "key")) for n, s in enumerate(states)])
    return Phase(
        key=key or f"?{path[-1]}",
        name=reader.text(data.get("name"), (*path, "name")) or Text.of(key),
        definition=reader.text(data.get("definition"), (*path, "definition")),
        goal=reader.text(data.get("goal"), (*path, "goal")),
        behaviour=_behaviour(reader, data.get("behaviour"), (*path, "behaviour")),
        issues=_issues(reader, data.get("issues"), (*path, "issues")),
        success=_success(reader, data.get("success"), (*path, "success")),
        should_take=reader.span(data.get("should_take"), (*path, "should_take")),
        stuck_after=reader.span(data.get("stuck_after"), (*path, "stuck_after")),
        kpi=_kpi(reader, data.get("kpi"), (*path, "kpi")),
        plays=reader.keys(data.get("plays"), (*path, "plays")),
        exits=_arrows(reader, data.get("exits"), (*path, "exits"), {}),
        states=states,
        spot=reader.spot((*path, "key")),
    )


def _state(reader: Reader, value: Any, path: Path) -> State | None:
    data = reader.mapping(value, path, known=STATE, needed=("key", "name"))
    if not data:
        return None
    key = reader.key(data.get("key"), (*path, "key"))
    if key == PREVIOUS:
        _reserved(reader, key, (*path, "key"))
    contact = data.get("contact")
    if contact not in (None, "none"):
        reader.report(
            "journey.contact",
            (*path, "contact"),
            ja=f"contactに「{contact}」は使えません。",
            en=f"'{contact}' cannot stand after contact.",
            remedy_ja="連絡を止める状態には「contact: none」と書き、それ以外では行ごと消してください。",
            remedy_en="Write 'contact: none' where nobody may be contacted; leave the line out elsewhere.",
            sample=str(contact)[:60],
            suggestion="none",
        )
    return State(
        key=key or f"?{path[-1]}",
        name=reader.text(data.get("name"), (*path, "name")) or Text.of(key),
        definition=reader.text(data.get("definition"), (*path, "definition")),
        exits=_arrows(reader, data.get("exits"), (*path, "exits"), {}),
        should_take=reader.span(data.get("should_take"), (*path, "should_take")),
        stuck_after=reader.span(data.get("stuck_after"), (*path, "stuck_after")),
        contact=contact != "none",
        spot=reader.spot((*path, "key")),
    )


def _reserved(reader: Reader, key: str, path: Path) -> None:
    reader.report(
        "journey.reserved",
        path,
        ja=f"「{key}」は矢印の行き先として予約されています。",
        en=f"'{key}' has a meaning of its own as the target of an arrow.",
        remedy_ja="別のキーにしてください。",
        remedy_en="Use another key.",
        sample=key,
    )


def _behaviour(reader: Reader, value: Any, path: Path) -> tuple[Behaviour, ...]:
    found = []
    for n, item in enumerate(reader.items(value, path)):
        data = reader.mapping(item, (*path, n), known=("text", "seen"), needed=("text",))
        text = reader.text(data.get("text"), (*path, n, "text"))
        if text:
            found.append(Behaviour(text, reader.when(data.get("seen"), (*path, n, "seen"))))
    return tuple(found)


def _issues(reader: Reader, value: Any, path: Path) -> tuple[Issue, ...]:
    found = []
    for n, item in enumerate(reader.items(value, path)):
        data = reader.mapping(
            item, (*path, n), known=("key", "text", "plays"), needed=("key", "text")
        )
        key = reader.key(data.get("key"), (*path, n, "key"))
        text = reader.text(data.get("text"), (*path, n, "text"))
        plays = reader.keys(data.get("plays"), (*path, n, "plays"))
        if key and text:
            found.append(Issue(key, text, plays))
    _unique(reader, [(i.key, (*path, n, "key")) for n, i in enumerate(found)])
    return tuple(found)


def _success(reader: Reader, value: Any, path: Path) -> Success | None:
    if value is None:
        return None
    data = reader.mapping(value, path, known=("text", "when"), needed=("text", "when"))
    text = reader.text(data.get("text"), (*path, "text"))
    when = reader.when(data.get("when"), (*path, "when"))
    return Success(text, when) if text and when else None


def _kpi(reader: Reader, value: Any, path: Path) -> tuple[KpiTarget, ...]:
    found: list[KpiTarget] = []
    for n, item in enumerate(reader.items(value, path)):
        where = (*path, n)
        data = reader.mapping(item, where, known=("key", "at_least", "at_most"), needed=("key",))
        key = reader.key(data.get("key"), (*where, "key"))
        least = _number(reader, data.get("at_least"), (*where, "at_least"))
        most = _number(reader, data.get("at_most"), (*where, "at_most"))
        if (
            key
            and (least is None) == (most is None)
            and ("at_least" in data) == ("at_most" in data)
        ):
            reader.report(
                "journey.kpi-target",
                where,
                ja=f"KPI「{key}」の目標は、at_leastかat_mostのどちらか一方で書きます。",
                en=f"The KPI '{key}' needs exactly one target: at_least or at_most.",
                remedy_ja="例: at_least: 0.85",
                remedy_en="For example: at_least: 0.85",
                sample=key,
            )
        if key:
            found.append(KpiTarget(key, at_least=least, at_most=most))
    _unique(reader, [(k.key, (*path, n, "key")) for n, k in enumerate(found)])
    return tuple(found)


def _number(reader: Reader, value: Any, path: Path) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    reader.report(
        "journey.number",
        path,
        ja=f"「{value}」は数ではありません。",
        en=f"'{value}' is not a number.",
        remedy_ja="割合は0から1の小数で書いてください。例: 0.85",
        remedy_en="Write a rate as a fraction of 1, for example 0.85.",
        sample=str(value)[:60],
        at_value=True,
    )
    return None


# Arrows -----------------------------------------------------------------------------------------


def _arrows(
    reader: Reader, value: Any, path: Path, states: dict[str, tuple[str, ...]]
) -> tuple[Arrow, ...]:
    found = []
    for n, item in enumerate(reader.items(value, path)):
        where = (*path, n)
        data = reader.mapping(item, where, known=ARROW, needed=("to", "when"))
        to = _place(reader, data.get("to"), (*where, "to"))
        when = reader.when(data.get("when"), (*where, "when"))
        hold = reader.span(data.get("hold"), (*where, "hold"), business=False)
        again = reader.span(data.get("again_after"), (*where, "again_after"), business=False)
        if to and when:
            arrow = Arrow(to, when, hold, again, written_to=to, spot=reader.spot(where))
            found.append(_aimed(arrow, "", states) if states else arrow)
    return tuple(found)


def _entry(
    reader: Reader, value: Any, path: Path, states: dict[str, tuple[str, ...]]
) -> Entry | None:
    data = reader.mapping(value, path, known=("at", "when"), needed=("at", "when"))
    at = _place(reader, data.get("at"), (*path, "at"))
    when = reader.when(data.get("when"), (*path, "when"))
    if not at or not when:
        return None
    return Entry(_full(at, "", states), when, spot=reader.spot(path))


def _place(reader: Reader, value: Any, path: Path) -> str:
    """A place as written: a phase, ``phase.state``, a state of the same phase, or ``previous``."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    if value is not None:
        reader.key(value, path)
    return ""


def _resolved(phase: Phase, states: dict[str, tuple[str, ...]]) -> Phase:
    """The phase with the targets of its arrows as whole places."""
    return replace(
        phase,
        exits=tuple(_aimed(a, phase.key, states) for a in phase.exits),
        states=tuple(
            replace(s, exits=tuple(_aimed(a, phase.key, states) for a in s.exits))
            for s in phase.states
        ),
    )


def _aimed(arrow: Arrow, phase: str, states: dict[str, tuple[str, ...]]) -> Arrow:
    return replace(arrow, to=_full(arrow.to, phase, states))


def _full(to: str, phase: str, states: dict[str, tuple[str, ...]]) -> str:
    """``left`` inside churn → ``churn.left``; a phase with states → its first state."""
    if to in states.get(phase, ()):
        return f"{phase}.{to}"
    if states.get(to):
        return f"{to}.{states[to][0]}"
    return to


def _moved_to(reader: Reader, value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        reader.mapping(value, ("moved_to",), known=("old_key",))
        return {}
    found = {}
    for old, new in value.items():
        place = _place(reader, new, ("moved_to", old))
        if place:
            found[str(old)] = place
    return found


def _unique(reader: Reader, keys: list[tuple[str, Path]]) -> None:
    seen: set[str] = set()
    for key, path in keys:
        if key in seen:
            reader.twice(key, path)
        seen.add(key)
