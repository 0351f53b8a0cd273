"""Saved mappings: the list, one with its versions and its text, other names, former versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.connectors import mappings, queries
from banso.connectors.files.grammar import MappingRefused
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.lib.problems import Problem
from banso.workspace.viewer import Act


@screen("imports", act=Act.SEE_IMPORTS)
def index(request: ScreenRequest) -> HttpResponse:
    """The workspace's own mappings, then those that ship."""
    context = {
        "mappings": mappings.saved_mappings(viewer=request.viewer),
        "kind_words": {k.key: k.text for k in queries.vocabulary()},
    }
    return render(request, "imports/mappings.html", context)


@screen("imports", act=Act.SEE_IMPORTS)
def one(request: ScreenRequest, key: str) -> HttpResponseBase:
    """One mapping: its text, to be read or changed, and its versions."""
    text: str | None = None
    problems: Sequence[Problem] = ()
    status = 200
    if request.method == "POST":
        request.viewer.require(Act.IMPORT)
        text = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            saved, version = mappings.save_mapping(
                viewer=request.viewer, text=text, now=datetime.now(UTC), why=_("Changed as text")
            )
        except MappingRefused as refused:
            problems, status = refused.problems, 422
        else:
            messages.success(request, _("Saved as version %(v)s") % {"v": version})
            return redirect("imports:mapping-one", saved)
    view = mappings.saved_mapping(viewer=request.viewer, key=key)
    wanted = request.GET.get("version", "")
    shown = next((v for v in view.versions if str(v.version) == wanted), None)
    context = {
        "mapping": view,
        "shown": shown,
        "newest": shown is None or shown.version == view.version,
        "text": text if text is not None else shown.text if shown else view.text,
        "problems": problems,
        "lines": sorted({p.line for p in problems if p.line}),
        "waiting": _waiting(request),
        "may_import": request.viewer.may(Act.IMPORT) and not request.as_of.past,
        "kind_words": {k.key: k.text for k in queries.vocabulary()},
    }
    return render(request, "imports/mapping_one.html", context, status=status)


@require_POST
@screen("imports", act=Act.IMPORT)
def rename(request: ScreenRequest, key: str) -> HttpResponseBase:
    mappings.rename_mapping(
        viewer=request.viewer, key=key, name=request.POST.get("name", ""), now=datetime.now(UTC)
    )
    messages.success(request, _("Renamed"))
    return redirect("imports:mapping-one", key)


@require_POST
@screen("imports", act=Act.IMPORT)
def roll_back(request: ScreenRequest, key: str) -> HttpResponseBase:
    given = request.POST.get("version", "")
    version = mappings.roll_back_mapping(
        viewer=request.viewer,
        key=key,
        version=int(given) if given.isdigit() else 0,
        now=datetime.now(UTC),
    )
    messages.success(
        request,
        _("The text of version %(old)s is version %(new)s now") % {"old": given, "new": version},
    )
    return redirect("imports:mapping-one", key)


def _waiting(request: ScreenRequest) -> queries.BatchView | None:
    """The import that waits to be taken over, if one does: a mapping can be used for it."""
    staged = (b for b in queries.batches(viewer=request.viewer) if b.state == "staged")
    return next((b for b in staged if b.can_resume), None)
