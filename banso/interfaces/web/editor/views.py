"""The map editor: text, plan, apply, export, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banso.events.store import workspace_lake
from banso.interfaces.web.editor.chooser import text_of
from banso.interfaces.web.editor.diffing import diff
from banso.interfaces.web.editor.side import side_of
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.journey import planning
from banso.journey import queries as journey
from banso.lib.problems import BansoError
from banso.lib.text import Text
from banso.workspace.operations import digest_of
from banso.workspace.viewer import Act

MOST_TEXT = 400_000


@dataclass(frozen=True, slots=True)
class Version:
    version: int
    on: date
    at: datetime
    why: str
    by: str
    moved: int
    in_force: bool
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    name: Text | None
    version: int | None
    text: str
    running: str
    digest: str
    given: bool
    templates: tuple[planning.Template, ...]
    versions: list[Version]
    may_edit: bool


@screen("editor", act=Act.SEE_DEFINITIONS)
def index(request: ScreenRequest) -> HttpResponseBase:
    """The editor; a POST applies what was planned, or shows what has changed since."""
    if request.method != "POST":
        key = request.GET.get("template", "")
        text = text_of(request, key) if key else None
        return render(request, "editor/index.html", {"page": _page(request, text)})
    request.viewer.require(Act.EDIT_DEFINITIONS)
    text = _text(request)
    try:
        done = planning.apply(
            viewer=request.viewer,
            text=text,
            pin=request.POST.get("pin", ""),
            why=request.POST.get("why", ""),
            now=datetime.now(UTC),
            lake=workspace_lake(),
        )
    except BansoError as refused:
        context = {"page": _page(request, text), "refused": refused.problems}
        return render(request, "editor/index.html", context, status=422)
    told = ngettext(
        "Version %(v)s is in force; %(n)s account moved.",
        "Version %(v)s is in force; %(n)s accounts moved.",
        done.moves,
    )
    messages.success(request, told % {"v": done.version, "n": done.moves})
    return redirect("editor:index")


@require_POST
@screen("editor", act=Act.SEE_DEFINITIONS, writes=False)
def plan(request: ScreenRequest) -> HttpResponse:
    """Problems and moves of the text as it stands; nothing is changed."""
    side = side_of(request, _text(request), _running(request))
    return render(request, "editor/side.html", {"side": side})


@screen("editor", act=Act.SEE_DEFINITIONS)
def export(request: ScreenRequest) -> HttpResponse:
    """The text in force, byte for byte."""
    text = planning.export(viewer=request.viewer)
    response = HttpResponse(text.encode(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journey.yaml"'
    return response


@screen("editor", act=Act.SEE_DEFINITIONS)
def version(request: ScreenRequest, version: int) -> HttpResponse:
    """What changed from an old version to the one in force."""
    found = {v.version: v for v in planning.history(viewer=request.viewer)}
    old = found.get(version)
    new = next((v for v in found.values() if v.in_force), None)
    if old is None or new is None:
        raise Http404
    context = {
        "old": old.version,
        "new": new.version,
        "why": old.why,
        "lines": diff(old.text, new.text) if old.text != new.text else [],
    }
    return render_part(request, "editor/version.html", context, title=_("Difference"))


def _text(request: ScreenRequest) -> str:
    """The text of the form. Browsers send CRLF and drop the first line break after the tag."""
    return request.POST.get("text", "")[:MOST_TEXT].replace("\r\n", "\n")


def _running(request: ScreenRequest) -> str:
    edition = journey.map_in_force(viewer=request.viewer)
    return edition.text if edition else ""


def _page(request: ScreenRequest, text: str | None = None) -> Page:
    viewer = request.viewer
    templates = planning.templates(viewer=viewer)
    edition = journey.map_in_force(viewer=viewer)
    running = edition.text if edition else (templates[0].text if templates else "")
    versions = [
        Version(
            version=v.version,
            on=request.clock.local_day(v.at),
            at=v.at,
            why=v.why,
            by=v.by,
            moved=v.moved,
            in_force=v.in_force,
            text=v.text,
        )
        for v in planning.history(viewer=viewer)
    ]
    return Page(
        name=edition.map.name if edition else None,
        version=edition.version if edition else None,
        text=running if text is None else text,
        running=running,
        digest=digest_of(running)[:12],
        given=text is not None,
        templates=templates,
        versions=versions,
        may_edit=viewer.may(Act.EDIT_DEFINITIONS) and not request.as_of.past,
    )
