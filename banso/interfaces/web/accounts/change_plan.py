"""What a change of a segment would do: who would enter, who would leave, before it is saved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.accounts import listing
from banso.interfaces.web.accounts.asked import Asked
from banso.interfaces.web.frame.request import ScreenRequest
from banso.metrics.conditions import Condition
from banso.metrics.lists import list_accounts
from banso.metrics.segments import SegmentView

NAMED = 8


@dataclass(frozen=True, slots=True)
class Named:
    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """Among the accounts the viewer may see. ``enter``, ``leave``: the first few by name."""

    entering: int
    leaving: int
    staying: int
    enter: tuple[Named, ...] = ()
    leave: tuple[Named, ...] = ()


def plan_of(request: ScreenRequest, view: SegmentView, asked: Asked) -> ChangePlan | None:
    """This function will compare who is in a segment with who would be, on the last closed day.

    None where the condition stays as it is, or either one cannot be read.
    """
    before, problems = view.segment.read(listing.names_of(request))
    same = view.segment.when.strip() == asked.text.strip()
    if same or problems or not asked.readable or asked.words or request.as_of.rows_day is None:
        return None
    old, new = _who(request, before), _who(request, asked.condition)
    return ChangePlan(
        len(new - old), len(old - new), len(old & new),
        _named(request, new - old), _named(request, old - new),
    )  # fmt: skip


def _who(request: ScreenRequest, condition: Condition | None) -> set[int]:
    day = request.as_of.rows_day
    if day is None:
        return set()
    found = list_accounts(
        viewer=request.viewer, lake=workspace_lake(), day=day, condition=condition, limit=None,
        extra=listing.states(request, condition.names if condition else ()),
    )  # fmt: skip
    return {row.account for row in found.rows}


def _named(request: ScreenRequest, ids: Collection[int]) -> tuple[Named, ...]:
    some = sorted(ids)[:NAMED]
    rows = customers.account_list_rows(viewer=request.viewer, ids=some)
    return tuple(Named(r.public_id, r.name) for r in rows)
