"""Funnel and friction: the pages, and the accounts behind their numbers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.feedback.friction import queries as friction
from banso.feedback.friction.queries import Friction, Starting
from banso.feedback.friction.starting import EARLY
from banso.feedback.friction.steps import Step
from banso.feedback.funnel import passages
from banso.feedback.funnel import queries as funnels
from banso.feedback.funnel.queries import FunnelView
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.funnel import lists, stalls, texts, values
from banso.interfaces.web.funnel import way as ways
from banso.interfaces.web.funnel.filters import Filters, read_filters
from banso.interfaces.web.funnel.lists import Listing
from banso.journey import queries as journey
from banso.lib.problems import BansoError, problem
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

QUOTES = 6  # on the page itself; the drawer has more


class PartUnknown(BansoError):
    """The address asks for a step, phase or goal that is not there."""


def _unknown() -> PartUnknown:
    return PartUnknown(
        problem(
            "funnel.part-unknown",
            ja="お探しの手順・フェーズは見つかりません。",
            en="There is no such step, phase or goal.",
            remedy_ja="ファネルの画面に戻り、もう一度お選びください。カタログやマップが変わった可能性があります。",
            remedy_en="Go back to the funnel and choose again; the catalogue or the map may have changed.",
        )
    )


@screen("insight")
def index(request: ScreenRequest) -> HttpResponse:
    """Where accounts get stuck on the way from day zero to the first value."""
    day = request.as_of.rows_day
    if day is None:
        return _nothing(request)
    filters = read_filters(request, day=day, page="funnel:index")
    found = _friction(request, filters)
    rows = stalls.stalls_of(found, filters)
    loud = stalls.loudest(rows)
    heard = _heard(request, filters, loud.step, limit=QUOTES) if loud else None
    context = {
        "filters": filters,
        "found": found,
        "stalls": rows,
        "stairs": stalls.stairs_of(found, filters),
        "loud": loud,
        "heard": heard,
        "quotes": texts.quotes_of(request.viewer, heard) if heard else [],
        "empty": _empty(request, found.accounts, bool(found.names)),
        "may_import": request.viewer.may(Act.IMPORT),
    }
    return render(request, "funnel/index.html", context)


@screen("insight")
def way(request: ScreenRequest) -> HttpResponse:
    """The way over the map: who goes on, how long each phase takes, by cohort, from where to where."""
    day = request.as_of.rows_day
    if day is None:
        return _nothing(request)
    filters = read_filters(request, day=day, page="funnel:way", cohorts=True)
    first_month = workspace.workspace(viewer=request.viewer).fiscal_year_start
    view = _funnel(request, filters, first_month)
    context: dict[str, Any] = {
        "filters": filters,
        "view": view,
        "may_import": request.viewer.may(Act.IMPORT),
    }
    if view is None or not any(f.entered or f.unseen for f in view.phases):
        return render(request, "funnel/way.html", {**context, "empty": _empty(request, 0, True)})
    context |= {
        "stages": ways.stages_of(view, filters),
        "times": ways.times_sheet(view, filters, _limits(request)),
        "cohorts": ways.cohorts_sheet(view, filters, first_month=first_month),
        "reach": ways.reach_chart(view),
        "flows": ways.flow_sheet(view, filters),
        "unseen": sum(f.unseen for f in view.phases),
    }
    return render(request, "funnel/way.html", context)


@screen("insight")
def value(request: ScreenRequest) -> HttpResponse:
    """Time to value by goal, early drop-out and its signs."""
    day = request.as_of.rows_day
    if day is None:
        return _nothing(request)
    filters = read_filters(request, day=day, page="funnel:value")
    found = _starting(request, filters)
    context = {
        "filters": filters,
        "found": found,
        "goals": values.goals_sheet(found, filters),
        "curve": values.goals_chart(found),
        "leaving": values.leaving_sheet(found),
        "signs": values.signs_of(found),
        "early": EARLY,
        "early_url": filters.url("funnel:starts", part="early"),
        "landmark": values.landmark(),
        "empty": _empty(request, found.accounts, bool(found.goals)),
        "may_import": request.viewer.may(Act.IMPORT),
    }
    return render(request, "funnel/value.html", context)


# Behind the numbers -----------------------------------------------------------------------------------


@screen("insight")
def step(request: ScreenRequest) -> HttpResponse:
    """The accounts of a part of a step."""
    filters = _filters(request)
    found, here = _step(request, filters)
    part = request.GET.get("part", "")
    if part not in lists.PARTS:
        raise _unknown()
    name = found.names[here.index].name.in_(language())
    return _drawer(request, lists.of_step(request.viewer, here, name, part))


@screen("insight")
def said(request: ScreenRequest) -> HttpResponse:
    """What accounts said while a step held them up."""
    filters = _filters(request)
    found, here = _step(request, filters)
    heard = _heard(request, filters, here, limit=40)
    name = found.names[here.index].name.in_(language())
    context = {
        "name": name, "heard": heard, "quotes": texts.quotes_of(request.viewer, heard),
        "after": here.after, "held": len(here.held),
    }  # fmt: skip
    return render_part(request, "funnel/said.html", context, title=name)


@screen("insight")
def stays(request: ScreenRequest) -> HttpResponse:
    """The stays behind a number of the way."""
    filters = _filters(request)
    view = _funnel(request, filters, 4)
    phase, to, part = (request.GET.get(k, "") for k in ("phase", "to", "part"))
    here = view.phase(phase) if view else None
    if view is None or here is None:
        raise _unknown()
    names = {k: p.name.in_(language()) for k, p in view.names.items()}
    if to in names:
        title = f"{names[phase]} → {names[to]}"
        listing = lists.of_stays(
            request.viewer, view.flows.get((phase, to), ()), title, _("Stays that ended so."), names
        )
        return _drawer(request, listing)
    words = {
        passages.ONWARD: _("Went on to a phase further right."),
        passages.LEFT: _("Are leaving or have left."),
        passages.BACK: _("Went back to a phase further left."),
        passages.HERE: _("Still in this phase."),
        passages.AWAY: _("In a phase they come back from, such as the renewal."),
        "entered": _("Came to this phase; the beginning was seen."),
    }
    if part not in words:
        raise _unknown()
    chosen = [p for p in here.passages if part in ("entered", p.outcome)]
    return _drawer(
        request, lists.of_stays(request.viewer, chosen, names[phase], words[part], names)
    )


@screen("insight")
def starts(request: ScreenRequest) -> HttpResponse:
    """The accounts behind a number of time to value or early drop-out."""
    filters = _filters(request)
    found = _starting(request, filters)
    part, asked = request.GET.get("part", ""), request.GET.get("goal", "")
    if part == "early":
        rows = [(b.account, _left_after(b.watched), None) for b in found.dropping.early]
        meaning = _("The contract was over within {n} days of day zero.").format(n=EARLY)
        return _drawer(request, lists.of_starts(request.viewer, rows, _("Left early"), meaning))
    if (
        not asked.isdigit()
        or int(asked) >= len(found.goals)
        or part not in ("reached", "open", "left")
    ):
        raise _unknown()
    goal = found.goals[int(asked)]
    listing = lists.of_starts(
        request.viewer, _goal_rows(found, int(asked), part), values.goal_name(goal),
        {"reached": _("Reached the goal."), "open": _("On the way: not reached yet."),
         "left": _("Left before the goal was reached.")}[part],
    )  # fmt: skip
    return _drawer(request, listing)


def _goal_rows(found: Starting, index: int, part: str) -> list[tuple[int, str, int | None]]:
    rows = []
    for b in found.begins:
        days = b.reached[index]
        there = days is not None and days <= b.watched
        kind = "reached" if there else "left" if b.left else "open"
        if kind == part:
            n = days if there and days is not None else b.watched
            rows.append((b.account, n, b.mrr_minor))
    ordered = sorted(rows, key=lambda r: (-r[1], r[0]))
    words = {
        "reached": _("day {n}"), "open": _("not after {n} days"), "left": _("left on day {n}"),
    }[part]  # fmt: skip
    return [(account, words.format(n=f"{n:,}"), mrr) for account, n, mrr in ordered]


def _left_after(days: int) -> str:
    return _("left on day {n}").format(n=days)


# Reading ----------------------------------------------------------------------------------------------


def _filters(request: ScreenRequest) -> Filters:
    day = request.as_of.rows_day
    if day is None:
        raise _unknown()
    return read_filters(request, day=day)


def _friction(request: ScreenRequest, filters: Filters) -> Friction:
    return friction.friction(
        viewer=request.viewer, lake=workspace_lake(), day=filters.day, first=filters.first,
        among=filters.among, after=filters.after,
    )  # fmt: skip


def _starting(request: ScreenRequest, filters: Filters) -> Starting:
    return friction.starting(
        viewer=request.viewer, lake=workspace_lake(), day=filters.day, first=filters.first,
        among=filters.among,
    )  # fmt: skip


def _funnel(request: ScreenRequest, filters: Filters, first_month: int) -> FunnelView | None:
    return funnels.funnel(
        viewer=request.viewer,
        lake=workspace_lake(),
        day=filters.day,
        first=filters.first,
        among=filters.among,
        cohort=ways.cohort_of(filters.part, first_month),
        horizon=filters.horizon,
        seen=request.as_of.seen_at,
    )


def _heard(request: ScreenRequest, filters: Filters, here: Step, *, limit: int) -> friction.Heard:
    return friction.heard(
        viewer=request.viewer, passages=here.held, day=filters.day, limit=limit, among=filters.among
    )


def _step(request: ScreenRequest, filters: Filters) -> tuple[Friction, Step]:
    found = _friction(request, filters)
    here = found.step(request.GET.get("step", ""))
    if here is None:
        raise _unknown()
    return found, here


def _limits(request: ScreenRequest) -> dict[str, int | None]:
    """Days each phase should take, by the map in force."""
    edition = journey.map_in_force(viewer=request.viewer)
    return (
        {p.key: friction.about_days(p.should_take) for p in edition.map.phases} if edition else {}
    )


def _empty(request: ScreenRequest, accounts: int, known: bool) -> str:
    """Why there is nothing to show: no-data, no-catalogue, nobody; '' where there is something."""
    if accounts and known:
        return ""
    if not customers.accounts_all(viewer=request.viewer):
        return "no-data"
    return "nobody" if known else "no-catalogue"


def _nothing(request: ScreenRequest) -> HttpResponse:
    empty = "no-close" if customers.accounts_all(viewer=request.viewer) else "no-data"
    context = {"empty": empty, "may_import": request.viewer.may(Act.IMPORT)}
    return render(request, "funnel/index.html", context)


def _drawer(request: ScreenRequest, listing: Listing) -> HttpResponse:
    return render_part(request, "funnel/drawer.html", {"d": listing}, title=listing.title)
