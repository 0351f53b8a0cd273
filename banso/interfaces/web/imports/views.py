"""Import: hand in, look, choose, commit, undo; long work goes on when the page is left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.connectors import operations, queries
from banso.connectors.queries import BatchView
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.imports.choices import chosen_text
from banso.interfaces.web.imports.uploads import on_disk
from banso.workspace.jobs import JobView, jobs, start_job
from banso.workspace.viewer import Act

_PER_PAGE = 50
_LOOK_BACK = 60  # newest jobs among which a batch's own are found


@screen("imports", act=Act.SEE_IMPORTS)
def index(request: ScreenRequest) -> HttpResponseBase:
    """The list of imports, and the place to drop files."""
    if request.method == "POST":
        request.viewer.require(Act.IMPORT)
        with on_disk(request.FILES.getlist("files")) as files:
            batch = operations.receive(
                viewer=request.viewer, files=files, now=datetime.now(UTC), origin=_("upload")
            )
        _start(request, "import.preview", batch)
        return redirect("imports:one", batch)
    context = {
        "batches": queries.batches(viewer=request.viewer),
        "may_import": request.viewer.may(Act.IMPORT) and not request.as_of.past,
    }
    return render(request, "imports/index.html", context)


@screen("imports", act=Act.SEE_IMPORTS)
def one(request: ScreenRequest, batch: str) -> HttpResponse:
    """One import, in whatever state it is."""
    found = queries.batch(viewer=request.viewer, public_id=batch)
    work = _job_of(request, found)
    preview = (
        work.result if work and work.kind == "import.preview" and work.state == "done" else None
    )
    context: dict[str, Any] = {
        "batch": found,
        "job": work if work and (not work.finished or work.state != "done") else None,
        "preview": preview if found.state == "staged" else None,
        "kinds": queries.vocabulary(),
        "mappings": list(queries.mappings(viewer=request.viewer)),
        "kind_words": {k.key: k.text for k in queries.vocabulary()},
        "may_import": request.viewer.may(Act.IMPORT) and not request.as_of.past,
        "here": reverse("imports:one", args=[batch]),
    }
    return render(request, "imports/one.html", context)


@require_POST
@screen("imports", act=Act.IMPORT)
def mapping(request: ScreenRequest, batch: str) -> HttpResponseBase:
    """Other meanings for the columns, a mapping by name, or a mapping's text; then the preview anew."""
    text = request.POST.get("text", "")
    if request.POST.get("by") == "columns":
        preview = _preview(request, batch)
        text = chosen_text(preview=preview, posted=request.POST.dict()) if preview else ""
    elif request.POST.get("by") == "name":
        text = queries.mappings(viewer=request.viewer).get(request.POST.get("name", ""), "")
    operations.choose_mapping(viewer=request.viewer, batch=batch, text=text)
    _start(request, "import.preview", batch)
    return redirect("imports:one", batch)


@require_POST
@screen("imports", act=Act.IMPORT)
def commit(request: ScreenRequest, batch: str) -> HttpResponseBase:
    _start(request, "import.commit", batch)
    return redirect("imports:one", batch)


@require_POST
@screen("imports", act=Act.IMPORT)
def undo(request: ScreenRequest, batch: str) -> HttpResponseBase:
    _start(request, "import.undo", batch, even_if_edited=bool(request.POST.get("even_if_edited")))
    return redirect("imports:one", batch)


@require_POST
@screen("imports", act=Act.IMPORT)
def discard(request: ScreenRequest, batch: str) -> HttpResponseBase:
    operations.discard(viewer=request.viewer, batch=batch)
    messages.success(request, _("The files were thrown away; nothing had been taken over."))
    return redirect("imports:index")


@screen("imports", act=Act.SEE_IMPORTS)
def rows(request: ScreenRequest, batch: str) -> HttpResponse:
    """The rows that stayed out, with the reason and everything that was in them."""
    chosen = request.GET.get("problem") or None
    page = int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 1
    context = {
        "batch": queries.batch(viewer=request.viewer, public_id=batch),
        "page": queries.quarantine(
            viewer=request.viewer, public_id=batch, problem=chosen, page=page, per_page=_PER_PAGE
        ),
        "chosen": chosen,
        "kind_words": {k.key: k.text for k in queries.vocabulary()},
    }
    return render(request, "imports/rows.html", context)


def _start(request: ScreenRequest, kind: str, batch: str, **more: Any) -> None:
    start_job(
        viewer=request.viewer,
        kind=kind,
        arguments={"batch": batch, **more},
        now=datetime.now(UTC),
    )


def _job_of(request: ScreenRequest, batch: BatchView) -> JobView | None:
    """The newest work on this batch that the viewer may see."""
    for job in jobs(viewer=request.viewer, limit=_LOOK_BACK):
        if job.kind.startswith("import.") and job.arguments.get("batch") == batch.public_id:
            return job
    return None


def _preview(request: ScreenRequest, batch: str) -> dict[str, Any] | None:
    for job in jobs(viewer=request.viewer, kind="import.preview", limit=_LOOK_BACK):
        if job.arguments.get("batch") == batch and job.state == "done":
            return job.result
    return None
