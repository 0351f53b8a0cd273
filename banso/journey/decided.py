"""Decided on what was known then (rules.md R12): acts whose reason later facts took away.

Nothing done is undone. A move by hand or a wait keeps what was known when it was made; where the day
it rested on looks otherwise by today's knowledge, the account's page says so and offers to end it. A
move that applying a map made, and that later facts corrected, is told as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from banso.customers.definitions import MAIN_LANE
from banso.events.lake import Lake
from banso.journey import pathview
from banso.journey.maps import editions
from banso.journey.models import ManualMove, MapChange, PhaseStay, Standing, Waiting
from banso.journey.standing import Standing as Where
from banso.journey.standing import from_json
from banso.lib.text import Text
from banso.metrics.queries import require_account
from banso.workspace.viewer import Viewer

__all__ = ["Fallen", "Found", "fallen"]

_CHANGES_TOLD = 3


@dataclass(frozen=True, slots=True)
class Found:
    """Where the rules had an account on a day; track '' is not known."""

    place: str
    name: Text
    track: str


@dataclass(frozen=True, slots=True)
class Fallen:
    """An act whose reason fell away. ``kind``: move, wait, or version (a map that was applied).

    ``at`` is when it was decided, ``day`` the closed day it rested on.
    """

    kind: str
    at: datetime
    day: date
    then: Found
    now: Found
    why: str = ""
    map_version: int = 0


def known_now(standing: Where, *, day: date, track: str) -> dict[str, Any]:
    """What an act made now keeps: the newest closed day, where the rules have the account, its track."""
    hand = standing.by_hand
    return {
        "day": day.isoformat(),
        "place": standing.verdict if hand else standing.place,
        "track": "" if hand else track,
    }


def known_of(row: Standing) -> dict[str, Any]:
    """The same from an account's record."""
    return known_now(from_json(row.ahead or row.data), day=row.day, track=row.track)


def fallen(
    *,
    viewer: Viewer,
    lake: Lake,
    account_id: int,
    move: str = "",
    wait: str = "",
    corrected: bool = True,
    lane: str = MAIN_LANE,
) -> tuple[Fallen, ...]:
    """This function will list the acts on an account that rest on what turned out otherwise, newest first.

    ``move`` and ``wait`` are the public ids of those in force; ``corrected`` False spares looking
    for moves of an applied map. Raises ``NotAllowed`` outside the viewer's scope.
    """
    require_account(viewer, account_id)
    rows: list[tuple[str, ManualMove | Waiting]] = []
    if move:
        rows += [("move", r) for r in ManualMove.objects.filter(public_id=move)]
    if wait:
        rows += [("wait", r) for r in Waiting.objects.filter(public_id=wait)]
    found = [
        told
        for kind, row in rows
        if row.account_id == account_id and (told := _of_act(kind, row, lake, lane)) is not None
    ]
    if corrected:
        found += _of_versions(account_id, lane)
    return tuple(sorted(found, key=lambda f: f.at, reverse=True))


def _of_act(kind: str, row: ManualMove | Waiting, lake: Lake, lane: str) -> Fallen | None:
    known: Mapping[str, Any] = row.known
    if not known:
        return None  # made before this was kept
    day = date.fromisoformat(known["day"])
    state = pathview.state_on(lake, row.account_id, lane, day)
    if state is None:
        return None
    place = state["verdict"] if state["manual"] else _place(state)
    track = "" if state["manual"] else state["track"]
    same_track = not track or not known["track"] or track == known["track"]
    if place == known["place"] and same_track:
        return None
    words = pathview.Words(pathview.all_maps(editions()))
    then = Found(known["place"], _name(words, known["place"]), known["track"])
    return Fallen(kind, row.made_at, day, then, Found(place, _name(words, place), track), row.why)


def _of_versions(account_id: int, lane: str) -> list[Fallen]:
    """Stays that applying a map began or ended and that no longer are so."""
    changes = {c.at: c for c in MapChange.objects.filter(on_day__isnull=False)}
    rows = PhaseStay.objects.filter(account_id=account_id, lane=lane)
    old = rows.filter(recorded_at__in=list(changes), superseded_at__isnull=False)
    live = {(s.phase, s.entered_on) for s in rows.filter(superseded_at__isnull=True)}
    words = pathview.Words(pathview.all_maps(editions()))
    found = []
    for stay in old.order_by("-recorded_at"):
        change = changes[stay.recorded_at]
        if stay.entered_on != change.on_day or (stay.phase, stay.entered_on) in live:
            continue
        here = rows.filter(superseded_at__isnull=True, entered_on__lte=stay.entered_on)
        now = here.order_by("-number").first()
        place = now.phase if now else ""
        found.append(
            Fallen(
                "version",
                change.at,
                stay.entered_on,
                Found(stay.phase, _name(words, stay.phase), ""),
                Found(place, _name(words, place), ""),
                change.why,
                change.version,
            )  # fmt: skip
        )
    return found[:_CHANGES_TOLD]


def _place(state: Mapping[str, Any]) -> str:
    return f"{state['phase']}.{state['state']}" if state["state"] else str(state["phase"])


def _name(words: pathview.Words, place: str) -> Text:
    return words.name(place) if place else Text(ja="マップ外", en="not on the map")
