"""Where one account stands on the map after a day, frozen, and its form as JSON.

A standing is all the engine needs of the past: nothing else is looked up when a day is walked, so
a day can be walked again from the standing of the day before and gives the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banso.journey.model import NOWHERE, phase_of, state_of


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a phase: the open one, or one that ``previous`` can resume.

    ``clock`` and ``business`` count the closed days (business days) spent here without waiting,
    pending and paused; both are 0 on the day of entry. ``number`` counts the account's stays from
    1; 0 is a stay that only the rules' own verdict saw while a person had moved the account.
    """

    number: int
    place: str
    entered_on: date
    clock: int = 0
    business: int = 0
    state_number: int = 0
    state_on: date | None = None
    state_clock: int = 0
    state_business: int = 0
    success_on: date | None = None
    start_unseen: bool = False
    times: int = 1  # 2 = the second time in this phase
    interrupted: bool = False  # taken away by an interrupt: its success is still looked for
    came_from: Stay | None = None  # the stay `previous` resumes

    @property
    def phase(self) -> str:
        return phase_of(self.place)

    @property
    def state(self) -> str:
        return state_of(self.place)


@dataclass(frozen=True, slots=True)
class ByHand:
    """A move by a person that is in force, and where the rules alone would have the account."""

    order: str  # the id of the person's row
    until: date | None  # last day; None = until the rules agree
    rules: Standing  # the rules' own verdict, walked on beside
    quiet: frozenset[str] = frozenset()  # interrupts TRUE since before: the person saw them
    left: tuple[int, int, int] = (0, 0, 0)  # the stay left: its number and both its clocks
    known: int = 0  # stays there were before the move; higher numbers only the verdict saw


@dataclass(frozen=True, slots=True)
class Standing:
    """One (account, lane) after ``day``. ``stay`` None: not yet on the map."""

    day: date | None = None
    stay: Stay | None = None
    holds: Mapping[str, int] = field(default_factory=dict)  # arrow → consecutive TRUE days
    left: Mapping[str, date] = field(default_factory=dict)  # phase or place → last day it was left
    times: Mapping[str, int] = field(default_factory=dict)  # phase → stays so far
    stays: int = 0
    states: int = 0
    unseen: bool = False  # began before our data and has not been placed yet
    by_hand: ByHand | None = None
    last_order: str = ""  # the newest order applied, so that none is applied twice

    @property
    def place(self) -> str:
        return self.stay.place if self.stay else NOWHERE

    @property
    def verdict(self) -> str:
        """Where the rules alone would have the account; differs from ``place`` only by hand."""
        return self.by_hand.rules.place if self.by_hand else self.place


def to_json(standing: Standing) -> dict[str, Any]:
    """The standing as JSON values; defaults are left out to keep a row small."""
    out: dict[str, Any] = {
        "day": _iso(standing.day),
        "stays": standing.stays,
        "states": standing.states,
    }
    if standing.stay:
        out["stay"] = _stay_json(standing.stay)
    if standing.holds:
        out["holds"] = dict(standing.holds)
    if standing.left:
        out["left"] = {k: v.isoformat() for k, v in standing.left.items()}
    if standing.times:
        out["times"] = dict(standing.times)
    if standing.unseen:
        out["unseen"] = True
    if standing.last_order:
        out["last_order"] = standing.last_order
    if standing.by_hand:
        hand = standing.by_hand
        out["by_hand"] = {
            "order": hand.order,
            "until": _iso(hand.until),
            "rules": to_json(hand.rules),
            "quiet": sorted(hand.quiet),
            "left": list(hand.left),
            "known": hand.known,
        }
    return out


def from_json(data: Mapping[str, Any]) -> Standing:
    """The standing that :func:`to_json` wrote."""
    hand = data.get("by_hand")
    return Standing(
        day=_date(data.get("day")),
        stay=_stay_of(data.get("stay")),
        holds=dict(data.get("holds", {})),
        left={k: date.fromisoformat(v) for k, v in data.get("left", {}).items()},
        times=dict(data.get("times", {})),
        stays=data.get("stays", 0),
        states=data.get("states", 0),
        unseen=bool(data.get("unseen", False)),
        last_order=data.get("last_order", ""),
        by_hand=ByHand(
            order=hand["order"],
            until=_date(hand["until"]),
            rules=from_json(hand["rules"]),
            quiet=frozenset(hand["quiet"]),
            left=(hand["left"][0], hand["left"][1], hand["left"][2]),
            known=hand["known"],
        )
        if hand
        else None,
    )


def _stay_json(stay: Stay) -> dict[str, Any]:
    out: dict[str, Any] = {
        "number": stay.number,
        "place": stay.place,
        "entered_on": stay.entered_on.isoformat(),
        "clock": [stay.clock, stay.business],
        "times": stay.times,
    }
    if stay.state_number:
        out["state"] = [
            stay.state_number,
            _iso(stay.state_on),
            stay.state_clock,
            stay.state_business,
        ]
    if stay.success_on:
        out["success_on"] = stay.success_on.isoformat()
    if stay.start_unseen:
        out["start_unseen"] = True
    if stay.interrupted:
        out["interrupted"] = True
    if stay.came_from:
        out["came_from"] = _stay_json(stay.came_from)
    return out


def _stay_of(data: Mapping[str, Any] | None) -> Stay | None:
    if data is None:
        return None
    state = data.get("state") or [0, None, 0, 0]
    return Stay(
        number=data["number"],
        place=data["place"],
        entered_on=date.fromisoformat(data["entered_on"]),
        clock=data["clock"][0],
        business=data["clock"][1],
        state_number=state[0],
        state_on=_date(state[1]),
        state_clock=state[2],
        state_business=state[3],
        success_on=_date(data.get("success_on")),
        start_unseen=bool(data.get("start_unseen", False)),
        times=data.get("times", 1),
        interrupted=bool(data.get("interrupted", False)),
        came_from=_stay_of(data.get("came_from")),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
