"""The page of the first steps: read from what is there, nothing is kept of the walk itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.start.guide import facts
from banso.interfaces.web.start.steps import current, steps
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act


@screen("start", act=Act.SEE_DEFINITIONS)
def index(request: ScreenRequest) -> HttpResponse:
    """The five steps with what each needs, what is there, and what it lights up."""
    viewer = request.viewer
    walk = steps(facts(viewer=viewer))
    context = {
        "steps": walk,
        "current": current(walk),
        "is_demo": workspace.workspace(viewer=viewer).is_demo,
        "may_import": viewer.may(Act.SEE_IMPORTS),
        "may_start_own": viewer.may(Act.MANAGE_WORKSPACE),
        "may_walk": viewer.may(Act.IMPORT) and viewer.may(Act.EDIT_DEFINITIONS),
    }
    return render(request, "start/index.html", context)
