"""The report and its findings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from banso.connectors import queries as imports
from banso.connectors.mending import queries as quarantine
from banso.connectors.quality import operations, queries
from banso.connectors.quality.checks import LEVELS
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.quality.waiting import waiting_of
from banso.workspace.jobs import JobView, jobs, start_job
from banso.workspace.viewer import Act

KIND = "quality.report"
PER_PAGE = 50


@screen("quality", act=Act.SEE_IMPORTS)
def index(request: ScreenRequest) -> HttpResponse:
    """Counts by seriousness, the findings, and what waits in quarantine."""
    batch = request.GET.get("batch") or None
    report = queries.report(viewer=request.viewer, batch=batch)
    context = {
        "report": report,
        "batch": imports.batch(viewer=request.viewer, public_id=batch) if batch else None,
        "levels": [
            (key, words, report.of_level(key) if report else []) for key, words in LEVELS.items()
        ],
        "states": quarantine.state_counts(viewer=request.viewer),
        "late": quarantine.late_accounts(viewer=request.viewer),
        "waiting": None if batch else waiting_of(request),
        "has_data": queries.has_data(viewer=request.viewer),
        "batches": [b for b in imports.batches(viewer=request.viewer) if b.state == "committed"],
        "job": _running(request),
        "here": _address("quality:index", batch=batch),
        "may_export": request.viewer.may(Act.EXPORT),
        "kind_words": {k.key: k.text for k in imports.vocabulary()},
    }
    return render(request, "quality/index.html", context)


@require_POST
@screen("quality", act=Act.SEE_IMPORTS, writes=False)
def check(request: ScreenRequest) -> HttpResponseBase:
    """Run the checks: at once where the data are small, else in the background."""
    batch = request.POST.get("batch") or None
    now = datetime.now(UTC)
    if queries.needs_job(viewer=request.viewer):
        start_job(viewer=request.viewer, kind=KIND, arguments={"batch": batch}, now=now)
    else:
        operations.make_report(viewer=request.viewer, batch=batch, now=now)
    return redirect(_address("quality:index", batch=batch))


@screen("quality", act=Act.SEE_IMPORTS)
def finding(request: ScreenRequest, check: str) -> HttpResponse:
    """One finding: what it is, what Banso did, what to do next, and its rows as they are now."""
    batch = request.GET.get("batch") or None
    page = queries.finding(
        viewer=request.viewer,
        check=check,
        now=datetime.now(UTC),
        batch=batch,
        page=page_of(request),
        per_page=PER_PAGE,
    )
    report = queries.report(viewer=request.viewer, batch=batch)
    stored = next((f for f in report.findings if f.check.id == check), None) if report else None
    context: dict[str, Any] = {
        "page": page,
        "finding": page.finding,
        "stored": stored,
        "report": report,
        "batch": batch,
        "level": LEVELS[page.finding.check.level],
        "here": reverse("quality:finding", args=[check]),
        "query": {"batch": batch or ""},
        "may_export": request.viewer.may(Act.EXPORT),
        "kind_words": {k.key: k.text for k in imports.vocabulary()},
    }
    return render(request, "quality/finding.html", context)


def page_of(request: ScreenRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 8 else 1


def _running(request: ScreenRequest) -> JobView | None:
    for job in jobs(viewer=request.viewer, kind=KIND, limit=3):
        if not job.finished or job.state == "failed":
            return job
        return None
    return None


def _address(name: str, **query: str | None) -> str:
    given = {k: v for k, v in query.items() if v}
    return reverse(name) + (f"?{urlencode(given)}" if given else "")
