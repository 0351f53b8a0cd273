"""The stays of one account as they are written down, and what of them was known on a day.

A content is what one :class:`PhaseStay` row says, as plain values. Days of the engine are folded
into contents; a content cut back to a day is what would have been written on that day, so days can
be walked again and compared with what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banso.journey.history import StateRecord, StayRecord, fold
from banso.journey.results import DayResult, Move, Reason

Content = dict[str, Any]


@dataclass
class Book:
    """The stays of one (account, lane) while its days are walked."""

    contents: dict[int, Content] = field(default_factory=dict)
    stamps: dict[int, tuple[int, int]] = field(default_factory=dict)  # number → release, version
    _stays: dict[int, StayRecord] = field(default_factory=dict)
    _states: dict[int, StateRecord] = field(default_factory=dict)

    @classmethod
    def of(cls, contents: Iterable[Content]) -> Book:
        """The book of what has been written down so far."""
        book = cls({c["number"]: c for c in contents})
        for content in book.contents.values():
            book._stays[content["number"]] = _record(content)
            for state in content["states"]:
                record = _state_record(state, content["number"])
                book._states[record.number] = record
        return book

    def add(self, result: DayResult, *, release: int, version: int) -> None:
        """Fold one day (or one order of a person) into the stays."""
        if not (result.moves or result.successes or result.agreed):
            return
        changes = fold(self._stays, self._states, result)
        self._stays.update(changes.stays)
        self._states.update(changes.states)
        turns, came_from = _turns(result.moves)
        touched = {*changes.stays, *(s.stay for s in changes.states.values())}
        for number in touched:
            old = self.contents.get(number)
            if old is None:
                self.stamps[number] = (release, version)
            self.contents[number] = _content(
                self._stays[number],
                [s for s in self._states.values() if s.stay == number],
                turns=[*(old["turns"] if old else ()), *turns.get(number, ())],
                came_from=old["came_from"] if old else came_from.get(number, ""),
            )


def known_on(content: Content, day: date) -> Content | None:
    """What of ``content`` was known after the close of ``day``; None: nothing yet."""
    if content["entered_on"] > day:
        return None
    iso = day.isoformat()
    intervals = [
        [begin, end if end and end <= iso else None]
        for begin, end in content["intervals"]
        if begin <= iso
    ]
    turns = [t for t in content["turns"] if t["day"] <= iso]
    succeeded = content["success_on"] is not None and content["success_on"] <= day
    until = content["by_hand_until"]
    states = [_state_known_on(s, iso) for s in content["states"] if s["entered_on"] <= iso]
    return {
        **content,
        **_leaving(intervals, turns),
        "intervals": intervals,
        "turns": turns,
        "states": states,
        "success_on": content["success_on"] if succeeded else None,
        "success_reason": content["success_reason"] if succeeded else None,
        "by_hand_until": until if until is not None and until <= day else None,
        "passed": _passed(intervals),
    }


def _state_known_on(state: Mapping[str, Any], iso: str) -> dict[str, Any]:
    if state["left_on"] and state["left_on"] > iso:
        return {**state, "left_on": None, "exit_reason": None}
    return dict(state)


def _leaving(intervals: list[list[Any]], turns: list[dict[str, Any]]) -> dict[str, Any]:
    end = intervals[-1][1]
    if end is None:
        return {"left_on": None, "left_to": "", "exit_reason": None}
    last = turns[-1]
    return {
        "left_on": date.fromisoformat(end), "left_to": last["place"], "exit_reason": last["reason"],
    }  # fmt: skip


def _passed(intervals: list[list[Any]]) -> bool:
    return len(intervals) == 1 and intervals[0][0] == intervals[0][1]


def _turns(
    moves: Iterable[Move],
) -> tuple[dict[int, list[dict[str, Any]]], dict[int, str]]:
    """By stay: the leavings and returns among ``moves``, and the place a new stay came from."""
    turns: dict[int, list[dict[str, Any]]] = {}
    came_from: dict[int, str] = {}
    for move in moves:
        if move.within:
            continue
        if move.left is not None:
            turns.setdefault(move.left.number, []).append(_turn("left", move, move.target))
        if move.stay is not None and move.resumed:
            turns.setdefault(move.stay.number, []).append(_turn("back", move, move.source))
        elif move.stay is not None:
            came_from[move.stay.number] = move.source
    return turns, came_from


def _turn(what: str, move: Move, place: str) -> dict[str, Any]:
    return {
        "what": what, "day": move.day.isoformat(), "place": place, "reason": move.reason.as_json(),
    }  # fmt: skip


def _content(
    record: StayRecord,
    states: list[StateRecord],
    *,
    turns: list[dict[str, Any]],
    came_from: str,
) -> Content:
    intervals = [[a.isoformat(), b.isoformat() if b else None] for a, b in record.intervals]
    return {
        "number": record.number,
        "phase": record.phase,
        "entered_on": record.entered_on,
        "intervals": intervals,
        "turns": turns,
        "states": [_state_json(s) for s in sorted(states, key=lambda s: s.number)],
        "came_from": came_from,
        **_leaving(intervals, turns),
        "reason": record.reason.as_json(),
        "success_on": record.success_on,
        "success_reason": record.success_reason.as_json() if record.success_reason else None,
        "times": record.times,
        "passed": _passed(intervals),
        "start_unseen": record.start_unseen,
        "effective_on": record.effective_on,
        "order": record.order,
        "by_hand_until": record.by_hand_until,
    }


def _record(content: Mapping[str, Any]) -> StayRecord:
    exit_reason, success = content["exit_reason"], content["success_reason"]
    return StayRecord(
        number=content["number"],
        phase=content["phase"],
        entered_on=content["entered_on"],
        intervals=tuple(
            (date.fromisoformat(a), date.fromisoformat(b) if b else None)
            for a, b in content["intervals"]
        ),
        reason=Reason.from_json(content["reason"]),
        times=content["times"],
        start_unseen=content["start_unseen"],
        exit_reason=Reason.from_json(exit_reason) if exit_reason else None,
        left_to=content["left_to"],
        success_on=content["success_on"],
        success_reason=Reason.from_json(success) if success else None,
        effective_on=content["effective_on"],
        order=content["order"],
        by_hand_until=content["by_hand_until"],
    )


def _state_json(state: StateRecord) -> dict[str, Any]:
    return {
        "number": state.number,
        "place": state.place,
        "entered_on": state.entered_on.isoformat(),
        "reason": state.reason.as_json(),
        "left_on": state.left_on.isoformat() if state.left_on else None,
        "exit_reason": state.exit_reason.as_json() if state.exit_reason else None,
    }


def _state_record(data: Mapping[str, Any], stay: int) -> StateRecord:
    return StateRecord(
        number=data["number"],
        stay=stay,
        place=data["place"],
        entered_on=date.fromisoformat(data["entered_on"]),
        reason=Reason.from_json(data["reason"]),
        left_on=date.fromisoformat(data["left_on"]) if data["left_on"] else None,
        exit_reason=Reason.from_json(data["exit_reason"]) if data["exit_reason"] else None,
    )
