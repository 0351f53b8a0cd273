"""One merge, split or placing: what moved, how far its days are computed, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.connectors import merging
from banso.customers import duplicates
from banso.customers.duplicates import ActView
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.workspace import queries as workspace
from banso.workspace.jobs import JobView, jobs
from banso.workspace.viewer import Act


@dataclass(frozen=True, slots=True)
class ShownAct:
    act: ActView
    by: str
    undone_by: str


def shown_act(act: ActView, people: Mapping[int, str]) -> ShownAct:
    """This function will put people's names to an act."""
    return ShownAct(act, people.get(act.by_id or 0, ""), people.get(act.undone_by_id or 0, ""))


@screen("duplicates", act=Act.SEE_IMPORTS)
def one(request: ScreenRequest, act: str) -> HttpResponse:
    """What moved, and the work of computing the days anew while it runs."""
    found = duplicates.act_of(viewer=request.viewer, public_id=act)
    if found is None:
        raise Http404
    people = workspace.names_of_people(viewer=request.viewer)
    context = {
        "shown": shown_act(found, people),
        "job": _running(request),
        "may_merge": request.viewer.may(Act.IMPORT) and not request.as_of.past,
        "here": request.path,
    }
    return render(request, "duplicates/act.html", context)


def _running(request: ScreenRequest) -> JobView | None:
    """The closing of days that is at work or waits."""
    return next(
        (j for j in jobs(viewer=request.viewer, kind="day.backfill", limit=5) if not j.finished),
        None,
    )


@require_POST
@screen("duplicates", act=Act.IMPORT)
def undo(request: ScreenRequest, act: str) -> HttpResponseBase:
    """Take it back; refused where later acts rest on it."""
    done = merging.take_back(viewer=request.viewer, act=act, now=datetime.now(UTC))
    messages.success(request, _("Taken back. Everything stands where it stood before."))
    return redirect("duplicates:act", done.act)
