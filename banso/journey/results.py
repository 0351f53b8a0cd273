"""What a day did to an account: moves, successes, and the reason of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from banso.journey.rules import Track
from banso.journey.standing import Standing, Stay
from banso.metrics.conditions import Explanation


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
    """What moved an account: the arrow, and what its condition saw, leaf by leaf.

    ``success`` explains the phase's success where the condition asks for ``phase_succeeded``.
    """

    kind: Kind
    text: str = ""  # the condition as written
    path: str = ""  # the place of the arrow in the map
    explanation: Explanation | None = None
    success: Explanation | None = None
    order: str = ""  # the person's row behind a move by hand

    def as_json(self) -> dict[str, Any]:
        """What a stay keeps of it; :meth:`from_json` gives back an equal reason."""
        out: dict[str, Any] = {"kind": self.kind.value}
        out |= {k: v for k in ("text", "path", "order") if (v := getattr(self, k))}
        if self.explanation:
            out["leaves"] = self.explanation.as_json()
        if self.success:
            out["success"] = self.success.as_json()
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reason:
        leaves, success = data.get("leaves"), data.get("success")
        return cls(
            Kind(data["kind"]),
            data.get("text", ""),
            data.get("path", ""),
            Explanation.from_json(leaves) if leaves else None,
            Explanation.from_json(success) if success else None,
            data.get("order", ""),
        )


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
    effective_on: date | None = None  # leaving: the day the contract ended, `day` is when it showed

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
