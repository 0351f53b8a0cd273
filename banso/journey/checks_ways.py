"""Checks of the ways over a map: targets, order, round trips, places nobody reaches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from banso.journey.model import PREVIOUS, Arrow, Entry, JourneyMap, phase_of
from banso.journey.reader import Reader, suggest
from banso.journey.rules import departure_phases
from banso.lib.problems import Level
from banso.lib.yaml import Path
from banso.metrics.conditions import Condition

FLAPPING_DAYS = 7  # an arrow back must have been true this long


def check_ways(reader: Reader, journey: JourneyMap, known: Mapping[str, Condition]) -> None:
    """Report everything wrong with where arrows lead; ``known`` holds the readable conditions."""
    for arrow in journey.interrupts:
        _target(reader, journey, arrow, "")
    for source, arrow in journey.arrows():
        _target(reader, journey, arrow, source)
    for entry in (journey.start, *journey.placement):
        _entry_place(reader, journey, entry)
    departure = departure_phases(journey, known)
    _flapping(reader, journey, departure)
    _unreachable(reader, journey)
    _no_way_out(reader, journey)
    _placement_end(reader, journey, known)
    for group in _groups(journey):
        _shadowed(reader, group, known)
    if not departure:
        _no_departure(reader)


def path_of(shown: str) -> Path:
    """``phases[2].exits[0]`` → its parts."""
    return tuple(
        int(n) if n else word for word, n in re.findall(r"([A-Za-z_][\w-]*)|\[(\d+)\]", shown)
    )


# Targets ----------------------------------------------------------------------------------------


def _target(reader: Reader, journey: JourneyMap, arrow: Arrow, source: str) -> None:
    path = (*path_of(arrow.spot.path), "to")
    if arrow.to == PREVIOUS:
        if not source:
            reader.report(
                "journey.interrupt-previous",
                path,
                ja="割り込みの行き先を previous にはできません。",
                en="An interrupt cannot lead to previous.",
                remedy_ja="行き先のフェーズや状態を書いてください。",
                remedy_en="Name the phase or state it leads to.",
                at_value=True,
            )
        if arrow.again_after:
            reader.report(
                "journey.previous-again",
                (*path[:-1], "again_after"),
                ja="previous への矢印では、again_after は働きません。",
                en="again_after does nothing on an arrow to previous.",
                remedy_ja="again_after を消してください。",
                remedy_en="Remove again_after.",
                level=Level.CAUTION,
            )
        return
    if arrow.to not in journey.places:
        _no_place(reader, journey, arrow.written_to, path, source)
    elif arrow.to == source or (arrow.to in _places_of(journey, source) and "." not in arrow.to):
        reader.report(
            "journey.to-itself",
            path,
            ja=f"この矢印は、出発したところ（{source}）に戻ります。",
            en=f"This arrow leads to where it starts ({source}).",
            remedy_ja="別の行き先にするか、矢印を消してください。",
            remedy_en="Choose another target, or remove the arrow.",
            sample=source,
            at_value=True,
        )


def _entry_place(reader: Reader, journey: JourneyMap, entry: Entry) -> None:
    if entry.at and entry.at not in journey.places:
        _no_place(reader, journey, entry.at, (*path_of(entry.spot.path), "at"), "")


def _no_place(reader: Reader, journey: JourneyMap, to: str, path: Path, source: str) -> None:
    words = {*journey.places, *(p.key for p in journey.phases)}
    here = journey.phase(phase_of(source))
    words |= {s.key for s in here.states} if here else set()
    words |= {PREVIOUS} if source else set()
    near = suggest(to, words)
    reader.report(
        "journey.unknown-place",
        path,
        ja=f"「{to}」というフェーズ・状態はありません。",
        en=f"There is no phase or state '{to}'.",
        remedy_ja=f"「{near}」のことですか。"
        if near
        else f"使えるキー: {', '.join(sorted(words))}",
        remedy_en=f"Did you mean '{near}'?" if near else f"Known: {', '.join(sorted(words))}.",
        sample=to,
        suggestion=near,
        at_value=True,
    )


def _places_of(journey: JourneyMap, source: str) -> tuple[str, ...]:
    phase = journey.phase(source)
    return phase.places if phase else ()


# Round trips ------------------------------------------------------------------------------------


def _flapping(reader: Reader, journey: JourneyMap, departure: frozenset[str]) -> None:
    """An arrow to the left that can be taken back at once makes accounts swing between phases."""
    for source, arrow in journey.arrows():
        here, there = journey.order(source), journey.order(arrow.to)
        if arrow.to == PREVIOUS or there < 0 or there >= here or phase_of(source) in departure:
            continue
        held = arrow.hold.days if arrow.hold else 0
        if (held or 0) >= FLAPPING_DAYS or _return_waits(journey, source, arrow.to):
            continue
        reader.report(
            "journey.flapping",
            path_of(arrow.spot.path),
            ja=f"「{phase_of(source)}」から「{phase_of(arrow.to)}」へ戻る矢印が、すぐに行き来を始めるおそれがあります。",
            en=f"The arrow back from '{phase_of(source)}' to '{phase_of(arrow.to)}' may make accounts swing.",
            remedy_ja=f"「hold: {FLAPPING_DAYS} days」以上を付けるか、往きの矢印に again_after を付けてください。",
            remedy_en=f"Give it 'hold: {FLAPPING_DAYS} days' or more, or give the arrow forward an again_after.",
            level=Level.CAUTION,
            sample=arrow.to,
        )


def _return_waits(journey: JourneyMap, source: str, target: str) -> bool:
    """Whether every arrow from the target back to the source carries ``again_after``."""
    back = [
        a
        for s, a in journey.arrows()
        if phase_of(s) == phase_of(target) and phase_of(a.to) == phase_of(source)
    ]
    return bool(back) and all(a.again_after for a in back)


# Reach ------------------------------------------------------------------------------------------


def _unreachable(reader: Reader, journey: JourneyMap) -> None:
    reached: set[str] = set()
    todo = [
        journey.start.at,
        *(e.at for e in journey.placement),
        *(a.to for a in journey.interrupts),
    ]
    arrows = list(journey.arrows())
    while todo:
        place = todo.pop()
        if place in reached or place not in journey.places:
            continue
        reached.add(place)
        todo += [a.to for s, a in arrows if s in (place, phase_of(place))]
    for phase in journey.phases:
        if not reached & set(phase.places):
            _report_unreachable(reader, phase.spot.path, phase.key)
            continue
        for state in phase.states:
            if f"{phase.key}.{state.key}" not in reached:
                _report_unreachable(reader, state.spot.path, f"{phase.key}.{state.key}")


def _report_unreachable(reader: Reader, shown: str, place: str) -> None:
    reader.report(
        "journey.unreachable",
        path_of(shown),
        ja=f"「{place}」へ至る矢印がありません。",
        en=f"No arrow leads to '{place}'.",
        remedy_ja="exits・interrupts・placement のどれかから矢印を引くか、消してください。",
        remedy_en="Draw an arrow to it from exits, interrupts or placement, or remove it.",
        level=Level.CAUTION,
        sample=place,
    )


def _no_way_out(reader: Reader, journey: JourneyMap) -> None:
    for phase in journey.phases:
        ways = [*phase.exits, *journey.interrupts, *(a for s in phase.states for a in s.exits)]
        if len(journey.phases) == 1 or any(phase_of(a.to) != phase.key for a in ways):
            continue
        reader.report(
            "journey.no-way-out",
            path_of(phase.spot.path),
            ja=f"「{phase.key}」から出る矢印がありません。",
            en=f"No arrow leaves '{phase.key}'.",
            remedy_ja="exits: に矢印を書いてください。",
            remedy_en="Give it exits:.",
            level=Level.CAUTION,
            sample=phase.key,
        )


def _placement_end(reader: Reader, journey: JourneyMap, known: Mapping[str, Condition]) -> None:
    if not journey.placement:
        return
    last = journey.placement[-1]
    condition = known.get(last.when.text)
    if condition is not None and condition.evaluate({}) is not True:
        reader.report(
            "journey.placement-open",
            path_of(last.spot.path),
            ja="placement の最後の行が必ず成り立つとは限らず、どこにも置かれない顧客企業が出ます。",
            en="The last line of placement may not hold, so some accounts would be placed nowhere.",
            remedy_ja="最後に「when: true」の行を加えてください。",
            remedy_en="End it with a line 'when: true'.",
            level=Level.CAUTION,
        )


# Order ------------------------------------------------------------------------------------------


def _groups(journey: JourneyMap) -> list[Sequence[Arrow | Entry]]:
    """The lists in which the first TRUE one wins."""
    found: list[Sequence[Arrow | Entry]] = [journey.interrupts, journey.placement]
    for phase in journey.phases:
        found += [(*s.exits, *phase.exits) for s in phase.states] or [phase.exits]
    return found


def _shadowed(
    reader: Reader, group: Sequence[Arrow | Entry], known: Mapping[str, Condition]
) -> None:
    """A line that stands behind one that always wins before it is never used."""
    always = False
    seen: set[str] = set()
    for line in group:
        text = " ".join(line.when.text.split())
        if always or text in seen:
            reader.report(
                "journey.shadowed",
                path_of(line.spot.path),
                ja="先に必ず成り立つ行があるため、この行は使われません。",
                en="This line is never used: one above it always wins first.",
                remedy_ja="順序を入れ替えるか、条件を変えてください。",
                remedy_en="Change the order or the condition.",
                level=Level.CAUTION,
                sample=text[:60],
            )
        if isinstance(line, Arrow) and (line.hold or line.again_after):
            continue  # it may have to wait, then the next one has its turn
        seen.add(text)
        condition = known.get(line.when.text)
        always = always or (condition is not None and condition.evaluate({}) is True)


def _no_departure(reader: Reader) -> None:
    reader.report(
        "journey.no-departure",
        ("interrupts",),
        ja="契約が終わった顧客企業の行き先がありません。今いるフェーズに残ります。",
        en="Nothing takes accounts whose contract has ended anywhere: they stay in their phase.",
        remedy_ja="interrupts: に「when: life = 'ended'」の行を加えてください。",
        remedy_en="Add an interrupt with 'when: life = 'ended''.",
        level=Level.CAUTION,
    )
