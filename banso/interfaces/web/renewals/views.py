"""The renewals ahead: by decision day, mine or everybody's."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from banso.execution.today.own import leads
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.renewals.reading import MOST, SHOWN, WINDOWS, listed
from banso.workspace import queries as workspace
from banso.workspace.viewer import Role

EVERYBODY = "all"
_USUAL = 90


@screen("renewals")
def index(request: ScreenRequest) -> HttpResponse:
    """The list for ``?of=`` (a person, me, all) and ``?days=``."""
    viewer, day = request.viewer, request.as_of.rows_day
    names = workspace.names_of_people(viewer=viewer)
    of = request.GET.get("of", "") or ("me" if viewer.role is Role.CSM else EVERYBODY)
    days = request.GET.get("days", "")
    window = int(days) if days.isdigit() and int(days) in WINDOWS else _USUAL
    owner = viewer.user_id if of == "me" else int(of) if of.isdigit() and int(of) in names else None
    short = request.GET.get("short") == "1"
    more = request.GET.get("n") == "all"
    found = None
    if day is not None:
        found = listed(
            request, window=window, owner=owner, short=short, day=day, most=MOST if more else SHOWN
        )
    context = {
        "found": found, "day": day, "window": window, "windows": WINDOWS, "of": of,
        "owner": owner, "short": short, "more": more, "me": viewer.user_id,
        "people": sorted(names.items(), key=lambda p: p[1]) if leads(viewer=viewer) else [],
        "currency": workspace.workspace(viewer=viewer).currency,
    }  # fmt: skip
    return render(request, "renewals/index.html", context)
