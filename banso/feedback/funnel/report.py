"""The phase report: for each phase its goal and who reached it, who came and went, what those behind lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from banso.customers import queries as customers
from banso.events.lake import Lake
from banso.feedback.friction.queries import about_days
from banso.feedback.funnel.attainment import Attainment, attainment, by_owner
from banso.feedback.funnel.passages import HERE, Order, Passage, passages
from banso.feedback.funnel.queries import order_of
from banso.journey import queries as journey
from banso.journey import whole
from banso.journey.definitions import STATE_DAYS
from banso.journey.lacking import Lacking
from banso.journey.stay_rows import stays_of
from banso.journey.views import PhaseColumn
from banso.lib.once import kept
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

TRACKS = ("stuck", "behind")


@dataclass(frozen=True)
class PhaseReport:
    """One phase. ``attainment`` is over the stays that began since ``first``; ``came`` and ``went`` are
    the stays that began and ended in the period; ``lacking`` what those stuck or behind do not meet."""

    column: PhaseColumn
    limit: int | None
    attainment: Attainment
    owners: Mapping[int | None, Attainment]
    here: Mapping[int | None, int]
    came: tuple[Passage, ...]
    went: tuple[Passage, ...]
    lacking: Lacking | None


@dataclass(frozen=True)
class Report:
    """The report by the close of ``day``; moves are those from ``period_first`` to ``period_last``."""

    day: date
    version: int
    first: date | None
    period_first: date
    period_last: date
    order: Order
    phases: tuple[PhaseReport, ...]


def report(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    period_first: date,
    period_last: date,
    first: date | None = None,
    among: Collection[int] | None = None,
    seen: datetime | None = None,
) -> Report | None:
    """This function will gather the report; None before the first map.

    ``first``: attainment over the stays that began since. ``among`` narrows to accounts. ``seen``:
    the stays in force at that instant.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    chosen = None if among is None else frozenset(among)
    if viewer.scope is not None:
        chosen = viewer.scope if chosen is None else chosen & viewer.scope
    state = lake.table(STATE_DAYS).version
    return _report(lake, day, (period_first, period_last), first, chosen, seen, state)


@kept(workspace.stamp_of_writes)
def _report(
    lake: Lake,
    day: date,
    period: tuple[date, date],
    first: date | None,
    among: frozenset[int] | None,
    seen: datetime | None,
    version: int,
) -> Report | None:
    """What is kept hangs on the accounts counted, never on who looks; ``version`` tells the days apart."""
    looker = replace(Viewer.system(), scope=among)
    period_first, period_last = period
    edition = journey.map_in_force(viewer=looker)
    if edition is None:
        return None
    view = whole.map_view(
        viewer=looker,
        lake=lake,
        day=day,
        period_first=day.replace(day=1),
        edition=edition,
        seen=seen,
    )
    order = order_of(edition)
    found = passages(stays_of(viewer=looker, lake=lake, day=day, seen=seen), order)
    owners = customers.owners_on(viewer=looker, day=day)
    track = {c.key: next((t for t in TRACKS if getattr(c.counts, t)), "") for c in view.phases}
    phases = tuple(
        _phase(
            column,
            [p for p in found if p.phase == column.key],
            owners,
            day,
            first,
            (period_first, period_last),
            whole.lacking(
                viewer=looker,
                lake=lake,
                day=day,
                phase=column.key,
                track=track[column.key],
                edition=edition,
                seen=seen,
            )
            if track[column.key]
            else None,
        )
        for column in view.phases
    )
    return Report(day, view.version, first, period_first, period_last, order, phases)


def _phase(
    column: PhaseColumn,
    own: Sequence[Passage],
    owners: Mapping[int, int | None],
    day: date,
    first: date | None,
    period: tuple[date, date],
    lacking: Lacking | None,
) -> PhaseReport:
    begun = [p for p in own if first is None or p.entered_on >= first]
    limit = about_days(column.should_take)
    begin, end = period
    return PhaseReport(
        column=column,
        limit=limit,
        attainment=attainment(begun, day=day, limit=limit),
        owners=by_owner(begun, owners, day=day, limit=limit),
        here=Counter(owners.get(p.account) for p in own if p.outcome == HERE),
        came=tuple(p for p in own if not p.unseen and begin <= p.entered_on <= end),
        went=tuple(p for p in own if p.left_on is not None and begin <= p.left_on <= end),
        lacking=lacking,
    )
