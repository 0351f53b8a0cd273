"""A text looked at against what there is now: who would move, counts, cautions; nothing is written."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from banso.events.lake import Lake
from banso.journey.check import Checked, check
from banso.journey.classify import last_day_walked
from banso.journey.definitions import MAP_KEY, MAP_KIND
from banso.journey.maps import FILE, Edition, edition_in_force
from banso.journey.models import Standing
from banso.journey.outlooks import Outlooks, counted, outlooks, planned
from banso.journey.planned import Pin, Plan, PlannedMove, Step, pin_of
from banso.lib.problems import Level, Problem, problem
from banso.metrics import queries as metrics
from banso.metrics.kpi.definitions import kpis
from banso.workspace import queries
from banso.workspace.viewer import Viewer

_REMEMBERED = 32


def checked(text: str, running: Edition | None) -> Checked:
    """A text checked against the numbers and fields there are and the running map."""
    return check(
        text,
        names=metrics.name_table(viewer=Viewer.system()),
        file=FILE,
        running=running.map if running else None,
        built_kpis=frozenset(kpis()),
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """A text looked at against what there is now."""

    text: str
    running: Edition | None
    checked: Checked
    release: int
    next_version: int
    found: Outlooks

    @property
    def text_same(self) -> bool:
        return self.running is not None and self.running.text == self.text

    @property
    def pin(self) -> Pin:
        return pin_of(
            release=self.release, day=self.found.day, text=self.text, moves=self.found.steps
        )


def look(text: str, lake: Lake) -> Looked:
    viewer = Viewer.system()
    running = edition_in_force()
    read = checked(text, running)
    newest = queries.newest_definition(viewer=viewer, kind=MAP_KIND, key=MAP_KEY)
    next_version = newest.version + (newest.text != text) if newest else 1
    day = last_day_walked()
    found = Outlooks(day)
    if running is not None and day is not None and read.rules is not None:
        found = outlooks(lake, running=running, rules=read.rules, day=day, version=next_version)
    return Looked(text, running, read, queries.release_number(viewer=viewer), next_version, found)


def told(looked: Looked, viewer: Viewer) -> Plan:
    running, read, found = looked.running, looked.checked, looked.found
    visible = [o for o in found.all if viewer.sees(o.key[0])]
    moves: tuple[PlannedMove, ...] = ()
    if running is not None:
        moves = planned(found, viewer=viewer, running=running, checked=read)
    if found.all or read.rules is not None:
        before, track_before = counted((o.before.place, o.track_before) for o in visible)
    else:  # a text with errors: where everybody stands is worth showing all the same
        before, track_before = counted(_standing_now(viewer))
    after, track_after = counted((o.after.place, o.result.track.value) for o in visible)
    return Plan(
        pin=str(looked.pin) if read.rules is not None else "",
        day=found.day,
        release=looked.release,
        version=running.version if running else None,
        next_version=looked.next_version,
        problems=(*read.problems, *_cautions(looked)),
        text_same=looked.text_same,
        old_map=running.map if running else None,
        new_map=read.map,
        moves=moves,
        hidden=len(found.movers) - len(moves),
        succeed=sum(o.succeeds for o in visible),
        accounts=len(visible),
        counts_before=before,
        counts_after=after,
        track_before=track_before,
        track_after=track_after,
    )


def _standing_now(viewer: Viewer) -> list[tuple[str, str]]:
    rows = Standing.objects.values_list("account_id", "place", "track")
    return [(place, track) for account, place, track in rows if viewer.sees(account)]


def _cautions(looked: Looked) -> list[Problem]:
    """What a person should know although the text is right."""
    new, running = looked.checked.map, looked.running
    if new is None or running is None or new.day_zero == running.map.day_zero:
        return []
    line = looked.checked.loaded.key_at(("day_zero",)).line
    return [
        problem(
            "journey.day-zero-changes",
            ja=f"起点の日が「{running.map.day_zero}」から「{new.day_zero}」に変わります。",
            en=f"Day zero changes from '{running.map.day_zero}' to '{new.day_zero}'.",
            remedy_ja="起点から数える指標は、次に締める日から新しい起点で数えます。この計画は、これまでの起点で計算しています。",
            remedy_en="Numbers counted from day zero follow from the next day that is closed; this plan still has the old ones.",
            level=Level.CAUTION,
            line=line,
            path="day_zero",
        )
    ]


_recent: OrderedDict[str, list[Step]] = OrderedDict()
_lock = threading.Lock()


def remember(pin: str, steps: list[Step]) -> None:
    """Keep the steps of a plan for a while, so that a refusal can name what differs."""
    with _lock:
        _recent[pin] = steps
        while len(_recent) > _REMEMBERED:
            _recent.popitem(last=False)


def recalled(pin: str) -> set[Step] | None:
    """The steps of a plan made not long ago in this process; None: forgotten."""
    with _lock:
        steps = _recent.get(pin)
    return None if steps is None else set(steps)
