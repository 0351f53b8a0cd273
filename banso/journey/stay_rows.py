"""Every stay on the map as plain rows, for reading many accounts at once: the funnel, the phase report.

What it gives of the whole book is kept as long as nothing was written and no day was closed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q

from banso.customers.definitions import MAIN_LANE
from banso.events.lake import Lake
from banso.journey.definitions import STATE_DAYS
from banso.journey.model import phase_of
from banso.journey.models import PhaseStay
from banso.lib.once import kept
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer


class StayRow(NamedTuple):
    """One stay as it stood at the close of a day.

    ``left_on`` is None while the account stands in it; ``left_to`` is the phase it went to, '' where
    that is not known. ``days`` are the calendar days spent in it; the day it was left is not one.
    ``resumes``: it came back to this stay later than the day.
    """

    account: int
    lane: str
    number: int
    phase: str
    entered_on: date
    left_on: date | None
    came_from: str
    left_to: str
    success_on: date | None
    days: int
    times: int
    passed: bool
    start_unseen: bool
    resumes: bool = False


_COLUMNS = (
    "account_id", "lane", "number", "phase", "entered_on", "left_on", "came_from", "left_to",
    "success_on", "intervals", "times", "passed", "start_unseen",
)  # fmt: skip


def stays_of(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    among: Collection[int] | None = None,
    lane: str = MAIN_LANE,
    seen: datetime | None = None,
) -> tuple[StayRow, ...]:
    """This function will give every stay the viewer may see that began by ``day``, by account and number.

    By today's knowledge; ``seen``: the stays that were in force at that instant.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    table = lake.table(STATE_DAYS)
    found = _read(day, lane, seen, (str(table.root), table.version))
    wanted = None if among is None else frozenset(among)
    if viewer.scope is not None:
        wanted = viewer.scope if wanted is None else wanted & viewer.scope
    return found if wanted is None else tuple(s for s in found if s.account in wanted)


@kept(workspace.stamp_of_writes)
def _read(
    day: date, lane: str, seen: datetime | None, version: tuple[str, int]
) -> tuple[StayRow, ...]:
    """``version`` of the table of days only tells one answer from the next."""
    rows = PhaseStay.objects.filter(lane=lane, entered_on__lte=day)
    if seen is None:
        rows = rows.filter(superseded_at__isnull=True)
    else:
        there = Q(superseded_at__isnull=True) | Q(superseded_at__gt=seen)
        rows = rows.filter(there, recorded_at__lte=seen)
    ordered = rows.order_by("account_id", "number").values_list(*_COLUMNS)
    return tuple(_row(r, day) for r in ordered)


def _row(row: tuple[Any, ...], day: date) -> StayRow:
    account, lane, number, phase, entered, left, came, to, success, spans, times, passed, unseen = (
        row
    )
    resumes = False
    if len(spans) < 2:
        left = left if left is not None and left <= day else None
        spent = ((left or day) - entered).days
    else:
        spent, left, resumes = _spent(spans, day)
    return StayRow(
        account, lane, number, phase, entered, left, phase_of(came),
        phase_of(to) if left is not None and not resumes else "",
        success if success is not None and success <= day else None,
        max(0, spent), times, passed, unseen, resumes,
    )  # fmt: skip


def _spent(spans: list[list[str | None]], day: date) -> tuple[int, date | None, bool]:
    """Days in a stay of several stretches, when it was left, and whether it is taken up again later."""
    spent, left, over = 0, None, False
    for begin, end in spans:
        start = date.fromisoformat(str(begin))
        if start > day:
            over = True
            break
        left = date.fromisoformat(end) if end is not None else None
        if left is not None and left > day:
            left = None
        spent += ((left or day) - start).days
    return spent, left, over
