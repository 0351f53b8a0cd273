"""Insight → Retention: projections with sliders, how long accounts stay, how it goes on, cohorts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from banso.customers.queries import account_names, public_ids
from banso.events.store import workspace_lake
from banso.feedback.retention import queries
from banso.feedback.retention.cohorts import LEAST
from banso.feedback.retention.lives import Lives
from banso.feedback.retention.projecting import (
    POOLED_BELOW,
    TERMS,
    Projection,
    project,
    usual_term,
)
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.periods import PARTS, period_of
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.retention import drawing
from banso.interfaces.web.retention.ahead import outlook as looked_ahead
from banso.interfaces.web.retention.asked import HORIZONS, Asked, asked, sliders, standing
from banso.revenue import queries as contracts
from banso.revenue.ledger import queries as ledger
from banso.science.survival import kaplan_meier
from banso.workspace.queries import WorkspaceView, workspace
from banso.workspace.viewer import Act

MOST_GROUPS = 5
MOST_LISTED = 200


@screen("insight", act=Act.SEE_ACCOUNTS)
def index(request: ScreenRequest) -> HttpResponse:
    """The whole page; without a ledger, what will be here."""
    day = _day(request)
    if day is None:
        return render(request, "retention/index.html", {"nothing": True})
    lake, want, own = workspace_lake(), asked(request.GET), workspace(viewer=request.viewer)
    lives = queries.lives(viewer=request.viewer, lake=lake, day=day)
    if not len(lives):
        return render(request, "retention/index.html", {"nothing": True, "day": day})
    names = _plan_names(request)
    found = queries.cohorts(viewer=request.viewer, lake=lake, day=day, part=want.part)
    keeps = "".join(f"&{k}={v}" for k, v in request.GET.items() if k == "as_of")
    term = want.term or usual_term(lives.months, lives.left)
    whole = _projected(lives, term)
    context = {
        "day": day,
        "rates": [p.in_(request.viewer.language) for p in ledger.missing_rates(viewer=request.viewer)],
        "asked": want,
        "choices": _choices(request, want, term),
        "term": term,
        "survival": _survival(lives, want, own, names, day),
        "projection": _projection(whole),
        "projections": drawing.projections(_by_plan(lives, whole, names)),
        "cohorts": drawing.cohort_table(
            found, shown=want.shown, first_month=own.fiscal_year_start, currency=own.currency,
            query=keeps,
        ),
        **_outlook(request, day, own),
    }  # fmt: skip
    return render(request, "retention/index.html", context)


@screen("insight", act=Act.SEE_ACCOUNTS)
def outlook(request: ScreenRequest) -> HttpResponse:
    """The projections anew, as the sliders stand; the page's address follows them."""
    day = _day(request)
    if day is None:
        raise Http404
    context = _outlook(request, day, workspace(viewer=request.viewer))
    response = render_part(request, "retention/outlook.html", context, title=_("Two projections"))
    response["HX-Replace-Url"] = f"{reverse('retention:index')}?{request.GET.urlencode()}"
    return response


@screen("insight", act=Act.SEE_ACCOUNTS)
def cohort(request: ScreenRequest) -> HttpResponse:
    """Who is in a cohort: when each began, and left."""
    day, part = _day(request), request.GET.get("part", "quarter")
    try:
        begin = date.fromisoformat(f"{request.GET.get('first', '')}-01")
    except ValueError:
        raise Http404 from None
    if day is None or part not in PARTS:
        raise Http404
    own = workspace(viewer=request.viewer)
    period = period_of(begin, part, first_month=own.fiscal_year_start)
    lives = queries.lives(viewer=request.viewer, lake=workspace_lake(), day=day)
    inside = (lives.start >= np.datetime64(period.first)) & (
        lives.start < np.datetime64(period.end)
    )
    theirs = lives.of(inside)
    ids = [int(a) for a in theirs.account[:MOST_LISTED]]
    names = account_names(viewer=request.viewer, ids=ids)
    links = public_ids(viewer=request.viewer, ids=ids)
    rows = [
        {"name": names[a], "public_id": links[a], "start": start, "left": end if left else None}
        for a, start, end, left in zip(
            ids, theirs.start.tolist(), theirs.end.tolist(), theirs.left.tolist(), strict=False
        )
        if a in names
    ]
    label = period.label(language(), first_month=own.fiscal_year_start)
    context = {"label": label, "rows": rows, "n": len(theirs), "left": int(theirs.left.sum())}
    return render_part(request, "retention/cohort.html", context, title=label)


def _day(request: ScreenRequest) -> date | None:
    """The day shown, at most the last one the ledger is written for."""
    through = ledger.ledger_through(viewer=request.viewer)
    return None if through is None else min(through, request.as_of.rows_day or request.as_of.day)


def _outlook(request: ScreenRequest, day: date, own: WorkspaceView) -> dict[str, Any]:
    pace = queries.own_pace(viewer=request.viewer, lake=workspace_lake(), day=day)
    at = sliders(request.GET, pace)
    return {
        "pace": pace,
        "at": at,
        "own_at": standing(pace),
        "horizons": HORIZONS,
        "new_a_month": round(pace.new * at.new / 100),
        "ahead": looked_ahead(
            pace, at, day=day, currency=own.currency, first_month=own.fiscal_year_start
        ),
        "least": LEAST,
        "kept": [(k, v) for k, v in request.GET.items() if k in _KEPT],
    }


_KEPT = ("as_of", "unit", "part", "group", "show", "term")


def _choices(request: ScreenRequest, want: Asked, term: int) -> dict[str, list[dict[str, Any]]]:
    """The ways to look, each with its address; the rest of the address stays."""
    words = {
        "part": {
            "month": _("Month"), "quarter": _("Quarter"), "half": _("Half-year"),
            "year": _("Fiscal year"),
        },
        "group": {"": _("All"), "plan": _("Plan"), "year": _("Fiscal year they began in")},
        "show": {"logos": _("Accounts"), "money": _("MRR")},
        "term": {str(t): _term_word(t) for t in TERMS},
    }  # fmt: skip
    now = {"part": want.part, "group": want.group, "show": want.shown, "term": str(term)}
    return {
        name: [
            {"word": word, "url": _with(request.GET, name, key), "here": key == now[name]}
            for key, word in of.items()
        ]
        for name, of in words.items()
    }


def _term_word(months: int) -> str:
    return {1: _("every month"), 3: _("every quarter"), 6: _("every half-year"), 12: _("every year")}[months]  # fmt: skip


def _with(query: Mapping[str, str], name: str, value: str) -> str:
    rest = {k: v for k, v in query.items() if k != name}
    if value:
        rest[name] = value
    return f"{reverse('retention:index')}?{urlencode(rest)}#{_PLACES[name]}"


_PLACES = {"part": "rt-cohorts", "show": "rt-cohorts", "group": "rt-survival", "term": "rt-ahead"}


def _plan_names(request: ScreenRequest) -> dict[str, str]:
    return {p.key: p.name for p in contracts.plans(viewer=request.viewer)}


def _survival(
    lives: Lives, want: Asked, own: WorkspaceView, names: Mapping[str, str], day: date
) -> dict[str, Any]:
    """The chart, and how many accounts stand in no curve because their group is too small."""
    labels = _labels(lives, want.group, own, names)
    found: list[drawing.Group] = []
    small = 0
    keys, counts = np.unique(labels, return_counts=True)
    newest = want.group == "year"
    order = np.argsort(keys)[::-1] if newest else np.argsort(-counts, kind="stable")
    for i in order:
        if counts[i] < LEAST or len(found) == MOST_GROUPS:
            small += int(counts[i])
            continue
        theirs = lives.of(labels == keys[i])
        curve = kaplan_meier(durations=theirs.months, happened=theirs.left).until(LEAST)
        found.append(drawing.Group(str(keys[i]), len(theirs), int(theirs.left.sum()), curve))
    if not found:
        return {"chart": None, "small": small}
    note = _("share not left; 95 percent limits, to {day}").format(day=day.isoformat())
    medians = [
        {"name": g.name, "n": g.accounts, "left": g.left, "median": g.curve.quantile(),
         "limits": g.curve.quantile_limits(), "followed": int(g.curve.followed)}
        for g in found
    ]  # fmt: skip
    return {"chart": drawing.survival(found, note=note), "small": small, "medians": medians}


def _labels(
    lives: Lives, group: str, own: WorkspaceView, names: Mapping[str, str]
) -> NDArray[np.str_]:
    if group == "plan":
        unknown = _("Plan not known")
        return np.array([names.get(p, p) or unknown for p in lives.plan.tolist()])
    if group == "year":
        first = own.fiscal_year_start
        starts, place = np.unique(lives.start, return_inverse=True)
        said = [
            period_of(s, "year", first_month=first).label(language(), first_month=first)
            for s in starts.tolist()
        ]
        return np.array(said)[place]
    return np.full(len(lives), _("All accounts"))


def _projected(lives: Lives, term: int) -> Projection:
    return project(lives.months, lives.left, term=term, followed=lives.followed)


def _projection(found: Projection) -> dict[str, Any]:
    note = _("{n} accounts, {left} left; 90 percent range").format(
        n=found.accounts, left=found.left
    )
    return {"found": found, "chart": drawing.projection(found, note=note)}


def _by_plan(
    lives: Lives, whole: Projection, names: Mapping[str, str]
) -> list[tuple[str, Projection, bool]]:
    """All accounts, then each plan; one with too few is projected together with all."""
    rows = [(_("All accounts"), whole, False)]
    keys, counts = np.unique(lives.plan, return_counts=True)
    for i in np.argsort(-counts, kind="stable")[:8]:
        if not keys[i]:
            continue
        theirs = lives.of(lives.plan == keys[i])
        name = names.get(str(keys[i]), str(keys[i]))
        if counts[i] < POOLED_BELOW:
            rows.append((_("{name} ({n}, with all)").format(name=name, n=counts[i]), whole, True))
        else:
            rows.append((name, _projected(theirs, whole.term), False))
    return rows if len(rows) > 2 else rows[:1]
