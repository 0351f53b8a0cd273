"""The page of the first steps: read from what is there, nothing is kept of the walk itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from banso.customers import queries as customers
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.start.steps import Facts, current, steps
from banso.journey import queries as journey
from banso.metrics import queries as metrics
from banso.metrics import segment_store
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer


@screen("start", act=Act.SEE_DEFINITIONS)
def index(request: ScreenRequest) -> HttpResponse:
    """The five steps with what each needs, what is there, and what it lights up."""
    viewer = request.viewer
    walk = steps(_facts(viewer))
    context = {
        "steps": walk,
        "current": current(walk),
        "is_demo": workspace.workspace(viewer=viewer).is_demo,
        "may_import": viewer.may(Act.SEE_IMPORTS),
        "may_start_own": viewer.may(Act.MANAGE_WORKSPACE),
    }
    return render(request, "start/index.html", context)


def _facts(viewer: Viewer) -> Facts:
    covered = {c.kind for c in workspace.coverage(viewer=viewer)}
    answered = metrics.catalogue_in_force(viewer=viewer).answered
    edition = journey.map_in_force(viewer=viewer)
    return Facts(
        accounts=len(customers.accounts_all(viewer=viewer)),
        contracts="contracts" in covered,
        usage="usage" in covered,
        answered=sum(answered.values()),
        questions=len(answered),
        map_version=edition.version if edition else None,
        measured=metrics.latest_day(viewer=viewer) is not None,
        segments=len(segment_store.segments(viewer=viewer)),
    )
