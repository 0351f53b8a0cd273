"""The shipped maps side by side, who would stand where under each, and the way to take one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.editor.side import place_words, side_of
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.journey import choosing
from banso.journey import operations as journey_operations
from banso.journey import queries as journey
from banso.journey.choosing import Choices, PhaseShare, Stand, Switch
from banso.journey.hues import hues_of
from banso.journey.model import JourneyMap, Phase
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

SHOWN = 200
_HIGH = 54.0  # of the drawing's columns


@dataclass(frozen=True, slots=True)
class Block:
    """A column of the small drawing: its bar stands on the ground line, as high as its accounts."""

    hue: int
    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Card:
    """A shipped map as it is shown: what it says of itself, and its drawing."""

    choice: choosing.Choice
    blocks: tuple[Block, ...]
    words: str

    @property
    def late(self) -> int:
        return sum(p.behind + p.stuck for p in self.choice.phases)


@dataclass(frozen=True, slots=True)
class Gone:
    """A place of the running map that the new one lacks, and where its accounts would go."""

    place: str
    name: Text
    hue: int
    target: str


@dataclass(frozen=True, slots=True)
class Target:
    place: str
    name: Text


@dataclass(frozen=True, slots=True)
class Read:
    """A phase of the map about to be chosen, in words."""

    phase: Phase
    hue: int
    should_take: str


@dataclass(frozen=True, slots=True)
class Row:
    """An account behind a count."""

    public_id: str
    name: str
    from_name: Text
    from_hue: int
    to_name: Text
    to_hue: int
    moved: bool
    track: str
    mrr_minor: int | None


@screen("editor", act=Act.SEE_DEFINITIONS)
def index(request: ScreenRequest) -> HttpResponseBase:
    """The five maps; their counts follow, as they take a moment."""
    found = choosing.shipped(viewer=request.viewer)
    context = _context(request, found) | {"loading": found.day is not None}
    return render(request, "editor/templates.html", context)


@screen("editor", act=Act.SEE_DEFINITIONS)
def counts(request: ScreenRequest) -> HttpResponseBase:
    """The five maps with who would stand where."""
    found = choosing.choices(viewer=request.viewer, lake=workspace_lake())
    return render_part(request, "editor/choices.html", _context(request, found), title=_("Map templates"))  # fmt: skip


@screen("editor", act=Act.SEE_DEFINITIONS)
def accounts(request: ScreenRequest, key: str) -> HttpResponseBase:
    """The accounts behind a count of one map."""
    given = request.GET
    phase, track, moved = given.get("phase", ""), given.get("track", ""), "moved" in given
    switch = choosing.switch(viewer=request.viewer, key=key)
    stands = choosing.stands(
        viewer=request.viewer, lake=workspace_lake(), key=key, phase=phase, track=track, moved=moved
    )
    found = next((p for p in switch.new.phases if p.key == phase), None)
    context = {
        "map": switch.name,
        "phase": found.name if found else None,
        "hue": place_words([switch.new], phase)[1] if found else 0,
        "track": track,
        "moved": moved,
        "total": len(stands),
        "mrr_minor": sum(s.mrr or 0 for s in stands),
        "rows": _rows(request, switch, stands[:SHOWN]),
        "more": max(0, len(stands) - SHOWN),
        "currency": workspace.workspace(viewer=request.viewer).currency,
    }
    return render_part(request, "editor/stands.html", context, title=_("Accounts"))


@screen("editor", act=Act.SEE_DEFINITIONS)
def one(request: ScreenRequest, key: str) -> HttpResponseBase:
    """One map about to follow the running one: where accounts of places that are gone go, and the plan.

    A POST takes it as the first map of the workspace.
    """
    if request.method == "POST":
        journey_operations.install_template(viewer=request.viewer, key=key, now=datetime.now(UTC))
        messages.success(request, _("The map is in force. Your accounts will stand on it once data is imported."))  # fmt: skip
        return redirect("editor:index")
    switch = choosing.switch(viewer=request.viewer, key=key)
    context = {
        "switch": switch,
        "card": next(c for c in _cards(choosing.shipped(viewer=request.viewer)) if c.choice.key == key),
        "read": _read(switch.new),
        "gone": _gone(switch),
        "targets": [Target(p, place_words([switch.new], p)[0]) for p in switch.new.places],
        "may_choose": _may_choose(request),
    }  # fmt: skip
    return render(request, "editor/template.html", context)


@require_POST
@screen("editor", act=Act.EDIT_DEFINITIONS)
def keep(request: ScreenRequest) -> HttpResponseBase:
    """The map that came with the first import is kept: from now on it is somebody's choice."""
    journey_operations.keep_map(viewer=request.viewer, now=datetime.now(UTC))
    messages.success(request, _("The map stays as it is."))
    return redirect("map:index")


@require_POST
@screen("editor", act=Act.SEE_DEFINITIONS, writes=False)
def plan(request: ScreenRequest, key: str) -> HttpResponse:
    """Who would move, with the places chosen; nothing is changed."""
    moves = {k[3:]: str(v) for k, v in request.POST.items() if k.startswith("to:")}
    switch = choosing.switch(viewer=request.viewer, key=key, moves=moves)
    edition = journey.map_in_force(viewer=request.viewer)
    side = side_of(request, switch.text, edition.text if edition else "")
    return render(request, "editor/template_side.html", {"side": side, "switch": switch})


def text_of(request: ScreenRequest, key: str) -> str:
    """The text of a shipped map with ``moved_to`` for the running one, to go on with in the editor."""
    return choosing.switch(viewer=request.viewer, key=key).text


def _may_choose(request: ScreenRequest) -> bool:
    return request.viewer.may(Act.EDIT_DEFINITIONS) and not request.as_of.past


def _context(request: ScreenRequest, found: Choices) -> dict[str, object]:
    return {
        "found": found,
        "cards": _cards(found),
        "may_choose": _may_choose(request),
        "chosen": journey.map_chosen(viewer=request.viewer),
        "currency": workspace.workspace(viewer=request.viewer).currency,
    }


def _cards(found: Choices) -> list[Card]:
    most = max((p.accounts for c in found.choices for p in c.phases), default=0)
    cards = []
    for choice in found.choices:
        words = ", ".join(f"{p.name.in_(language())} {p.accounts}" for p in choice.phases)
        cards.append(Card(choice, _blocks(choice.phases, most, choice.counted), words))
    return cards


def _blocks(phases: Sequence[PhaseShare], most: int, counted: bool) -> tuple[Block, ...]:
    """Columns across 240 units, as high as their share of the largest one; all alike without counts."""
    step = 240 / max(1, len(phases))
    found = []
    for n, phase in enumerate(phases):
        share = phase.accounts / most if counted and most else 0.5
        high = max(2.0, share * _HIGH) if phase.accounts or not counted else 2.0
        found.append(Block(phase.hue, n * step + 3, _HIGH - high, step - 6, high))
    return tuple(found)


def _read(journey_map: JourneyMap) -> list[Read]:
    hues = hues_of(journey_map)
    return [
        Read(p, hues[p.key], p.should_take.in_(language()) if p.should_take else "")
        for p in journey_map.phases
    ]


def _gone(switch: Switch) -> list[Gone]:
    if switch.running is None:
        return []
    found = []
    for place, target in switch.gone.items():
        name, hue = place_words([switch.running], place)
        found.append(Gone(place, name, hue, target))
    return found


def _rows(request: ScreenRequest, switch: Switch, stands: Sequence[Stand]) -> list[Row]:
    ids = [s.account for s in stands]
    names = customers.account_names(viewer=request.viewer, ids=ids)
    public = customers.public_ids(viewer=request.viewer, ids=ids)
    rows = []
    for s in stands:
        source, source_hue = place_words([switch.running, switch.new], s.source)
        target, target_hue = place_words([switch.new], s.target)
        rows.append(
            Row(
                public.get(s.account, ""), names.get(s.account, ""), source, source_hue, target,
                target_hue, s.source != s.target, s.track, s.mrr,
            )
        )  # fmt: skip
    return rows
