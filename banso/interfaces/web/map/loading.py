"""One day's map as the person asked for it: filters read, grid laid out, the loud cell found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.map.cause import absent_name, label_of, labels_of, wanted_words
from banso.interfaces.web.map.filters import Filters, read_filters
from banso.interfaces.web.map.grid import Alarm, Column, Grid, Lacks
from banso.interfaces.web.map.kpis import with_kpis
from banso.interfaces.web.map.reading import grid_of, most_stuck, with_alarm
from banso.journey import moved, whole
from banso.journey import queries as journey
from banso.journey.maps import Edition
from banso.journey.names import with_map
from banso.journey.views import MapView
from banso.metrics import queries as metrics
from banso.metrics.conditions import NameTable

ALSO = 3  # further tests they do not meet, beside the loud cell


@dataclass(frozen=True, slots=True)
class Loaded:
    """``empty`` says why there is no grid: no-data, no-map, no-close, before. ``nobody``: no account
    is left by the filter, or by what the person may see."""

    grid: Grid | None
    filters: Filters | None = None
    empty: str = ""
    nobody: bool = False


def load(request: ScreenRequest, *, alarm: bool) -> Loaded:
    """This function will read the map of the day shown; ``alarm`` also looks for what stuck accounts share."""
    day = request.as_of.rows_day
    if day is None:
        return Loaded(None, empty=_why_nothing(request))
    edition = journey.map_in_force(viewer=request.viewer)
    if edition is None:
        return Loaded(None, empty=_why_nothing(request))
    filters = read_filters(request, day=day)
    view = _view(request, filters, day, edition)
    narrowed = filters.narrowed or request.viewer.scope is not None
    if not view.computed and not narrowed:
        return Loaded(None, filters, empty="before")
    grid = with_kpis(grid_of(view, period=filters.period), request, filters, day)
    if alarm and (column := most_stuck(grid)) is not None:
        grid = with_alarm(grid, _alarm(request, filters, column, day, edition))
    return Loaded(grid, filters, nobody=not view.computed)


def _why_nothing(request: ScreenRequest) -> str:
    if not customers.accounts_all(viewer=request.viewer):
        return "no-data"
    return "no-close" if journey.map_in_force(viewer=request.viewer) else "no-map"


def _view(request: ScreenRequest, filters: Filters, day: date, edition: Edition) -> MapView:
    owner = filters.owner.id if filters.owner else None
    lake = workspace_lake()
    view = whole.map_view(
        viewer=filters.looker(request.viewer),
        lake=lake,
        day=day,
        period_first=day.replace(day=1),
        owner=owner,
        edition=edition,
        seen=request.as_of.seen_at,
    )
    if filters.month_given:
        flows = moved.flows(
            viewer=filters.looker(request.viewer),
            lake=lake,
            first=filters.period.first,
            last=filters.period.last,
            owner=owner,
            seen=request.as_of.seen_at,
        )
        view = replace(view, flows=flows)
    return view


def _names(request: ScreenRequest, edition: Edition) -> NameTable:
    """Labels and units for sentences; the currency's scale is not among them and costs a query less."""
    viewer = request.viewer
    known = {m.key: metrics.metric_type(m) for m in metrics.registry(viewer=viewer)}
    fields = {f.key: metrics.field_type(f) for f in customers.field_specs(viewer=viewer)}
    return with_map(NameTable(known | fields), edition.map)


def _alarm(
    request: ScreenRequest, filters: Filters, column: Column, day: date, edition: Edition
) -> Alarm:
    """Why the accounts of a phase are stuck: what most of them do not meet."""
    found = whole.lacking(
        viewer=filters.looker(request.viewer),
        lake=workspace_lake(),
        day=day,
        phase=column.key,
        track="stuck",
        edition=edition,
        owner=filters.owner.id if filters.owner else None,
        seen=request.as_of.seen_at,
    )
    alarm = Alarm(column, stuck=found.accounts, mrr_minor=found.mrr_minor)
    if not found.tests:
        return alarm
    first, names = found.tests[0], _names(request, edition)
    absent = absent_name(first.leaf)
    return replace(
        alarm,
        shared=first.accounts,
        missing=first.unknown,
        leaf=label_of(absent, names) if absent else wanted_words(first.leaf, names),
        absent=absent is not None,
        needs=labels_of(first, names),
        also=tuple(
            Lacks(wanted_words(t.leaf, names), t.accounts) for t in found.tests[1 : 1 + ALSO]
        ),
    )
