"""Conditions in the words of the language, so that a number and the list behind it are the same rows.

The list of accounts takes them in its address; keys of the map are quoted as the language wants it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from banso.lib.dates import add_months

OLDER_MONTHS = 12
RUNNING = "life in ('active', 'pending', 'paused')"
NOWHERE = "phase is null"


@dataclass(frozen=True, slots=True)
class Place:
    """A phase; ``departure``: the one of churn, which counts who left long ago apart."""

    key: str
    departure: bool = False


class Part(Protocol):
    """A part of a phase, as its drawer is asked for."""

    @property
    def track(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def success(self) -> bool: ...
    @property
    def older(self) -> bool: ...


def quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def in_phase(place: Place, *, day: date) -> str:
    """The accounts a column counts."""
    here = f"phase = {quoted(place.key)}"
    if not place.departure:
        return here
    return f"{here} and (life <> 'ended' or ended_on > {_long_ago(day)})"


def of_part(place: Place, part: Part, *, day: date) -> str:
    """The accounts of a drawer."""
    if part.older:
        return f"phase = {quoted(place.key)} and life = 'ended' and ended_on <= {_long_ago(day)}"
    tests = [in_phase(place, day=day)]
    if part.state:
        tests.append(f"state = {quoted(part.state)}")
    if part.track:
        tests.append(f"track = {quoted(part.track)}")
    if part.mark:
        tests.append(part.mark)
    if part.success:
        tests.append("phase_succeeded")
    return " and ".join(tests)


def at_stake(place: Place) -> str:
    return f"phase = {quoted(place.key)} and life <> 'ended'"


def lost(place: Place, *, day: date) -> str:
    return f"phase = {quoted(place.key)} and life = 'ended' and ended_on > {_long_ago(day)}"


def behaving(place: Place, condition: str, *, day: date) -> str:
    return f"{in_phase(place, day=day)} and ({condition})"


def not_behaving(place: Place, condition: str, *, day: date) -> str:
    return f"{in_phase(place, day=day)} and not ({condition})"


def _long_ago(day: date) -> str:
    return f"date '{add_months(day, -OLDER_MONTHS).isoformat()}'"
