"""How many accounts stood in each phase on each day: a line a phase, with the days other rules came."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.events.store import workspace_lake
from banso.interfaces.web.frame import charts
from banso.interfaces.web.frame.parts import text
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.journey import queries as journey
from banso.journey.views import DayCount, PhaseName

_SPANS = (91, 182, 365, 730)


@screen("map")
def over_time(request: ScreenRequest) -> HttpResponse:
    """The last year up to the day shown, or as many days as asked for; by the knowledge the header says."""
    days = _span(request.GET.get("days", ""))
    last = request.as_of.rows_day
    counts: list[DayCount] = []
    if last is not None:
        counts = journey.trend(
            viewer=request.viewer,
            lake=workspace_lake(),
            first=last - timedelta(days=days - 1),
            last=last,
            seen=request.as_of.seen_at,
        )
    context = {"chart": _chart(request, counts, last), "days": days, "spans": _SPANS}
    return render(request, "map/over_time.html", context)


def _span(asked: str) -> int:
    return int(asked) if asked.isdigit() and int(asked) in _SPANS else 365


def _chart(
    request: ScreenRequest, counts: list[DayCount], last: date | None
) -> charts.Chart | None:
    if not counts or last is None:
        return None
    seen = {phase for day in counts for phase in day.accounts}
    phases = [p for p in journey.phases(viewer=request.viewer) if p.key in seen]
    lines = [_line(phase, counts) for phase in phases]
    gone = sorted(seen - {p.key for p in phases} - {""})
    lines += [
        charts.Line(key, [d.accounts.get(key, 0) for d in counts], colour="ink-3", dashed=True)
        for key in gone
    ]
    return charts.lines(
        id="c-phases",
        title=_("Accounts by phase"),
        day_word=_("Day"),
        days=[d.day for d in counts],
        lines=lines,
        marks=charts.marks_between(
            viewer=request.viewer,
            first=counts[0].day,
            last=last,
            word=_("release"),
            seen=request.as_of.seen_at,
        ),
        note=_("as we saw it") if request.as_of.seen_at else _("by today's knowledge"),
        about="phase-accounts",
    )


def _line(phase: PhaseName, counts: list[DayCount]) -> charts.Line:
    values = [d.accounts.get(phase.key, 0) for d in counts]
    return charts.Line(text(phase.name), values, colour=f"ph-{phase.hue}")
