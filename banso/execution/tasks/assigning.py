"""Whose a new task becomes: the account's owner, a co-owner, a role, whoever has least to do.

Pure: it is told who there is, how much each has open and who is away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OWNER, CO_OWNER, ROLE, LOAD, ME = "owner", "co_owner", "role", "load", "me"
USUAL_MINUTES = 15  # of a task for which nobody said how long it takes


@dataclass(frozen=True, slots=True)
class Crew:
    """``by_role``: ids of active people a role has. ``load``: open minutes by person. ``cover``: who
    stands in for whom on the due day."""

    owner: int | None = None
    co_owners: Sequence[int] = ()
    by_role: Mapping[str, Sequence[int]] = field(default_factory=dict)
    load: Mapping[int, int] = field(default_factory=dict)
    cover: Mapping[int, int] = field(default_factory=dict)


def assignee(how: str, crew: Crew, *, me: int | None) -> int | None:
    """The person ``how`` names: owner, co_owner, ``role:csm``, load, me; None where there is nobody.

    Without an owner the co-owner takes it, and the other way round. Whoever is away on the due day
    is stood in for; a cover who is away too is not followed further than once around.
    """
    chosen: int | None
    if how == ME:
        chosen = me
    elif how == CO_OWNER:
        chosen = _least(crew.co_owners, crew) or crew.owner
    elif how.startswith(f"{ROLE}:"):
        chosen = _least(crew.by_role.get(how.partition(":")[2], ()), crew)
    elif how == LOAD:
        chosen = _least(crew.by_role.get("csm", ()), crew)
    else:
        chosen = crew.owner or _least(crew.co_owners, crew)
    return standing_in(chosen, crew.cover)


def standing_in(person: int | None, cover: Mapping[int, int]) -> int | None:
    """Who does it for ``person``; a circle of people away ends where it began."""
    met: set[int] = set()
    while person is not None and person in cover and person not in met:
        met.add(person)
        person = cover[person]
    return person


def _least(people: Sequence[int], crew: Crew) -> int | None:
    load = crew.load or {}
    away = crew.cover
    there = [p for p in people if p not in away] or list(people)
    return min(there, key=lambda p: (load.get(p, 0), p), default=None)
