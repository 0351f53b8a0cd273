"""Insight → KPI: the tree of named definitions, and one KPI with its rivals, groups, trend and rows."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.accounts import listing
from banso.interfaces.web.frame import charts
from banso.interfaces.web.frame import kpis as words
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.insight import reading
from banso.interfaces.web.insight.behind import rows_behind
from banso.journey.kpis import completion_phase
from banso.lib.dates import add_months, month_start
from banso.metrics.kpi import evaluate
from banso.metrics.kpi.definitions import Kpi, kpis
from banso.metrics.kpi.grouping import BY

MONTHS = 12  # of the trend


@screen("insight")
def index(request: ScreenRequest) -> HttpResponse:
    """Every KPI with its value, interval and target."""
    day = request.as_of.rows_day
    parts = reading.tree(request, day) if day else ()
    context = {
        "parts": parts,
        "day": day,
        "nobody": not customers.accounts_all(viewer=request.viewer),
    }
    return render(request, "insight/index.html", context)


@screen("insight")
def one(request: ScreenRequest, key: str) -> HttpResponse:
    """One KPI: definition, rivals side by side, by groups, who stands behind it."""
    kpi, day = _kpi(key), request.as_of.rows_day
    if day is None:
        return render(request, "insight/index.html", {"parts": (), "day": None, "nobody": False})
    by = reading.by_of(request)
    found = words.measured(viewer=request.viewer, day=day)
    rivals = [reading.line(request, found[r][0]) for r in kpi.rivals]
    context = {
        "kpi": kpi,
        "line": reading.line(request, found[key][0]),
        "rivals": rivals,
        "by": by,
        "bys": BY,
        "splits": reading.splits(request, key, day, by) if by else [],
        "has_bottom": kpi.how in ("ratio", "survival"),
        "behind": rows_behind(request, kpi, day),
        "currency": reading.currency_of(request),
        "day": day,
    }
    return render(request, "insight/kpi.html", context)


@screen("insight")
def trend(request: ScreenRequest, key: str) -> HttpResponse:
    """The KPI at the end of each of the last months; read after the page."""
    kpi, day = _kpi(key), request.as_of.rows_day
    if day is None:
        raise Http404
    first = month_start(day)
    days = [add_months(first, -n) - timedelta(days=1) for n in range(MONTHS - 1, -1, -1)] + [day]
    days = sorted(set(days))
    found = evaluate.trend(
        viewer=request.viewer, lake=workspace_lake(), key=key, days=days,
        phase=completion_phase(viewer=request.viewer),
    )  # fmt: skip
    name = kpi.name.in_(request.viewer.language)
    chart = charts.lines(
        id="c-kpi-trend", title=_("Trend"), day_word=_("Day"), days=days,
        lines=[charts.Line(name, [m.value.value for m in found])],
        band=charts.Band(
            _("95-percent interval"), [m.value.low for m in found], [m.value.high for m in found]
        ),
        form=_form(request, kpi), note=name, css="bn-chart-m",
    )  # fmt: skip
    return render_part(request, "insight/trend.html", {"chart": chart}, title=name)


@screen("insight")
def number(request: ScreenRequest, key: str) -> HttpResponse:
    """What the KPI means, in a popover beside its number."""
    kpi, day = _kpi(key), request.as_of.rows_day
    line = None
    if day is not None:
        line = reading.line(request, words.measured(viewer=request.viewer, day=day)[key][0])
    currency = reading.currency_of(request)
    context = {"kpi": kpi, "line": line, "day": day, "currency": currency}
    return render_part(
        request, "insight/number.html", context, title=kpi.name.in_(request.viewer.language)
    )


@screen("insight")
def behind(request: ScreenRequest, key: str) -> HttpResponse:
    """The accounts behind a KPI, in a drawer; ``owner`` narrows to a person's."""
    kpi, day = _kpi(key), request.as_of.rows_day
    if day is None:
        raise Http404
    owner = request.GET.get("owner", "")
    among = listing.owned(request, owner) if owner.isdigit() else None
    context = {
        "kpi": kpi,
        "behind": rows_behind(request, kpi, day, among),
        "has_bottom": kpi.how in ("ratio", "survival"),
        "currency": reading.currency_of(request),
    }
    return render_part(
        request, "insight/behind.html", context, title=kpi.name.in_(request.viewer.language)
    )


def _form(request: ScreenRequest, kpi: Kpi) -> charts.Form:
    if kpi.unit == "money":
        return charts.Form("money", currency=reading.currency_of(request))
    return charts.Form("rate") if kpi.unit == "rate" else charts.Form()


def _kpi(key: str) -> Kpi:
    found = kpis().get(key)
    if found is None:
        raise Http404
    return found
