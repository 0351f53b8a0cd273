"""Which of the six hues a phase is drawn in: one rule for every screen."""

from __future__ import annotations

from banso.journey.model import JourneyMap

HUES = 6  # the last one is kept for leaving, whatever column that phase stands in


def hues_of(journey: JourneyMap) -> dict[str, int]:
    """This function will give each phase its hue, 1 to 6, by the order of the map.

    A phase that accounts are taken to because their contract ended has the last hue; the others
    have 1 to 5 in their order, from 1 again where a map has more of them.
    """
    found: dict[str, int] = {}
    staying = 0
    for phase in journey.phases:
        if phase.key in journey.departure:
            found[phase.key] = HUES
        else:
            found[phase.key] = 1 + staying % (HUES - 1)
            staying += 1
    return found
