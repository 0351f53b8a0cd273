"""The shipped maps side by side: who would stand where under each, on the last closed day.

The counts come from the same machinery as a plan, so choosing a map moves exactly those accounts.
Standings and facts are read once for all maps.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from banso.events.lake import Lake
from banso.journey.afterwards import read_facts, read_standings
from banso.journey.classify import last_day_walked
from banso.journey.definitions import TEMPLATES
from banso.journey.engine import under_new_rules
from banso.journey.hues import hues_of
from banso.journey.maps import (
    FILE,
    Edition,
    MapNotRunnable,
    edition_in_force,
    ready_map,
    template_text,
)
from banso.journey.model import JourneyMap, phase_of
from banso.journey.models import ClassifiedDay
from banso.journey.moving import track_of
from banso.journey.parse import parse
from banso.journey.rules import Rules, Track
from banso.journey.suits import SUITS
from banso.journey.switching import proposed, with_moved_to
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.operations import digest_of
from banso.workspace.viewer import Act, Viewer

_REMEMBERED = 4


class Stand(NamedTuple):
    """Where one account stands now and would stand; MRR in minor units, None where not known."""

    account: int
    lane: str
    source: str
    target: str
    track: str
    mrr: int | None


@dataclass(frozen=True, slots=True)
class PhaseShare:
    """A column of a map with who would stand in it."""

    key: str
    name: Text
    hue: int
    accounts: int = 0
    mrr_minor: int = 0
    on_track: int = 0
    behind: int = 0
    stuck: int = 0
    no_limit: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A shipped map. ``running``: its text is the one in force. ``moved`` accounts would change their
    phase or state; ``nowhere`` would not be on the map yet. ``counted`` False: no day is closed."""

    key: str
    name: Text
    purpose: Text | None
    suits: Text
    phases: tuple[PhaseShare, ...]
    running: bool
    kept: bool = False  # the running map began as this one
    counted: bool = False
    accounts: int = 0
    moved: int = 0
    nowhere: int = 0


@dataclass(frozen=True, slots=True)
class Choices:
    """``day``: the last closed one; None where nobody stands anywhere yet."""

    day: date | None
    version: int | None
    name: Text | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """A shipped map written to follow the running one. ``gone``: place of the running map → where its
    accounts would go, in the order of that map."""

    key: str
    name: Text
    text: str
    new: JourneyMap
    running: JourneyMap | None
    gone: Mapping[str, str] = field(default_factory=dict)


def shipped(*, viewer: Viewer) -> Choices:
    """This function will list the shipped maps without counting anybody."""
    viewer.require(Act.SEE_DEFINITIONS)
    running = edition_in_force()
    choices = tuple(_choice(key, running, {}, None) for key in TEMPLATES)
    return _choices(running, last_day_walked() if running else None, choices)


def choices(*, viewer: Viewer, lake: Lake) -> Choices:
    """This function will count who would stand where under each shipped map, in the viewer's scope."""
    viewer.require(Act.SEE_DEFINITIONS)
    viewer.require(Act.SEE_ACCOUNTS)
    running, day = edition_in_force(), last_day_walked()
    if running is None or day is None:
        return shipped(viewer=viewer)
    stands = _stands(lake, running, day)
    made = tuple(_choice(key, running, stands[key], viewer) for key in TEMPLATES)
    return _choices(running, day, made)


def stands(
    *, viewer: Viewer, lake: Lake, key: str, phase: str = "", track: str = "", moved: bool = False
) -> tuple[Stand, ...]:
    """This function will list the accounts behind a count of a shipped map, most MRR first.

    ``phase`` '' with ``moved``: everybody who would change place; '' alone: not on the map yet.
    Raises ``TemplateUnknown``.
    """
    viewer.require(Act.SEE_DEFINITIONS)
    viewer.require(Act.SEE_ACCOUNTS)
    template_text(key)
    running, day = edition_in_force(), last_day_walked()
    if running is None or day is None:
        return ()
    found = [
        s
        for s in _stands(lake, running, day)[key]
        if viewer.sees(s.account)
        and (s.source != s.target if moved else phase_of(s.target) == phase)
        and (not track or s.track == track)
    ]
    return tuple(sorted(found, key=lambda s: (-(s.mrr or 0), s.account, s.lane)))


def switch(*, viewer: Viewer, key: str, moves: Mapping[str, str] | None = None) -> Switch:
    """This function will write a shipped map so that it can follow the running one.

    ``moves`` puts other places of the new map in place of those proposed; what it does not know
    falls away. Raises ``TemplateUnknown``.
    """
    viewer.require(Act.SEE_DEFINITIONS)
    running = edition_in_force()
    return _switch(key, running.map if running else None, moves or {})


def _switch(key: str, running: JourneyMap | None, moves: Mapping[str, str]) -> Switch:
    text = template_text(key)
    new = _map(key)
    gone = proposed(running=running, new=new)
    gone |= {old: to for old, to in moves.items() if old in gone and to in new.places}
    return Switch(key, new.name, with_moved_to(text, gone), new, running, gone)


# Counting ---------------------------------------------------------------------------------------


def _choices(running: Edition | None, day: date | None, made: tuple[Choice, ...]) -> Choices:
    version = running.version if running else None
    return Choices(day, version, running.map.name if running else None, made)


def _choice(
    key: str, running: Edition | None, stands: tuple[Stand, ...] | Mapping[str, str], viewer: Viewer | None
) -> Choice:  # fmt: skip
    journey = _map(key)
    seen = [s for s in stands if isinstance(s, Stand) and viewer and viewer.sees(s.account)]
    return Choice(
        key=key,
        name=journey.name,
        purpose=journey.purpose,
        suits=SUITS[key],
        phases=_shares(journey, seen),
        running=running is not None and running.text == template_text(key),
        kept=running is not None and running.map.key == key,
        counted=viewer is not None,
        accounts=len(seen),
        moved=sum(s.source != s.target for s in seen),
        nowhere=sum(not s.target for s in seen),
    )


def _shares(journey: JourneyMap, seen: list[Stand]) -> tuple[PhaseShare, ...]:
    hues, found = hues_of(journey), []
    for phase in journey.phases:
        here = [s for s in seen if phase_of(s.target) == phase.key]
        tracks = {t: sum(s.track == t.value for s in here) for t in Track}
        found.append(
            PhaseShare(
                phase.key, phase.name, hues[phase.key], len(here), sum(s.mrr or 0 for s in here),
                tracks[Track.ON_TRACK], tracks[Track.BEHIND], tracks[Track.STUCK], tracks[Track.NONE],
            )
        )  # fmt: skip
    return tuple(found)


Stands = dict[str, tuple[Stand, ...]]
_recent: OrderedDict[tuple[object, ...], Stands] = OrderedDict()
_lock = threading.Lock()


def _stands(lake: Lake, running: Edition, day: date) -> Stands:
    """Everybody under every shipped map; counted again once a release, a day or anybody's stay changes."""
    stamp = ClassifiedDay.objects.filter(day=day).values_list("digest", "at").first()
    place = (
        lake.folder,
        running.release,
        workspace.release_number(viewer=Viewer.system()),
        day,
        stamp,
    )
    with _lock:
        known = _recent.get(place)
    if known is None:
        known = _count(lake, running, day)
        with _lock:
            _recent[place] = known
            while len(_recent) > _REMEMBERED:
                _recent.popitem(last=False)
    return known


def _count(lake: Lake, running: Edition, day: date) -> Stands:
    read = {key: _rules(_switch(key, running.map, {}).text) for key in TEMPLATES}
    editions = [running, *(Edition(0, 0, day, "", "", r, {}) for r in read.values() if r)]
    facts, standings = read_facts(lake, editions, day=day), sorted(read_standings(day).items())
    found: Stands = {}
    for key, rules in read.items():
        rows = []
        same = running.text == template_text(key)
        for (account, lane), walked in standings:
            row = facts.get((account, lane))
            if row is None or rules is None:
                continue
            standing = walked.standing
            if same:
                target, track = standing.place, track_of(rules, standing.stay).value
            else:
                result = under_new_rules(rules, standing, row, day=day)
                target, track = result.standing.place, result.track.value
            rows.append(Stand(account, lane, standing.place, target, track, row.get("mrr")))
        found[key] = tuple(rows)
    return found


def _rules(text: str) -> Rules | None:
    """A text ready to walk; None where the workspace lacks a number that it asks for."""
    release = workspace.release_number(viewer=Viewer.system())
    try:
        return ready_map(text, digest=digest_of(text), release=release).rules
    except MapNotRunnable:
        return None


def _map(key: str) -> JourneyMap:
    """A shipped map; one that cannot run here can still be drawn."""
    rules = _rules(template_text(key))
    found = rules.map if rules else parse(template_text(key), file=FILE).map
    assert found is not None  # noqa: S101 - shipped maps can be read
    return found
