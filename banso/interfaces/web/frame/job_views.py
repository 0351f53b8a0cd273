"""Long work: the list, one piece of it, and the part that asks again until it is over."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, screen
from banso.workspace import jobs
from banso.workspace.viewer import Act


@screen("jobs", act=Act.SEE_IMPORTS)
def index(request: ScreenRequest) -> HttpResponse:
    return render(request, "frame/jobs.html", {"jobs": jobs.jobs(viewer=request.viewer, limit=50)})


@screen("jobs", act=Act.SEE_IMPORTS)
def one(request: ScreenRequest, public_id: str) -> HttpResponse:
    job = jobs.job_view(viewer=request.viewer, public_id=public_id)
    return render(request, "frame/job.html", {"job": job})


@screen("jobs", act=Act.SEE_IMPORTS)
def progress(request: ScreenRequest, public_id: str) -> HttpResponse:
    """The part alone. Where ``then`` names an address, the page goes there when the work is done."""
    job = jobs.job_view(viewer=request.viewer, public_id=public_id)
    then = next_of(request, default="")
    response = render(request, "parts/job.html", {"job": job, "then": then})
    if job.state == "done" and then:
        response["HX-Redirect"] = then
    return response


@require_POST
@screen("jobs", act=Act.SEE_IMPORTS, writes=False)
def cancellation(request: ScreenRequest, public_id: str) -> HttpResponse:
    jobs.cancel_job(viewer=request.viewer, public_id=public_id, now=datetime.now(UTC))
    if request.htmx:
        job = jobs.job_view(viewer=request.viewer, public_id=public_id)
        return render(request, "parts/job.html", {"job": job, "then": next_of(request, "")})
    return redirect("jobs:one", public_id)
