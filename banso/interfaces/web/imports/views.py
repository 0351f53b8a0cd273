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
from banso.connectors.looking import Look
from banso.connectors.mappings import MappingView, saved_mappings
from banso.connectors.queries import BatchView
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.imports.choices import chosen_text
from banso.interfaces.web.imports.uploads import on_disk
from banso.workspace.jobs import JobView, jobs, start_job
from banso.workspace.viewer import Act

_PER_PAGE = 50
_LOOK_BACK = 60  # newest jobs among which a batch's own are found
STAGED = "staged"


@screen("imports", act=Act.SEE_IMPORTS)
def index(request: ScreenRequest) -> HttpResponseBase:
    """The list of imports, and the place to drop files."""
    if request.method == "POST":
        request.viewer.require(Act.IMPORT)
        with on_disk(request.FILES.getlist("files")) as files:
            batch = operations.receive(
                viewer=request.viewer,
                files=files,
                now=datetime.now(UTC),
                origin=", ".join(name for name, _path in files),
            )
        _start(request, "import.preview", batch)
        return redirect("imports:one", batch)
    context = {
        "batches": queries.batches(viewer=request.viewer),
        "may_import": _may(request),
    }
    return render(request, "imports/index.html", context)


@screen("imports", act=Act.SEE_IMPORTS)
def one(request: ScreenRequest, batch: str) -> HttpResponse:
    """One import, in whatever state it is."""
    found = queries.batch(viewer=request.viewer, public_id=batch)
    work = _jobs_of(request, batch)
    newest = work[0] if work else None
    context: dict[str, Any] = {
        "batch": found,
        "kind_words": {k.key: k.text for k in queries.vocabulary()},
        "may_import": _may(request),
        "here": reverse("imports:one", args=[batch]),
    }
    if found.state == STAGED and found.can_resume:
        context |= _workbench(request, found, work)
        busy = newest if newest and newest.kind != "import.preview" else None
        context["job"] = busy if busy and busy.state != "done" else None
    else:
        context["job"] = newest if newest and newest.state != "done" else None
    return render(request, "imports/one.html", context)


@screen("imports", act=Act.SEE_IMPORTS)
def result(request: ScreenRequest, batch: str) -> HttpResponse:
    """What a take-over would do, or how far the looking is: the part that asks again until it knows."""
    found = queries.batch(viewer=request.viewer, public_id=batch)
    if found.state != STAGED:
        response = HttpResponse()
        response["HX-Redirect"] = reverse("imports:one", args=[batch])
        return response
    context = _workbench(request, found, _jobs_of(request, batch))
    return render(request, "imports/result.html", {**context, "batch": found})


@require_POST
@screen("imports", act=Act.IMPORT)
def mapping(request: ScreenRequest, batch: str) -> HttpResponseBase:
    """Other meanings or another layout, a mapping by name, or a mapping's text; then the preview anew."""
    by, now = request.POST.get("by"), datetime.now(UTC)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    draft = by == "columns"
    if draft:
        look = operations.look(viewer=request.viewer, batch=batch, now=now)
        text = chosen_text(look=look.as_json(), posted=request.POST.dict())
    elif by == "name":
        text = queries.mapping_for(
            viewer=request.viewer, public_id=batch, key=request.POST.get("name", "")
        )
    operations.choose_mapping(viewer=request.viewer, batch=batch, text=text, draft=draft)
    if operations.look(viewer=request.viewer, batch=batch, now=now).complete:
        _start(request, "import.preview", batch)
    if not request.htmx:
        return redirect("imports:one", batch)
    found = queries.batch(viewer=request.viewer, public_id=batch)
    context = _workbench(request, found, _jobs_of(request, batch))
    return render(request, "imports/work.html", {**context, "batch": found})


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


# Parts -------------------------------------------------------------------------------------------


def _workbench(request: ScreenRequest, batch: BatchView, work: list[JobView]) -> dict[str, Any]:
    """Everything the page of a staged import shows: what was understood, and what it would do."""
    look = operations.look(viewer=request.viewer, batch=batch.public_id, now=datetime.now(UTC))
    tried = [j for j in work if j.kind == "import.preview"]
    newest = tried[0] if tried else None
    done = [j.result for j in tried if j.state == "done" and j.result and "counts" in j.result]
    fresh = bool(newest and newest.state == "done" and newest.result)
    preview = newest.result if fresh and newest and look.complete else None
    if preview and preview["mapping"]["text"] != look.mapping["text"]:
        preview = None
    before = next((d for d in done if preview and d is not preview), None)
    return {
        "look": look,
        "preview": preview,
        "before": before["counts"] if before else None,
        "preview_job": newest,
        "kinds": queries.vocabulary(),
        "kind_words": {k.key: k.text for k in queries.vocabulary()},
        "mappings": _to_choose(request, look),
        "may_import": _may(request),
        "here": reverse("imports:one", args=[batch.public_id]),
    }


def _to_choose(request: ScreenRequest, look: Look) -> list[MappingView]:
    """The saved mappings, those that fit these files first."""
    fitting = [look.mapping["key"], *look.fitting]
    known = saved_mappings(viewer=request.viewer)
    return sorted(known, key=lambda m: fitting.index(m.key) if m.key in fitting else len(fitting))


def _may(request: ScreenRequest) -> bool:
    return request.viewer.may(Act.IMPORT) and not request.as_of.past


def _start(request: ScreenRequest, kind: str, batch: str, **more: Any) -> None:
    start_job(
        viewer=request.viewer,
        kind=kind,
        arguments={"batch": batch, **more},
        now=datetime.now(UTC),
    )


def _jobs_of(request: ScreenRequest, batch: str) -> list[JobView]:
    """The work on this batch that the viewer may see, newest first."""
    return [
        job
        for job in jobs(viewer=request.viewer, limit=_LOOK_BACK)
        if job.kind.startswith("import.") and job.arguments.get("batch") == batch
    ]
