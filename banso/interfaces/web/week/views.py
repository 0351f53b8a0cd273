"""One page a person for the weekly meeting, to be looked at together or printed."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render

from banso.events.store import workspace_lake
from banso.execution.today.week import my_week
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.today.people import chooser


@screen("week")
def index(request: ScreenRequest) -> HttpResponse:
    """The week of the day shown; ``?as_of=`` leads to the ones before."""
    who = chooser(request, "week:index")
    week = my_week(
        viewer=request.viewer, lake=workspace_lake(), day=request.as_of.day, now=request.clock.now,
        rows_day=request.as_of.rows_day, zone=request.clock.zone, person=who.person,
    )  # fmt: skip
    before = week.first - timedelta(days=1)
    return render(request, "week/index.html", {"week": week, "who": who, "before": before})
