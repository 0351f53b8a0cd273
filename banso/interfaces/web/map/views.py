"""The journey map: the page, what a number means, the accounts behind it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.map import cells
from banso.interfaces.web.map.drawers import Drawer
from banso.interfaces.web.map.filters import Filters, read_filters
from banso.interfaces.web.map.loading import Loaded, load
from banso.interfaces.web.map.numbers import NumberUnknown, number_of, unknown_number
from banso.journey import queries as journey
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act


@screen("map")
def index(request: ScreenRequest) -> HttpResponse:
    """The whole map."""
    found = load(request, alarm=True)
    viewer = request.viewer
    context = {
        **_context(found),
        "may_edit": viewer.may(Act.EDIT_DEFINITIONS),
        "may_see_editor": viewer.may(Act.SEE_DEFINITIONS),
        "may_import": viewer.may(Act.IMPORT),
        "may_see_jobs": viewer.may(Act.SEE_IMPORTS),
    }
    return render(request, "map/index.html", context)


@screen("map")
def number(request: ScreenRequest) -> HttpResponse:
    """What a number means: formula, parts, left out, the rows behind it."""
    found = load(request, alarm=False)
    if found.grid is None:
        raise NumberUnknown(unknown_number())
    what = request.GET.get("what", "")
    if what == "moves":
        return render_part(request, "map/moves.html", _context(found), title=_("Moves"))
    n = request.GET.get("n", "")
    told = number_of(
        found.grid,
        what=what,
        phase=request.GET.get("phase", ""),
        key=request.GET.get("key", ""),
        n=int(n) if n.isdigit() else None,
        names=journey.names(viewer=request.viewer),
    )
    return render_part(request, "map/number.html", {**_context(found), "n": told}, title=told.title)


@screen("map")
def cell(request: ScreenRequest) -> HttpResponse:
    """The accounts of a phase, or of a part of it."""
    filters = _filters(request)
    return _drawer(request, filters, cells.cell_drawer(request, filters, cells.which_of(request)))


@screen("map")
def older(request: ScreenRequest) -> HttpResponse:
    """Those who left longer ago than the map counts."""
    filters = _filters(request)
    which = cells.which_of(request, older=True)
    return _drawer(request, filters, cells.cell_drawer(request, filters, which))


@screen("map")
def nowhere(request: ScreenRequest) -> HttpResponse:
    """The accounts that are not on the map yet."""
    filters = _filters(request)
    return _drawer(request, filters, cells.nowhere_drawer(request, filters))


@screen("map")
def moved(request: ScreenRequest) -> HttpResponse:
    """The accounts behind an arrow."""
    filters = _filters(request)
    source, target = request.GET.get("source", ""), request.GET.get("target", "")
    return _drawer(request, filters, cells.moved_drawer(request, filters, source, target))


@screen("map")
def paper(request: ScreenRequest) -> HttpResponseBase:
    """The whole map on one A3 sheet, to look at before it is printed."""
    found = load(request, alarm=True)
    if found.grid is None:
        return redirect("map:index")
    context = {
        **_context(found),
        "workspace": workspace.workspace(viewer=request.viewer).name,
    }
    return render(request, "map/print.html", context)


def _filters(request: ScreenRequest) -> Filters:
    day = request.as_of.rows_day
    if day is None:
        raise NumberUnknown(unknown_number())
    return read_filters(request, day=day)


def _drawer(request: ScreenRequest, filters: Filters, drawer: Drawer) -> HttpResponse:
    context = {"d": drawer, "filters": filters}
    return render_part(request, "map/drawer.html", context, title=drawer.title)


def _context(found: Loaded) -> dict[str, Any]:
    return {
        "grid": found.grid,
        "filters": found.filters,
        "empty": found.empty,
        "nobody": found.nobody,
        "drawn": {},
    }
