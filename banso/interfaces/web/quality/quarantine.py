"""Quarantine: rows by problem, one row with its cells, rules tried and carried out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.connectors import queries as imports
from banso.connectors.files.rowproblems import row_problem
from banso.connectors.mending import operations, queries
from banso.connectors.mending.queries import STATES
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.quality.rule_form import Asked, hidden, read
from banso.interfaces.web.quality.views import PER_PAGE, page_of
from banso.workspace.jobs import jobs, start_job
from banso.workspace.viewer import Act

KIND = "import.mend"
_UNKNOWN = "import.row.unknown-account"
_TWICE = "import.row.duplicate-id"


@screen("quality", act=Act.SEE_IMPORTS)
def index(request: ScreenRequest) -> HttpResponse:
    """Every import's rows that stayed out, by problem."""
    state = _state(request)
    context = {
        "groups": queries.groups(viewer=request.viewer, state=state),
        "counts": queries.state_counts(viewer=request.viewer),
        "state": state,
        "late": queries.late_accounts(viewer=request.viewer),
        "may_mend": _may_mend(request),
        "may_export": request.viewer.may(Act.EXPORT),
        "kind_words": {k.key: k.text for k in imports.vocabulary()},
    }
    return render(request, "quality/quarantine.html", context)


@screen("quality", act=Act.SEE_IMPORTS)
def rows(request: ScreenRequest, batch: str) -> HttpResponse:
    """The rows of one import with one problem, and what can be done with all of them."""
    problem = _known(request.GET.get("problem", ""))
    file = request.GET.get("file") or None
    state = _state(request)
    page = queries.rows(
        viewer=request.viewer,
        batch=batch,
        problem=problem,
        file=file,
        state=state,
        page=page_of(request),
        per_page=PER_PAGE,
    )
    query = {"problem": problem or "", "file": file or "", "state": state}
    context: dict[str, Any] = {
        "batch": imports.batch(viewer=request.viewer, public_id=batch),
        "page": page,
        "problem": row_problem(problem) if problem else None,
        "file": file,
        "state": state,
        "query": query,
        "here": reverse("quality:rows", args=[batch]),
        "may_mend": _may_mend(request),
        "job": _work(request, batch),
        "next": f"{reverse('quality:rows', args=[batch])}?{urlencode(query)}",
        "may_export": request.viewer.may(Act.EXPORT),
        "kind_words": {k.key: k.text for k in imports.vocabulary()},
    }
    if problem and page.total and state == "open" and context["may_mend"]:
        context |= _rules(request, batch, problem, file)
    return render(request, "quality/rows.html", context)


def _rules(request: ScreenRequest, batch: str, problem: str, file: str | None) -> dict[str, Any]:
    viewer = request.viewer
    return {
        "columns": queries.columns(viewer=viewer, batch=batch, problem=problem, file=file),
        "forms": queries.forms(),
        "keys": queries.unknown_keys(viewer=viewer, batch=batch) if problem == _UNKNOWN else [],
        "twice": problem == _TWICE,
    }


@screen("quality", act=Act.SEE_IMPORTS)
def row(request: ScreenRequest, batch: str, row: int) -> HttpResponse:
    """One row: its cells to mend, the wrong ones marked, its twin, and what happened to it."""
    found = queries.one_row(viewer=request.viewer, batch=batch, row=row)
    context = {
        "row": found,
        "batch": imports.batch(viewer=request.viewer, public_id=batch),
        "may_mend": _may_mend(request) and found.state == "open",
        "may_export": request.viewer.may(Act.EXPORT),
        "kind_words": {k.key: k.text for k in imports.vocabulary()},
    }
    return render(request, "quality/row.html", context)


@require_POST
@screen("quality", act=Act.IMPORT, writes=False)
def attempt(request: ScreenRequest, batch: str) -> HttpResponseBase:
    """What a rule would do: how many rows it means, how many would come in, which stay."""
    asked = read(request.POST, viewer=request.viewer)
    context: dict[str, Any] = {
        "batch": imports.batch(viewer=request.viewer, public_id=batch),
        "asked": asked,
        "fields": hidden(asked),
        "back": _back(request, batch, asked),
        "problem": row_problem(asked.rule.problem) if _known(asked.rule.problem) else None,
        "form_words": dict(queries.forms()),
    }
    if not (asked.rule.kind == "account" and not asked.rule.account):
        preview = operations.preview_rule(
            viewer=request.viewer,
            batch=batch,
            rule=asked.rule,
            reason=asked.reason,
            now=datetime.now(UTC),
        )
        still = [(row_problem(id), n) for id, n in preview.still.items()]
        context |= {"preview": preview, "still": still}
    return render(request, "quality/try.html", context)


@require_POST
@screen("quality", act=Act.IMPORT)
def mend(request: ScreenRequest, batch: str) -> HttpResponseBase:
    """Carry a rule out, in the background: rows come in, days are worked out anew."""
    asked = read(request.POST, viewer=request.viewer)
    now = datetime.now(UTC)
    made = operations.begin(
        viewer=request.viewer, batch=batch, rule=asked.rule, reason=asked.reason, now=now
    )
    start_job(
        viewer=request.viewer, kind=KIND, arguments={"mending": made, "batch": batch}, now=now
    )
    messages.success(request, _("The rows are being taken in."))
    return redirect(_back(request, batch, asked))


def _back(request: ScreenRequest, batch: str, asked: Asked) -> str:
    query = {k: v for k, v in (("problem", asked.rule.problem), ("file", asked.rule.file)) if v}
    address = reverse("quality:rows", args=[batch])
    return f"{address}?{urlencode(query)}" if query else address


def _work(request: ScreenRequest, batch: str) -> Any:
    """The newest mending of this import while it runs, or if it failed."""
    for job in jobs(viewer=request.viewer, kind=KIND, limit=5):
        if job.arguments.get("batch") == batch:
            return job if not job.finished or job.state == "failed" else None
    return None


def _may_mend(request: ScreenRequest) -> bool:
    return request.viewer.may(Act.IMPORT) and not request.as_of.past


def _known(problem: str) -> str | None:
    from banso.connectors.files.rowproblems import IDS

    return problem if problem in IDS else None


def _state(request: ScreenRequest) -> str:
    asked = request.GET.get("state", "open")
    return asked if asked in STATES else "open"
