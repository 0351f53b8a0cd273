"""The map's KPI row: what each phase aims at, and what was measured for the accounts shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from banso.interfaces.web.accounts import listing
from banso.interfaces.web.frame import kpis
from banso.interfaces.web.frame.kpis import Target
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.map.filters import Filters
from banso.interfaces.web.map.grid import Grid, KpiCell
from banso.journey.views import Kpi
from banso.lib.text import Text
from banso.metrics.kpi import definitions
from banso.workspace import queries as workspace


def cell_of(kpi: Kpi, phase: Text) -> KpiCell:
    """This function will make the cell of a KPI the map names; it is measured later."""
    target = Target(phase, kpi.at_least, kpi.at_most)
    known = definitions.kpis().get(kpi.key)
    unit = known.unit if known else "number"
    return KpiCell(
        key=kpi.key,
        short=known.short if known else kpi.name,
        name=known.name if known else kpi.name,
        target=kpis.said_target(target, unit, language=language()),
        aim=target,
        built=known is not None,
    )


def with_kpis(grid: Grid, request: ScreenRequest, filters: Filters, day: date) -> Grid:
    """This function will fill the KPI row: of the accounts the filters leave."""
    named = tuple(sorted({k.key for c in grid.columns for k in c.kpis if k.built}))
    if not named:
        return grid
    owner = filters.owner
    among = frozenset(listing.owned(request, str(owner.id))) if owner else None
    looker = filters.looker(request.viewer)
    found = kpis.measured(viewer=looker, day=day, keys=named, among=among)
    currency = workspace.workspace(viewer=request.viewer).currency

    def filled(cells: Sequence[KpiCell]) -> tuple[KpiCell, ...]:
        return tuple(_filled(k, found, currency) for k in cells)

    columns = [replace(c, kpis=filled(c.kpis)) for c in grid.columns]
    return replace(grid, columns=columns)


def _filled(cell: KpiCell, found: kpis.ByKey, currency: str) -> KpiCell:
    if cell.key not in found:
        return cell
    measured = found[cell.key][0]
    unit = measured.kpi.unit
    words = {"language": language(), "currency": currency}
    return replace(
        cell,
        measured=measured,
        actual=kpis.said(measured.value.value, unit, **words),
        between=kpis.said_between(measured.value, unit, **words),
        verdict=cell.aim.verdict(measured.value) if cell.aim else kpis.Verdict.NONE,
    )
