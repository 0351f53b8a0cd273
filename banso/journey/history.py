"""What an account's days leave behind: its stays and, inside them, its states.

Folding day results in order gives the history. A stay resumed by `previous` is one record with
several intervals; what was entered and left on one day is *passed* and stays out of durations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from banso.journey.model import NOWHERE, phase_of
from banso.journey.results import DayResult, Kind, Move, Reason
from banso.journey.standing import Stay

Interval = tuple[date, date | None]  # from, to; to is the day it was left, None while open


@dataclass(frozen=True, slots=True)
class StayRecord:
    """One stay in a phase. ``reason`` brought the account here, ``exit_reason`` took it away.

    ``effective_on`` is the contract's last day where it was found ended later. ``times`` is 2 for
    the second time in the phase. ``order`` is set while the stay stands by a person's word.
    """

    number: int
    phase: str
    entered_on: date
    intervals: tuple[Interval, ...]
    reason: Reason
    times: int = 1
    start_unseen: bool = False
    exit_reason: Reason | None = None
    left_to: str = NOWHERE
    success_on: date | None = None
    success_reason: Reason | None = None
    effective_on: date | None = None
    order: str = ""
    by_hand_until: date | None = None  # the day the person's word ended and the stay went on

    @property
    def left_on(self) -> date | None:
        """The day it was left for good so far; None while the account stands here."""
        return self.intervals[-1][1]

    @property
    def passed(self) -> bool:
        """Entered and left on one day: counted in the funnel, not in durations."""
        return len(self.intervals) == 1 and self.left_on == self.entered_on

    def days(self, day: date) -> int:
        """Calendar days spent here up to the close of ``day``."""
        return sum(
            (min(end or day, day) - start).days for start, end in self.intervals if start <= day
        )


@dataclass(frozen=True, slots=True)
class StateRecord:
    """One time in a state, inside stay ``stay``."""

    number: int
    stay: int
    place: str
    entered_on: date
    reason: Reason
    left_on: date | None = None
    exit_reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """The records a day made or changed, by number."""

    stays: Mapping[int, StayRecord]
    states: Mapping[int, StateRecord]

    @property
    def empty(self) -> bool:
        return not self.stays and not self.states


def touched(result: DayResult) -> tuple[frozenset[int], frozenset[int]]:
    """The numbers of the stays and states that a result needs to see before it can be folded."""
    stays = {s.number for s in result.successes}
    states: set[int] = set()
    for move in result.moves:
        for stay in (move.left, move.stay):
            if stay is not None:
                stays.add(stay.number)
                states |= {stay.state_number} if stay.state_number else set()
    if result.agreed and result.standing.stay:
        stays.add(result.standing.stay.number)
    return frozenset(stays), frozenset(states)


def fold(
    stays: Mapping[int, StayRecord], states: Mapping[int, StateRecord], result: DayResult
) -> Changes:
    """The records after ``result``: only those that it made or changed.

    ``stays`` and ``states`` hold at least what :func:`touched` names and exists already.
    """
    book = _Book(dict(stays), dict(states))
    for move in result.moves:
        book.move(move)
    for success in result.successes:
        record = book.stays[success.number]
        book.stays[success.number] = replace(
            record, success_on=success.day, success_reason=success.reason
        )
    stay = result.standing.stay
    if result.agreed and stay is not None and result.standing.day is not None:
        record = book.stays[stay.number]
        book.stays[stay.number] = replace(record, by_hand_until=result.standing.day)
    return Changes(
        {n: r for n, r in book.stays.items() if stays.get(n) != r},
        {n: r for n, r in book.states.items() if states.get(n) != r},
    )


@dataclass
class _Book:
    stays: dict[int, StayRecord]
    states: dict[int, StateRecord]

    def move(self, move: Move) -> None:
        if not move.within:
            self.close(move)
            self.open(move)
        self.turn_state(move)

    def close(self, move: Move) -> None:
        if move.left is None:
            return
        record = self.stays[move.left.number]
        last = (record.intervals[-1][0], move.day)
        self.stays[record.number] = replace(
            record,
            intervals=(*record.intervals[:-1], last),
            exit_reason=move.reason,
            left_to=move.target,
        )

    def open(self, move: Move) -> None:
        stay = move.stay
        if stay is None:
            return
        if move.resumed:
            record = self.stays[stay.number]
            self.stays[stay.number] = replace(
                record,
                intervals=(*record.intervals, (move.day, None)),
                exit_reason=None,
                left_to=NOWHERE,
            )
            return
        self.stays[stay.number] = StayRecord(
            number=stay.number,
            phase=stay.phase,
            entered_on=stay.entered_on,
            intervals=((move.day, None),),
            reason=move.reason,
            times=stay.times,
            start_unseen=stay.start_unseen,
            # success seen by the rules while a person had the account elsewhere comes along
            success_on=stay.success_on,
            effective_on=move.effective_on,
            order=move.reason.order if move.reason.kind is Kind.BY_HAND else "",
        )

    def turn_state(self, move: Move) -> None:
        old, new = move.left, move.stay
        if old is not None and old.state_number in self.states:
            record = self.states[old.state_number]
            self.states[record.number] = replace(record, left_on=move.day, exit_reason=move.reason)
        if new is not None and new.state_number:
            self.states[new.state_number] = _state(new, move)


def _state(stay: Stay, move: Move) -> StateRecord:
    return StateRecord(
        number=stay.state_number,
        stay=stay.number,
        place=stay.place,
        entered_on=move.day,
        reason=move.reason,
    )


def standing_on(stays: Mapping[int, StayRecord], day: date) -> StayRecord | None:
    """The stay the account was in at the close of ``day``."""
    for record in stays.values():
        for start, end in record.intervals:
            if start <= day and (end is None or day < end):
                return record
    return None


def phase_on(stays: Mapping[int, StayRecord], day: date) -> str:
    found = standing_on(stays, day)
    return phase_of(found.phase) if found else NOWHERE
