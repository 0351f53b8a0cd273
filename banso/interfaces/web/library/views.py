"""The metric library: the list, and one metric with all there is to ask of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from banso.events.store import workspace_lake
from banso.interfaces.web.frame.meanings import is_counted_by_account, meaning
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.library import listing, sheet
from banso.metrics import queries as metrics
from banso.metrics.library_queries import metric_sheet
from banso.workspace.viewer import Act


@screen("library")
def index(request: ScreenRequest) -> HttpResponse:
    """Every metric; a search answers with the list alone."""
    context = {"listed": listing.listed(request)}
    part = request.htmx and request.htmx.target == "lb-list"
    return render(request, "library/list.html" if part else "library/index.html", context)


@screen("library")
def metric(request: ScreenRequest, key: str) -> HttpResponse:
    """One metric: in words, in SQL, over today's accounts, and where it is used."""
    day = request.as_of.rows_day
    found = metric_sheet(
        viewer=request.viewer, lake=workspace_lake(), key=key, day=day or request.as_of.day
    )
    if found is None:
        raise Http404
    name = found.help.name.in_(request.viewer.language)
    context = {
        "sheet": found,
        "help": found.help,
        "chart": sheet.distribution(request, key, found.help.kind, name, found.spread),
        "used": sheet.used_at(found),
        "unknown_url": sheet.unknown_url(key),
        "known_url": sheet.accounts_url(key, f"{key} is not null"),
        "kind": listing.kind_names().get(found.help.kind, found.help.kind),
        "direction": listing.direction_names().get(found.help.direction, ""),
        "has_trend": day is not None and sheet.type_of(request, key).kind.group == "number",
        "may_edit": request.viewer.may(Act.EDIT_DEFINITIONS) and not request.as_of.past,
        "may_see_text": request.viewer.may(Act.SEE_DEFINITIONS),
        "day": day,
    }
    return render(request, "library/metric.html", context)


@screen("library")
def trend(request: ScreenRequest, key: str) -> HttpResponse:
    """How the metric lay over half a year; read after the page, since it asks many days."""
    help_ = metrics.metric_help(viewer=request.viewer, key=key)
    if help_ is None or key not in metrics.registry(viewer=request.viewer):
        raise Http404
    chart = sheet.trend_chart(request, key, help_.kind)
    return render_part(
        request,
        "library/trend.html",
        {"chart": chart},
        title=help_.name.in_(request.viewer.language),
    )


@screen("library")
def definition(request: ScreenRequest, key: str) -> HttpResponse:
    """What a number means, in a popover beside wherever its name stands: a metric, a field, where an
    account stands on the map, or a count of a screen."""
    day = request.as_of.rows_day
    help_ = metrics.metric_help(viewer=request.viewer, key=key, day=day)
    meant = help_ or meaning(key)
    if meant is None:
        raise Http404
    by_account = help_ is not None or is_counted_by_account(key)
    context = {
        "help": meant,
        "is_metric": help_ is not None,
        "day": day,
        "known": sheet.known(request, key) if by_account and day else None,
        "in_library": key in metrics.registry(viewer=request.viewer),
        "known_url": sheet.accounts_url(key, f"{key} is not null"),
        "unknown_url": sheet.unknown_url(key),
    }
    return render_part(
        request, "library/definition.html", context, title=meant.name.in_(request.viewer.language)
    )
