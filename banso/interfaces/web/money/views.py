"""Insight → Money: the waterfall, its periods and parts, the movements behind each number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.customers import queries as customers
from banso.interfaces.web.frame import kpis as kpi_words
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.insight import reading as insight
from banso.interfaces.web.money import asked as asking
from banso.interfaces.web.money import reading
from banso.interfaces.web.money.words import BY, CLASSES, PER
from banso.metrics.kpi.definitions import kpis
from banso.revenue.ledger import queries as ledger
from banso.workspace import queries as workspace

# Three rates that are all called churn; they stand side by side with what makes them differ.
CHURN = ("logo_churn_rate_month", "gross_revenue_churn_month", "net_revenue_churn_month")
_RESTATED = 12


@screen("insight")
def index(request: ScreenRequest) -> HttpResponse:
    """The months asked for as one waterfall, as a table of periods, and in parts."""
    through = ledger.ledger_through(viewer=request.viewer)
    if through is None:
        return render(request, "money/index.html", {"page": None})
    asked = asking.read(request.GET, through=min(through, request.as_of.day))
    segments = reading.segments_of(request, request.as_of.rows_day or through)
    accounts = reading.accounts_of(asked, segments)
    periods = reading.months(request, asked, accounts)
    total, begin = reading.whole(periods), periods[0].month
    context = {
        "page": True,
        "asked": asked,
        "through": min(through, request.as_of.day),
        "fall": reading.fall_of(request, asked, total, begin),
        "total": total,
        "periods": reading.periods_sheet(request, asked, periods),
        "parts": reading.parts_sheet(request, asked, accounts, segments, begin) if asked.by else None,
        "bys": BY,
        "pers": PER,
        "segments": segments,
        "missing": ledger.missing_rates(viewer=request.viewer),
        "churn": _churn(request),
        "locks": _locks(request),
        "restated": _restated(request, begin, asked.last),
        "currency": workspace.workspace(viewer=request.viewer).currency,
    }  # fmt: skip
    return render(request, "money/index.html", context)


@screen("insight")
def movements(request: ScreenRequest) -> HttpResponse:
    """The movements behind a number."""
    through = ledger.ledger_through(viewer=request.viewer) or request.as_of.day
    through = min(through, request.as_of.day)
    asked = asking.read(request.GET, through=through)
    cls = request.GET.get("class", "")
    cls = cls if cls in CLASSES else ""
    segments = (
        reading.segments_of(request, request.as_of.rows_day or through) if asked.segment else ()
    )
    found = reading.movements_of(request, asked, cls, reading.accounts_of(asked, segments))
    title = str(CLASSES[cls]) if cls else _("Movements")
    context = {
        "sheet": reading.movements_sheet(request, found, title),
        "asked": asked,
        "first": date.fromisoformat(f"{asked.first}-01"),
        "last": date.fromisoformat(f"{asked.last}-01"),
    }  # fmt: skip
    return render_part(request, "money/movements.html", context, title=title)


def _churn(request: ScreenRequest) -> list[insight.Line]:
    day = request.as_of.rows_day
    keys = tuple(k for k in CHURN if k in kpis())
    if day is None or not keys:
        return []
    found = kpi_words.measured(viewer=request.viewer, day=day)
    return [insight.line(request, found[k][0]) for k in keys if found.get(k)]


def _locks(request: ScreenRequest) -> list[tuple[Any, str]]:
    names = workspace.names_of_people(viewer=request.viewer)
    return [(lock, names.get(lock.by_id or 0, "")) for lock in ledger.locks(viewer=request.viewer)]


def _restated(request: ScreenRequest, first: str, last: str) -> list[dict[str, Any]]:
    rows = ledger.restatements(viewer=request.viewer, first=first, last=last, limit=_RESTATED)
    ids = sorted({r.account_id for r in rows})
    accounts = {a.id: a for a in customers.account_list_rows(viewer=request.viewer, ids=ids)}
    return [
        {"row": r, "account": accounts[r.account_id], "what": CLASSES.get(r.cls, r.cls)}
        for r in rows
        if r.account_id in accounts
    ]
