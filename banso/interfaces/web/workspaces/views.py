"""Workspaces. What touches another workspace's data is done inside that one, by its own people."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from banso.connectors.backup import operations as backups_done
from banso.connectors.backup import queries as backups
from banso.connectors.backup.jobs import KIND
from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.workspaces import forms
from banso.interfaces.web.workspaces.places import address, places
from banso.lib.problems import BansoError
from banso.workspace import jobs, queries
from banso.workspace.homes import arrival, making, operations, running
from banso.workspace.homes.making import CREATE, DONE, FAILED, Status
from banso.workspace.homes.operations import home_folder
from banso.workspace.viewer import Act

_ARRIVALS = "arrivals"  # in the session: token → seed; the link is worked out from it
_ADMIN = Act.MANAGE_WORKSPACE


@screen("workspaces", act=_ADMIN)
def index(request: ScreenRequest) -> HttpResponse:
    return _index(request)


def _index(
    request: ScreenRequest, *, status: int = 200, problems: Any = (), **shown: Any
) -> HttpResponse:
    viewer = request.viewer
    own = queries.workspace(viewer=viewer)
    listed = backups.backups(viewer=viewer)
    taken = jobs.jobs(viewer=viewer, kind=KIND, limit=1)
    context = {
        "places": places(request, viewer),
        "makings": making.makings(home=home_folder()),
        "own": own,
        "bytes": backups.workspace_bytes(viewer=viewer),
        "backups": listed,
        "job": taken[0] if taken and taken[0].state != "done" else None,
        "name_form": forms.NameForm(initial={"name": own.name}),
        "restoration_form": forms.RestorationForm(),
        "supervised": running.supervised(home=home_folder()),
        "problems": problems,
        **shown,
    }
    return render(request, "workspaces/index.html", context, status=status)


# A new one -----------------------------------------------------------------------------------------


@sensitive_post_parameters("password")
@screen("workspaces", act=_ADMIN)
def new(request: ScreenRequest) -> HttpResponseBase:
    """An empty workspace and its first administrator, on one page."""
    own = queries.workspace(viewer=request.viewer)
    start = {
        "language": request.viewer.language,
        "time_zone": own.time_zone,
        "currency": own.currency,
        "fiscal_year_start": own.fiscal_year_start,
    }
    given = [
        forms.NewForm(_posted(request), initial=start),
        forms.PersonForm(_posted(request)),
    ]
    valid = [form.is_valid() for form in given]
    problems: list[dict[str, str]] = []
    if request.method == "POST" and all(valid):
        try:
            token = _begin(request, given[0].cleaned_data, given[1].cleaned_data)
        except BansoError as refused:
            problems = told(refused)
        else:
            return redirect("workspaces:coming", token)
    failed = problems or (request.method == "POST")
    context = {"forms": given, "problems": problems, "own": own}
    return render(request, "workspaces/new.html", context, status=422 if failed else 200)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is empty: a form then says what it lacks."""
    return request.POST if request.method == "POST" else None


def _begin(request: ScreenRequest, workspace: dict[str, Any], person: dict[str, Any]) -> str:
    if not request.session.session_key:
        request.session.save()
    seed = arrival.new_seed()
    secret = arrival.secret_for(seed=seed, session=str(request.session.session_key))
    name = workspace.pop("name")
    token = operations.make_workspace(
        viewer=request.viewer,
        name=name,
        given={**workspace, "person": person},
        arrival=arrival.digest_of(secret),
        now=datetime.now(UTC),
    )
    request.session[_ARRIVALS] = {**request.session.get(_ARRIVALS, {}), token: seed}
    return token


@screen("workspaces", act=_ADMIN)
def coming(request: ScreenRequest, token: str) -> HttpResponse:
    found = making.status(home=home_folder(), token=token)
    return render(request, "workspaces/coming.html", _coming(request, found))


@screen("workspaces", act=_ADMIN)
def progress(request: ScreenRequest, token: str) -> HttpResponse:
    """The part alone; the page goes on to the new workspace once it answers."""
    found = making.status(home=home_folder(), token=token)
    context = _coming(request, found)
    response = render(request, "workspaces/progress.html", context)
    if context["url"]:
        response["HX-Redirect"] = context["url"]
    return response


def _coming(request: ScreenRequest, found: Status) -> dict[str, Any]:
    pair = running.pairs(home=home_folder()).get(found.key) if found.state == DONE else None
    url = ""
    if pair is not None and pair.state == running.RUNNING:
        url = address(request, pair.port) + _arrival_path(request, found)
    return {
        "making": found,
        "url": url,
        "over": found.state == FAILED or bool(url),
        "starting": found.state == DONE and not url,
        "gave_up": pair is not None and pair.state == running.GAVE_UP,
        "supervised": running.supervised(home=home_folder()),
    }


def _arrival_path(request: ScreenRequest, found: Status) -> str:
    """The way in for the session that asked for the workspace; for everybody else, its sign-in."""
    seed = request.session.get(_ARRIVALS, {}).get(found.token)
    if found.what != CREATE or not seed:
        return ""
    secret = arrival.secret_for(seed=seed, session=str(request.session.session_key))
    return reverse("signin:arrival", args=[secret]).lstrip("/")


# This one ------------------------------------------------------------------------------------------


@require_POST
@screen("workspaces", act=_ADMIN)
def name(request: ScreenRequest) -> HttpResponseBase:
    form = forms.NameForm(request.POST)
    if not form.is_valid():
        return _index(request, status=422, name_form=form)
    own = queries.workspace(viewer=request.viewer)
    operations.rename_workspace(
        viewer=request.viewer,
        name=form.cleaned_data["name"],
        fiscal_year_start=own.fiscal_year_start,
        now=datetime.now(UTC),
    )
    messages.success(request, _("Saved"))
    return redirect("workspaces:index")


@require_POST
@screen("workspaces", act=_ADMIN)
def archive(request: ScreenRequest) -> HttpResponse:
    """Out of service: this very process ends soon after the answer."""
    operations.archive_workspace(
        viewer=request.viewer, key=settings.BANSO_WORKSPACE, now=datetime.now(UTC)
    )
    return _gone(request, removed=False)


@screen("workspaces", act=_ADMIN)
def removal(request: ScreenRequest) -> HttpResponse:
    """Asked twice: this page, and the name typed on it."""
    form = forms.RemovalForm(_posted(request))
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.remove_workspace(
                viewer=request.viewer, key=settings.BANSO_WORKSPACE, now=datetime.now(UTC),
                **form.cleaned_data,
            )  # fmt: skip
        except BansoError as refused:
            problems = told(refused)
        else:
            return _gone(request, removed=True)
    context = {
        "form": form,
        "problems": problems,
        "own": queries.workspace(viewer=request.viewer),
        "backups": len(backups.backups(viewer=request.viewer)),
    }
    failed = problems or form.errors
    return render(request, "workspaces/removal.html", context, status=422 if failed else 200)


def _gone(request: ScreenRequest, *, removed: bool) -> HttpResponse:
    others = [p for p in places(request, request.viewer) if not p.current and p.active]
    return render(request, "workspaces/gone.html", {"removed": removed, "others": others})


@require_POST
@screen("workspaces", act=_ADMIN)
def service(request: ScreenRequest, key: str) -> HttpResponseBase:
    """An archived workspace back into service; only its own people can sign in there."""
    operations.unarchive_workspace(viewer=request.viewer, key=key, now=datetime.now(UTC))
    messages.success(request, _("It is being started"))
    return redirect("workspaces:index")


# Backups -------------------------------------------------------------------------------------------


@require_POST
@screen("workspaces", act=_ADMIN)
def backup(request: ScreenRequest) -> HttpResponseBase:
    backups_done.start_backup(viewer=request.viewer, now=datetime.now(UTC))
    return redirect("workspaces:index")


@screen("workspaces", act=_ADMIN)
def download(request: ScreenRequest, name: str) -> HttpResponseBase:
    path = backups_done.hand_out(viewer=request.viewer, name=name, now=datetime.now(UTC))
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_POST
@screen("workspaces", act=_ADMIN)
def restoration(request: ScreenRequest) -> HttpResponseBase:
    """A backup as a new workspace: one of ours, or a file that is handed in."""
    chosen = request.POST.get("backup", "")
    form = forms.RestorationForm(request.POST, request.FILES)
    if not chosen and not form.is_valid():
        return _index(request, status=422, restoration_form=form)
    handed_in = None if chosen else _keep(request)
    try:
        file = handed_in or backups.backup_path(viewer=request.viewer, name=chosen)
        token = backups_done.restore_as_new(
            viewer=request.viewer,
            file=file,
            name="" if chosen else form.cleaned_data["name"],
            keep=handed_in is None,
            now=datetime.now(UTC),
        )
    except BansoError as refused:
        if handed_in:
            handed_in.unlink(missing_ok=True)
        return _index(request, status=422, problems=told(refused), restoration_form=form)
    return redirect("workspaces:coming", token)


def _keep(request: HttpRequest) -> Path:
    """The file that was handed in, under a name of ours, until the restore has read it."""
    upload = request.FILES["file"]
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    target = folder / f"restore-{arrival.new_seed()}.zip"
    with target.open("wb") as out:
        for piece in upload.chunks():  # type: ignore[union-attr]
            out.write(piece)
    return target
