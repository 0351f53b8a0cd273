"""From one map to another: where the accounts of places that are gone go, and the text that says so.

A shipped map says nothing of other maps. When it is to follow another one, ``moved_to`` is written
into a copy of its text for the places that the running map has and the new one lacks.
"""

from __future__ import annotations

from collections.abc import Mapping

from banso.journey.model import JourneyMap, phase_of, state_of

# Places of the shipped maps → where their accounts belong in another one: the first place it has.
# Whoever thinks of leaving goes to adoption where a map has no place for that: from there success
# takes the account on the same day as far as its use reaches.
_BELONGS: Mapping[str, tuple[str, ...]] = {
    "engagement": ("retention.steady", "adoption"),
    "expansion": ("retention.growth", "engagement"),
    "retention": ("adoption",),
    "retention.steady": ("engagement", "adoption"),
    "retention.growth": ("expansion",),
    "retention.renewal": ("retention.steady", "retention", "adoption"),
    "retention.watch": ("retention.steady", "engagement", "adoption"),
    "churn.considering": ("adoption",),
    "churn.notice": ("ended.notice",),
    "churn.left": ("ended.closing",),
    "churn.cooling_off": ("ended.closed",),
    "churn.win_back": ("ended.closed",),
    "ended.notice": ("churn.notice",),
    "ended.closing": ("churn.left",),
    "ended.closed": ("churn.cooling_off",),
}


def gone_places(*, running: JourneyMap | None, new: JourneyMap) -> tuple[str, ...]:
    """This function will list the places of the running map that the new one lacks, in their order.

    A phase that only gained states is not gone: its accounts go to the first of them.
    """
    if running is None:
        return ()
    return tuple(p for p in running.places if p not in new.places and new.phase(p) is None)


def proposed(*, running: JourneyMap | None, new: JourneyMap) -> dict[str, str]:
    """This function will propose a place of the new map for each place that is gone.

    Shipped places are known by name; of others a phase of the same key or name is taken, then a
    phase of leaving for one of leaving, then the phase as far along the map.
    """
    return {p: _near(p, running, new) for p in gone_places(running=running, new=new) if running}


def _near(place: str, running: JourneyMap, new: JourneyMap) -> str:
    here = phase_of(place)
    same = new.phase(here)
    for target in _BELONGS.get(place, ()):
        if target in new.places:
            return target
    if same is not None:
        state = same.state(state_of(place))
        return f"{same.key}.{state.key}" if state else same.places[0]
    old = running.phase(here)
    if old is not None:
        named = next((p for p in new.phases if p.name == old.name), None)
        if named is not None:
            return named.places[0]
    leaving = here in running.departure
    among = [p for p in new.phases if (p.key in new.departure) is leaving] or list(new.phases)
    share = running.order(place) / max(1, len(running.phases) - 1)
    return among[round(share * (len(among) - 1))].places[0]


def with_moved_to(text: str, moves: Mapping[str, str]) -> str:
    """This function will write ``moved_to`` into the text of a shipped map, before its phases."""
    if not moves:
        return text
    lines = ["# 前の版からの移し先 / where accounts of the version before go", "moved_to:"]
    lines += [f"  {old}: {new}" for old, new in moves.items()]
    return text.replace("\nphases:\n", "\n" + "\n".join(lines) + "\n\nphases:\n", 1)
