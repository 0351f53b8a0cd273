"""What a day did to an account: moves, successes, and the reason of each."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from banso.journey.rules import Track
from banso.journey.standing import Standing, Stay


class Kind(StrEnum):
    """Why an account came to a place."""

    START = "start"
    PLACEMENT = "placement"
    INTERRUPT = "interrupt"
    EXIT = "exit"
    PREVIOUS = "previous"
    BY_HAND = "by_hand"
    HAND_OVER = "hand_over"  # a move by hand ended, the rules' verdict takes over
    VERSION = "version"  # the place it stood in is gone from the new version
    SUCCESS = "success"


@dataclass(frozen=True, slots=True)
class Reason:
    """What moved an account: the arrow, and the values its condition saw.

    ``success_text`` is the phase's success where the condition asks for ``phase_succeeded``; its
    names are among ``values`` then, so both can be explained leaf by leaf later.
    """

    kind: Kind
    text: str = ""
    path: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    success_text: str = ""
    order: str = ""  # the person's row behind a move by hand


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a day. ``left`` is the stay left as it was, ``stay`` the one entered or resumed.

    ``source`` and ``target`` are places; '' is "not yet on the map".
    """

    day: date
    source: str
    target: str
    left: Stay | None
    stay: Stay | None
    resumed: bool
    reason: Reason

    @property
    def within(self) -> bool:
        """Only the state changed; the stay in the phase goes on."""
        return bool(self.left and self.stay and self.left.number == self.stay.number)


@dataclass(frozen=True, slots=True)
class Succeeded:
    """A stay (by number) saw its success for the first time."""

    day: date
    number: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Order:
    """A move by a person. ``until`` is its last day; None: until the rules agree."""

    id: str
    place: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DayResult:
    """What one day did. ``phase_succeeded`` None: not yet, and today's answer is unknown."""

    standing: Standing
    moves: tuple[Move, ...]
    successes: tuple[Succeeded, ...]
    track: Track
    phase_succeeded: bool | None
    agreed: bool = False  # a move by hand ended because the rules came to the same place

    @property
    def verdict(self) -> str:
        """Where the rules alone would have the account."""
        return self.standing.verdict
