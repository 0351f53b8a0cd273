"""Who belongs to a segment on the day shown; for screens that narrow themselves to one."""

from __future__ import annotations

from banso.events.store import workspace_lake
from banso.interfaces.web.accounts import listing
from banso.interfaces.web.frame.request import ScreenRequest
from banso.metrics.lists import list_accounts
from banso.metrics.segments import SegmentView


def members(request: ScreenRequest, view: SegmentView) -> frozenset[int]:
    """This function will give the accounts the segment's condition is true for; none where it is broken."""
    day = request.as_of.rows_day
    condition, problems = view.segment.read(listing.names_of(request))
    if day is None or problems:
        return frozenset()
    owner = listing.owner_of(request, view)
    found = list_accounts(
        viewer=request.viewer,
        lake=workspace_lake(),
        day=day,
        condition=condition,
        limit=None,
        among=listing.owned(request, owner) if owner else None,
        extra=listing.states(request, condition.names if condition else ()),
    )
    return frozenset(row.account for row in found.rows)
