"""Entries and exits folded into stays. Pure: no store, no Django.

Whatever chunks the days come in, the same stays come out: a stay is open until the exit arrives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

Key = tuple[str, int, str]  # segment, account, lane


class Turn(NamedTuple):
    """An account entered (``into``) or left a segment on ``day``, under ``version``."""

    key: Key
    day: date
    into: bool
    version: int
    cause: str
    reason: dict[str, Any]


@dataclass(slots=True)
class Stay:
    """One stay; ``pk`` of its row once it is written. ``turned``: its exit is not written yet."""

    key: Key
    entered_on: date
    version: int = 0
    cause: str = ""
    reason: dict[str, Any] = field(default_factory=dict)
    left_on: date | None = None
    left_cause: str = ""
    left_version: int | None = None
    exit_reason: dict[str, Any] | None = None
    pk: int | None = None
    written: bool = False
    turned: bool = False

    def content(self) -> tuple[Any, ...]:
        """What it says, apart from where it is written."""
        return (
            self.key, self.entered_on, self.version, self.cause, self.reason, self.left_on,
            self.left_cause, self.left_version, self.exit_reason,
        )  # fmt: skip

    def until(self, day: date) -> Stay | None:
        """The stay as it stood before ``day``: None if it began then or later, open if it went on."""
        if self.entered_on >= day:
            return None
        if self.left_on is not None and self.left_on < day:
            return self
        return Stay(
            self.key, self.entered_on, self.version, self.cause, self.reason, written=self.written
        )


class Fold:
    """Stays being made from turns that come in order of days for each key."""

    def __init__(self, stays: Iterable[Stay] = ()) -> None:
        self.open: dict[Key, Stay] = {}
        self.closed: list[Stay] = []
        for stay in stays:
            if stay.left_on is None:
                self.open[stay.key] = stay
            else:
                self.closed.append(stay)

    def feed(self, turns: Iterable[Turn]) -> None:
        """Take up turns; entering where one is in, or leaving where one is not, changes nothing."""
        for turn in turns:
            if turn.into:
                if turn.key not in self.open:
                    self.open[turn.key] = Stay(
                        turn.key, turn.day, turn.version, turn.cause, turn.reason
                    )
                continue
            stay = self.open.pop(turn.key, None)
            if stay is not None:
                stay.left_on, stay.left_cause = turn.day, turn.cause
                stay.left_version, stay.exit_reason = turn.version, turn.reason
                stay.turned = True
                self.closed.append(stay)

    def stays(self) -> Iterator[Stay]:
        yield from self.closed
        yield from self.open.values()

    def members(self) -> Iterator[Key]:
        """Who is in after the last day that was fed."""
        yield from self.open
