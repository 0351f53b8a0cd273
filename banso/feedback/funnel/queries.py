"""Reads of the funnel: phase by phase, by cohort, and between which phases accounts went."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from banso.events.lake import Lake
from banso.feedback.funnel.passages import (
    Beginner,
    Funnel,
    Order,
    Passage,
    beginners,
    flows,
    funnel_of,
    passages,
    reach_of,
)
from banso.journey import queries as journey
from banso.journey.definitions import STATE_DAYS
from banso.journey.maps import Edition
from banso.journey.model import PREVIOUS
from banso.journey.stay_rows import stays_of
from banso.journey.views import PhaseName
from banso.lib.once import kept
from banso.science.incidence import Incidence
from banso.science.proportions import Interval
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

HORIZONS = (90, 180, 365)  # days of the cohorts' table
FEWEST = 5


@dataclass(frozen=True)
class Cell:
    """How many of a cohort came to a phase within the horizon. ``share`` None: too few, or too early.

    ``young``: none of the cohort has been watched for that long.
    """

    phase: str
    share: Interval | None
    reached: int
    young: bool


@dataclass(frozen=True)
class Cohort:
    """Accounts that came onto the map in one time; ``key`` sorts, ``first`` is the first day of it."""

    key: str
    first: date
    n: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FunnelView:
    """The funnel by the close of ``day``.

    ``phases`` are those of the map in force, ``names`` what they are called. ``reach`` is the share of all
    beginners that came to each phase by when; ``flows`` the stays that ended since ``flow_first``.
    """

    day: date
    order: Order
    names: Mapping[str, PhaseName]
    phases: tuple[Funnel, ...]
    beginners: int
    reach: Mapping[str, Incidence]
    cohorts: tuple[Cohort, ...]
    flows: Mapping[tuple[str, str], list[Passage]]

    def phase(self, key: str) -> Funnel | None:
        return next((p for p in self.phases if p.phase == key), None)


def order_of(edition: Edition) -> Order:
    """This function will say which phases of a map are the way, which departures, which detours."""
    detours = [p.key for p in edition.map.phases if any(a.to == PREVIOUS for a in p.exits)]
    return Order.of([p.key for p in edition.map.phases], edition.rules.departure, detours)


def funnel(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    first: date | None = None,
    among: Collection[int] | None = None,
    flow_first: date | None = None,
    cohort: Callable[[date], tuple[str, date]] | None = None,
    horizon: int = 180,
    seen: datetime | None = None,
) -> FunnelView | None:
    """This function will sum up the way over the map by the close of ``day``; None before the first map.

    ``first``: stays and beginnings since that day. ``cohort`` gives the key and the first day of the
    time a day belongs to. ``horizon`` in days. ``seen``: the stays in force at that instant.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    chosen = None if among is None else frozenset(among)
    if viewer.scope is not None:
        chosen = viewer.scope if chosen is None else chosen & viewer.scope
    state = lake.table(STATE_DAYS).version
    return _funnel(lake, day, first, chosen, flow_first, cohort, horizon, seen, state)


@kept(workspace.stamp_of_writes)
def _funnel(
    lake: Lake,
    day: date,
    first: date | None,
    among: frozenset[int] | None,
    flow_first: date | None,
    cohort: Callable[[date], tuple[str, date]] | None,
    horizon: int,
    seen: datetime | None,
    version: int,
) -> FunnelView | None:
    """What is kept hangs on the accounts counted, never on who looks; ``version`` tells the days apart."""
    viewer = Viewer.system()
    edition = journey.map_in_force(viewer=viewer)
    if edition is None:
        return None
    order = order_of(edition)
    stays = stays_of(viewer=viewer, lake=lake, day=day, among=among, seen=seen)
    found = passages(stays, order)
    begun = [b for b in beginners(found, order) if first is None or b.began_on >= first]
    return FunnelView(
        day=day,
        order=order,
        names={p.key: p for p in journey.phases(viewer=viewer)},
        phases=tuple(funnel_of(found, order, first=first, last=day)),
        beginners=len(begun),
        reach={p: reach_of(begun, p, day=day) for p in order.phases},
        cohorts=tuple(_cohorts(begun, order, cohort, horizon, day)) if cohort else (),
        flows=flows(found, order, first=flow_first or first or date.min, last=day),
    )


def _cohorts(
    begun: Sequence[Beginner],
    order: Order,
    cohort: Callable[[date], tuple[str, date]],
    horizon: int,
    day: date,
) -> list[Cohort]:
    groups: dict[tuple[str, date], list[Beginner]] = {}
    for b in begun:
        groups.setdefault(cohort(b.began_on), []).append(b)
    shown = [p for p in order.phases if p != order.phases[0]]
    found = []
    for (key, start), group in sorted(groups.items(), key=lambda pair: pair[0][1]):
        watched = max((day - b.began_on).days for b in group)
        cells = [_cell(group, phase, horizon, day, young=watched < horizon) for phase in shown]
        found.append(Cohort(key, start, len(group), tuple(cells)))
    return found


def _cell(group: Sequence[Beginner], phase: str, horizon: int, day: date, *, young: bool) -> Cell:
    curve = reach_of(group, phase, day=day)
    reached = sum(
        (b.reached[phase] - b.began_on).days <= horizon for b in group if phase in b.reached
    )
    told = curve.interval(horizon) if not young and len(group) >= FEWEST else None
    return Cell(phase, told, reached, young or (told is None and len(group) >= FEWEST))
