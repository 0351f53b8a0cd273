"""Who came to a phase lately, with the reason: one read of the records for many accounts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from banso.customers.queries import in_scope
from banso.journey import pathview
from banso.journey.maps import editions
from banso.journey.models import PhaseStay
from banso.journey.views import ReasonView
from banso.lib.text import Text
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Arrival:
    """``came_from`` None: it was not on the map before. ``order``: by a person's word."""

    account_id: int
    lane: str
    number: int
    stay: str
    phase: str
    name: Text
    hue: int
    came_from: Text | None
    day: date
    recorded_at: datetime
    reason: ReasonView | None
    by_hand: bool
    departure: bool


def arrivals(
    *, viewer: Viewer, account_ids: Collection[int], first: date, last: date
) -> list[Arrival]:
    """This function will list the stays that began from ``first`` to ``last``, the newest first.

    Placements whose beginning nobody saw are no arrivals; same-day passes are left out.
    """
    rows = PhaseStay.objects.filter(
        account_id__in=sorted(set(account_ids)), superseded_at__isnull=True, entered_on__gte=first,
        entered_on__lte=last, start_unseen=False, passed=False,
    )  # fmt: skip
    found = list(in_scope(rows, viewer).order_by("-entered_on", "-pk"))
    if not found:
        return []
    maps = pathview.all_maps(editions())
    words = pathview.Words(maps)
    departure = maps[-1].departure if maps else frozenset()
    return [
        Arrival(
            account_id=r.account_id, lane=r.lane, number=r.number, stay=r.public_id, phase=r.phase,
            name=words.phase(r.phase), hue=words.hue(r.phase),
            came_from=words.phase(r.came_from.partition(".")[0]) if r.came_from else None,
            day=r.entered_on, recorded_at=r.recorded_at, reason=pathview.reason_view(r.reason),
            by_hand=bool(r.order), departure=r.phase in departure,
        )
        for r in found
    ]  # fmt: skip
