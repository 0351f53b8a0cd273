"""The right side of the editor: problems on their lines, the map after the change, who would move."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.editor.diffing import changed_lines
from banso.interfaces.web.editor.drawing import Drawing, draw
from banso.interfaces.web.frame.request import ScreenRequest
from banso.journey import planning
from banso.journey import queries as journey
from banso.journey.hues import hues_of
from banso.journey.model import JourneyMap, phase_of, state_of
from banso.journey.planning import Plan, PlannedMove
from banso.journey.results import Kind
from banso.lib.problems import Level, Problem
from banso.lib.text import Text
from banso.metrics import queries as metrics
from banso.metrics.conditions import NameTable
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Moved:
    """One account that would move, with the names of both places."""

    public_id: str
    name: str
    from_name: Text
    from_hue: int
    to_name: Text
    to_hue: int
    reason: dict[str, Any] | None
    success: dict[str, Any] | None
    old: dict[str, Any] | None
    mrr_minor: int | None
    currency: str
    gone: bool = False  # the place it stands at is not on the new map


@dataclass(frozen=True, slots=True)
class Sum:
    label: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Side:
    problems: list[Problem]
    marks: list[dict[str, Any]]
    changed: int
    same_text: bool
    drawing: Drawing | None
    drawing_words: str
    moves: tuple[PlannedMove, ...]
    shown: list[Moved]
    more: int
    hidden: int
    day: date | None
    version: int | None
    next_version: int
    seconds: float
    pin: str
    sums: list[Sum]
    may_apply: bool
    names: NameTable

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.problems if p.level is Level.ERROR]

    @property
    def cautions(self) -> list[Problem]:
        return [p for p in self.problems if p.level is Level.CAUTION]

    @property
    def loud(self) -> list[Problem]:
        """What a person should look at before applying."""
        return [p for p in self.problems if p.level is not Level.NOTE]

    @property
    def notes(self) -> list[Problem]:
        return [p for p in self.problems if p.level is Level.NOTE]


def side_of(request: ScreenRequest, text: str, running: str) -> Side:
    """This function will check and plan a text, and say it all for the right side."""
    began = time.perf_counter()
    found = planning.plan(
        viewer=request.viewer, text=text, lake=workspace_lake(), now=datetime.now(UTC)
    )
    drawing, words = _drawing(found, request.viewer.language)
    return Side(
        problems=sorted(found.problems, key=lambda p: (_ORDER[p.level], p.line or 0)),
        marks=[
            {"line": p.line, "level": p.level.value}
            for p in found.problems
            if p.line and p.level is not Level.NOTE
        ],
        changed=changed_lines(running, text),
        same_text=found.text_same,
        drawing=drawing,
        drawing_words=words,
        moves=found.moves,
        shown=_moved(request, found),
        more=max(0, len(found.moves) - SHOWN),
        hidden=found.hidden,
        day=found.day,
        version=found.version,
        next_version=found.next_version,
        seconds=time.perf_counter() - began,
        pin=found.pin,
        sums=_sums(found),
        may_apply=found.ok and request.viewer.may(Act.EDIT_DEFINITIONS) and not request.as_of.past,
        names=journey.names(viewer=request.viewer),
    )


_ORDER = {Level.ERROR: 0, Level.CAUTION: 1, Level.NOTE: 2}


def _drawing(found: Plan, language: str) -> tuple[Drawing | None, str]:
    journey_map = found.new_map
    if journey_map is None:
        return None, ""
    hues = hues_of(journey_map)
    phases = [(p.key, p.name.in_(language), hues[p.key]) for p in journey_map.phases]
    after, before = _by_phase(found.counts_after), _by_phase(found.counts_before)
    ways = [
        (p.key, phase_of(a.to))
        for p in journey_map.phases
        for a in p.exits
        if phase_of(a.to) in hues
    ]
    drawing = draw(
        phases=phases,
        ways=ways,
        counts=after,
        changes={k: after[k] - before[k] for k in hues},
    )
    words = ", ".join(f"{name} {before[key]} → {after[key]}" for key, name, _hue in phases)
    return drawing, words


def _by_phase(counts: Mapping[str, int]) -> Counter[str]:
    total: Counter[str] = Counter()
    for place, n in counts.items():
        total[phase_of(place)] += n
    return total


def place_words(maps: Sequence[JourneyMap | None], place: str) -> tuple[Text, int]:
    """A place's name and hue, in the newer map or else in the older one."""
    if not place:
        return Text(ja="マップ外", en="not yet on the map"), 0
    for found in maps:
        phase = next((p for p in found.phases if p.key == phase_of(place)), None) if found else None
        if found and phase:
            state = phase.state(state_of(place)) if state_of(place) else None
            name = phase.name
            if state:
                name = Text(
                    ja=f"{phase.name.in_('ja')}・{state.name.in_('ja')}",
                    en=f"{phase.name.in_('en')}, {state.name.in_('en')}",
                )
            return name, hues_of(found)[phase.key]
    return Text.of(place), 0


def _moved(request: ScreenRequest, found: Plan) -> list[Moved]:
    shown = found.moves[:SHOWN]
    ids = [m.account_id for m in shown]
    if not ids:
        return []
    viewer = request.viewer
    names = customers.account_names(viewer=viewer, ids=ids)
    public = customers.public_ids(viewer=viewer, ids=ids)
    currency = workspace.workspace(viewer=viewer).currency
    rows = (
        metrics.day_rows(
            viewer=viewer, lake=workspace_lake(), day=found.day, keys=["mrr"], accounts=ids
        )
        if found.day
        else {}
    )
    moved = []
    for m in shown:
        source, source_hue = place_words([found.old_map, found.new_map], m.source)
        target, target_hue = place_words([found.new_map, found.old_map], m.target)
        moved.append(
            Moved(
                public_id=public.get(m.account_id, ""),
                name=names.get(m.account_id, ""),
                from_name=source,
                from_hue=source_hue,
                to_name=target,
                to_hue=target_hue,
                reason=m.reason,
                success=m.success,
                old=(m.old.success or m.old.reason) if m.old else None,
                mrr_minor=rows.get((m.account_id, m.lane), {}).get("mrr"),
                currency=currency,
                gone=m.kind == Kind.VERSION.value,
            )
        )
    return moved


def _sums(found: Plan) -> list[Sum]:
    def total(tracks: Mapping[str, Mapping[str, int]], track: str) -> int:
        return sum(t.get(track, 0) for t in tracks.values())

    return [
        Sum(_("behind"), total(found.track_before, "behind"), total(found.track_after, "behind")),
        Sum(_("stuck"), total(found.track_before, "stuck"), total(found.track_after, "stuck")),
    ]
