"""The order of the day, in one place (rules.md R2): ledger, then fields → metrics → phase → segments;
nothing looks to its right.

Closing days again gives the same rows, so it may be stopped anywhere and started again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from banso.events.lake import Lake
from banso.journey.classify import Receipt, classify, first_day_to_walk
from banso.journey.maps import edition_in_force
from banso.journey.open_days import look_ahead, mend, withdraw
from banso.journey.operations import ensure_map
from banso.journey.segmenting import count_segments
from banso.journey.turns import writing
from banso.journey.walk_some import first_stale, walk_corrected
from banso.lib import steps
from banso.lib.dates import days as each_day
from banso.lib.problems import Problem
from banso.metrics.loading import load_world
from banso.metrics.operations import measure
from banso.revenue.ledger.writing import write_ledger
from banso.workspace import operations as workspace
from banso.workspace import queries
from banso.workspace.clock import Clock, closable_day
from banso.workspace.progress import Progress, Silent
from banso.workspace.viewer import Act, Viewer

MAP_READY = steps.declare("day.map_ready", "a map is in force; nothing is measured yet")
MEASURED = steps.declare("day.measured", "the metrics of all days stand; nobody was walked")
CLASSIFIED = steps.declare(
    "day.classified", "every account was walked; the days are not yet closed"
)
CLOSED = steps.declare("day.closed", "the days are closed")


@dataclass(frozen=True, slots=True)
class Closed:
    """The days that were closed; None where nothing is covered. ``notices``: what a person should know."""

    first: date | None
    last: date | None
    measured: int = 0
    walked: Receipt = Receipt()
    notices: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "measured_rows": self.measured,
            "walked_from": self.walked.first.isoformat() if self.walked.first else None,
            "state_rows": self.walked.rows,
            "stays_begun": self.walked.stays,
            "stays_superseded": self.walked.superseded,
            "notices": [n.as_json() for n in self.notices],
        }


def close_days(
    *,
    lake: Lake,
    first: date,
    last: date,
    now: datetime,
    progress: Progress | None = None,
    viewer: Viewer | None = None,
    hidden: frozenset[str] = frozenset(),
    again: bool = False,
) -> Closed:
    """This function will close the days ``first`` to ``last``: measure them, walk every account, note it.

    Days before the first covered one are left out; days since the last closed one come along, so
    that no gap is left, and so do days shortly before on which some accounts' facts became others
    (see ``metrics.reopen``). ``hidden`` are batches whose events do not count yet.
    """
    (viewer or Viewer.system()).require(Act.IMPORT)
    progress = progress or Silent()
    ensure_map(now=now)
    steps.step(MAP_READY)
    closed = queries.clock(wall=now).closed_day
    write_ledger(lake=lake, through=max(last, closed or last), now=now)
    begin = first_day_to_walk(first)
    if begin is None or begin > last:
        return Closed(None, None)
    edition = edition_in_force()
    zero = edition.map.day_zero if edition else "service_start_on"
    world = load_world(day_zero=zero, hidden=hidden)
    days = list(each_day(begin, last))
    stale = first_stale()
    measured = measure(
        lake=lake, days=days, now=now, progress=progress, world=world, hidden=hidden,
        day_zero=zero, again=again,
        reopen_days=queries.workspace(viewer=Viewer.system()).reopen_days,
    )  # fmt: skip
    steps.step(MEASURED)
    reopened = [*measured.corrected.values(), *([measured.everyone] if measured.everyone else [])]
    days = list(each_day(min([begin, *reopened]), last))
    only_some = stale is None and measured.everyone is None and not again
    with writing(patience=None):
        mend(lake, now=now)
        withdraw(lake, now=now)
        some = walk_corrected(
            lake=lake, corrected=measured.corrected, everyone=measured.everyone, stale=stale,
            now=now, last=last, progress=progress,
        )  # fmt: skip
        walked = classify(lake=lake, days=days, now=now, progress=progress, again=again)
        count_segments(
            lake=lake, now=now, progress=progress,
            accounts=measured.corrected if only_some else None,
        )  # fmt: skip
        look_ahead(lake, now=now)
    steps.step(CLASSIFIED)
    workspace.record_closed_day(day=last, now=now)
    steps.step(CLOSED)
    return Closed(begin, last, measured.rows, _together(some, walked), measured.notices)


def _together(some: Receipt, everybody: Receipt) -> Receipt:
    """What was walked again for some accounts, and then for everybody."""
    firsts = [r.first for r in (some, everybody) if r.first]
    return Receipt(
        min(firsts, default=None),
        everybody.last or some.last,
        some.rows + everybody.rows,
        some.stays + everybody.stays,
        some.superseded + everybody.superseded,
    )


def last_closable(*, clock: Clock, wall: datetime, settle_hours: int) -> date:
    """This function will give the newest day that may be closed: the day a standing clock shows, or
    on a live clock yesterday once it has settled."""
    if clock.stands:
        return clock.today
    return closable_day(wall=wall, zone=clock.zone, settle_hours=settle_hours)


def days_to_close(*, wall: datetime) -> tuple[date, date] | None:
    """This function will give the first and last day that wait to be closed, None if none does."""
    clock = queries.clock(wall=wall)
    settle = queries.workspace(viewer=Viewer.system()).settle_hours
    last = last_closable(clock=clock, wall=wall, settle_hours=settle)
    first = first_day_to_walk()
    if first is None:
        return None
    if clock.closed_day is not None:
        first = min(first, clock.closed_day + timedelta(days=1))
    return (first, last) if first <= last else None
