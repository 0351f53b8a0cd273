"""What a higher package tells KPIs of stays on the map: it registers once how to ask it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol

from banso.workspace.viewer import Viewer


class StayTold(NamedTuple):
    """A stay in the phase asked for whose start was seen; ``left_on`` None while it goes on."""

    account: int
    lane: str
    entered_on: date
    left_on: date | None
    success_on: date | None


class TellStays(Protocol):
    def __call__(
        self, *, viewer: Viewer, phase: str, first: date, last: date
    ) -> Iterable[StayTold]:
        """The stays entered after ``first`` and by ``last``, as they stand by today's knowledge."""


_tell: list[TellStays] = []


def tell_stays_by(function: TellStays) -> None:
    """This function will set who answers for stays."""
    _tell[:] = [function]


def stays_told(*, viewer: Viewer, phase: str, first: date, last: date) -> list[StayTold]:
    """This function will list stays; none where nobody has a map."""
    return [s for tell in _tell for s in tell(viewer=viewer, phase=phase, first=first, last=last)]
