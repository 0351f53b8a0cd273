"""The phase report: the page, and the accounts behind its numbers."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.feedback.funnel.report import Report, report
from banso.interfaces.web.frame import kpis
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.periods import Period, period_of
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.funnel import lists
from banso.interfaces.web.funnel.filters import Choice, Filters, Menu, read_filters
from banso.interfaces.web.phases import sheets
from banso.journey import queries as journey
from banso.lib.problems import BansoError, problem
from banso.metrics.kpi.definitions import kpis as known_kpis
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

MONTHS, QUARTERS = 6, 4  # in the menu, the present ones with them


class PhaseUnknown(BansoError):
    """The address asks for a phase, or a part of one, that is not there."""


def _unknown() -> PhaseUnknown:
    return PhaseUnknown(
        problem(
            "phases.phase-unknown",
            ja="お探しのフェーズは見つかりません。",
            en="There is no such phase.",
            remedy_ja="フェーズレポートに戻り、もう一度お選びください。マップが変わった可能性があります。",
            remedy_en="Go back to the phase report and choose again; the map may have changed.",
        )
    )


@screen("insight")
def index(request: ScreenRequest) -> HttpResponse:
    """Every phase of the map with its goal, attainment, KPIs, moves and plays."""
    day = request.as_of.rows_day
    if day is None:
        empty = "no-close" if customers.accounts_all(viewer=request.viewer) else "no-data"
        return _page(request, {"empty": empty})
    filters = read_filters(request, day=day, page="phases:index")
    period, menu = _period(request, filters)
    found = _report(request, filters, period)
    if found is None or not any(p.column.counts.accounts or p.came or p.went for p in found.phases):
        empty = "nobody" if customers.accounts_all(viewer=request.viewer) else "no-data"
        return _page(request, {"empty": empty, "filters": filters, "menus": (menu, *filters.menus)})
    viewer = request.viewer
    edition = journey.map_in_force(viewer=viewer)
    space = workspace.workspace(viewer=viewer)
    pages = sheets.pages_of(
        found, filters, people=workspace.names_of_people(viewer=viewer),
        names=journey.names(viewer=viewer, edition=edition),
        measured=kpis.measured(viewer=viewer, day=day, keys=_keys(found), among=filters.among),
        currency=space.currency,
    )  # fmt: skip
    context = {
        "filters": filters, "menus": (menu, *filters.menus), "report": found, "pages": pages,
        "period": period, "map_name": edition.map.name if edition else None,
        "workspace": space.name,
        "may_see_people": viewer.scope is None,
    }  # fmt: skip
    return _page(request, context)


@screen("insight")
def accounts(request: ScreenRequest) -> HttpResponse:
    """The accounts behind a number of the report."""
    day = request.as_of.rows_day
    part = request.GET.get("part", "")
    if day is None or part not in sheets.PARTS:
        raise _unknown()
    filters = read_filters(request, day=day)
    period, _menu = _period(request, filters)
    found = _report(request, filters, period)
    here = next(
        (p for p in found.phases if p.column.key == request.GET.get("phase")), None
    ) if found else None  # fmt: skip
    if found is None or here is None:
        raise _unknown()
    names = {p.column.key: p.column.name.in_(language()) for p in found.phases}
    chosen, meaning = sheets.chosen(here, part)
    listing = lists.of_stays(request.viewer, chosen, names[here.column.key], meaning, names)
    return render_part(request, "funnel/drawer.html", {"d": listing}, title=listing.title)


def _keys(found: Report) -> tuple[str, ...]:
    """The KPIs the map names that can be measured."""
    named = (k.key for p in found.phases for k in p.column.kpis)
    return tuple(sorted({k for k in named if k in known_kpis()}))


def _page(request: ScreenRequest, context: dict[str, object]) -> HttpResponse:
    may = {"may_import": request.viewer.may(Act.IMPORT)}
    return render(request, "phases/index.html", {**context, **may})


def _report(request: ScreenRequest, filters: Filters, period: Period) -> Report | None:
    return report(
        viewer=request.viewer,
        lake=workspace_lake(),
        day=filters.day,
        period_first=period.first,
        period_last=min(period.end - timedelta(days=1), filters.day),
        first=filters.first,
        among=filters.among,
        seen=request.as_of.seen_at,
    )


def _period(request: ScreenRequest, filters: Filters) -> tuple[Period, Menu]:
    """The period whose moves are told: a month or a quarter, the present month unless asked otherwise."""
    first_month = workspace.workspace(viewer=request.viewer).fiscal_year_start
    known = [
        *_back(filters.day, "month", MONTHS, first_month),
        *_back(filters.day, "quarter", QUARTERS, first_month),
    ]
    wanted = request.GET.get("moves", "")
    chosen = next((p for p in known if _key(p) == wanted), known[0])
    if chosen is not known[0]:
        filters.kept["moves"] = wanted  # type: ignore[index]  # links of the page carry it on
    choices = tuple(
        Choice(
            p.label(language(), first_month=first_month),
            filters.url("phases:index", moves=_key(p)),
            p is chosen,
        )
        for p in known
    )
    label = chosen.label(language(), first_month=first_month)
    return chosen, Menu(_("Moves in"), label, chosen is not known[0], choices)


def _key(period: Period) -> str:
    return f"{'q' if period.part == 'quarter' else ''}{period.key}"


def _back(day: date, part: str, n: int, first_month: int) -> list[Period]:
    found = [period_of(day, part, first_month=first_month)]
    while len(found) < n:
        found.append(period_of(found[-1].first - timedelta(days=1), part, first_month=first_month))
    return found
