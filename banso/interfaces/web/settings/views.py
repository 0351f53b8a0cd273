"""Settings: each section only for those who may."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.settings import forms
from banso.interfaces.web.settings.sections import sections_of
from banso.lib.problems import BansoError
from banso.workspace import operations, queries
from banso.workspace.homes import operations as homes
from banso.workspace.post import queries as post
from banso.workspace.viewer import Act, Role


def _page(
    request: ScreenRequest,
    section: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    shown = {"sections": sections_of(request.viewer), "section": section, **(context or {})}
    return render(request, f"settings/{section}.html", shown, status=status)


@screen("settings")
def index(request: ScreenRequest) -> HttpResponse:
    """Language, theme, password, mails: everyone's own."""
    return _page(request, "index", {"wishes": post.wishes(viewer=request.viewer)})


@screen("settings", act=Act.MANAGE_WORKSPACE)
def workspace(request: ScreenRequest) -> HttpResponseBase:
    now = queries.workspace(viewer=request.viewer)
    start = {"name": now.name, "fiscal_year_start": now.fiscal_year_start}
    form = forms.WorkspaceForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        homes.rename_workspace(
            viewer=request.viewer,
            name=form.cleaned_data["name"],
            fiscal_year_start=form.cleaned_data["fiscal_year_start"],
            now=datetime.now(UTC),
        )
        messages.success(request, _("Saved"))
        return redirect("settings:workspace")
    return _workspace_page(request, form=form)


def _workspace_page(
    request: ScreenRequest,
    *,
    form: forms.WorkspaceForm | None = None,
    clock_form: forms.ClockForm | None = None,
    reopen_form: forms.ReopenForm | None = None,
) -> HttpResponse:
    """The section with its three forms; the one that was sent keeps what was said in it."""
    now = queries.workspace(viewer=request.viewer)
    start = {"name": now.name, "fiscal_year_start": now.fiscal_year_start}
    shown = {
        "form": form or forms.WorkspaceForm(initial=start),
        "clock_form": clock_form or _clock_form(request),
        "reopen_form": reopen_form or forms.ReopenForm(initial={"days": now.reopen_days}),
        "now": now,
    }
    wrong = any(f is not None and f.errors for f in (form, clock_form, reopen_form))
    return _page(request, "workspace", shown, status=422 if wrong else 200)


def _clock_form(request: ScreenRequest) -> forms.ClockForm:
    clock = request.clock
    return forms.ClockForm(
        initial={"mode": clock.mode, "stands_at": clock.today if clock.stands else clock.closed_day}
    )


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def clock(request: ScreenRequest) -> HttpResponseBase:
    """The clock: live, or standing at a day (rules.md R0)."""
    form = forms.ClockForm(request.POST)
    if form.is_valid():
        operations.set_clock(
            viewer=request.viewer,
            mode=form.cleaned_data["mode"],
            stands_at=form.cleaned_data["stands_at"],
            now=datetime.now(UTC),
        )
        messages.success(request, _("The clock is set"))
        return redirect("settings:workspace")
    return _workspace_page(request, clock_form=form)


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def reopening(request: ScreenRequest) -> HttpResponseBase:
    """How many days back a close opens again by itself (rules.md R12)."""
    form = forms.ReopenForm(request.POST)
    if form.is_valid():
        operations.set_reopen_days(
            viewer=request.viewer, days=form.cleaned_data["days"], now=datetime.now(UTC)
        )
        messages.success(request, _("Saved. It counts from the next close of the day."))
        return redirect("settings:workspace")
    return _workspace_page(request, reopen_form=form)


@sensitive_post_parameters("password")
@screen("settings", act=Act.MANAGE_PEOPLE)
def people(request: ScreenRequest) -> HttpResponseBase:
    start = {"role": Role.CSM.value, "language": request.viewer.language}
    form = forms.PersonForm(request.POST or None, initial=start)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        role = Role(given["role"])
        try:
            operations.create_person(
                viewer=request.viewer,
                email=given["email"],
                password=given["password"],
                role=role,
                family_name=given["family_name"],
                given_name=given["given_name"],
                language=given["language"],
                # An outside partner starts with no account at all; others see every account.
                accounts=() if role is Role.PARTNER else None,
                now=datetime.now(UTC),
            )
        except BansoError as refused:
            problems = told(refused)
        else:
            messages.success(request, _("Added"))
            return redirect("settings:people")
    found = queries.people(viewer=request.viewer)
    context = {"form": form, "people": found, "problems": problems}
    return _page(request, "people", context, status=422 if problems or form.errors else 200)


@screen("settings", act=Act.SEE_IMPORTS)
def sources(request: ScreenRequest) -> HttpResponse:
    """Which days each source is known to be complete for."""
    rows = queries.coverage(viewer=request.viewer)
    may = request.viewer.may(Act.MANAGE_WORKSPACE) and not request.as_of.past
    return _page(request, "sources", {"rows": rows, "can_change": may})


@screen("settings", act=Act.MANAGE_WORKSPACE)
def source(request: ScreenRequest, kind: str, source: str) -> HttpResponseBase:
    """One source's interval, set by hand."""
    row = next(
        (r for r in queries.coverage(viewer=request.viewer, kind=kind) if r.source == source), None
    )
    start = {"kind": kind, "source": source}
    if row:
        start |= {"from_on": row.from_on, "to_on": row.to_on}  # type: ignore[dict-item]
    form = forms.CoverageForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        operations.set_coverage(
            viewer=request.viewer,
            kind=kind,
            source=source,
            from_on=form.cleaned_data["from_on"],
            to_on=form.cleaned_data["to_on"],
            now=datetime.now(UTC),
        )
        messages.success(request, _("Saved. Days are computed anew by the next back-fill."))
        return redirect("settings:sources")
    context = {"form": form, "kind": kind, "source": source}
    return render_part(
        request,
        "settings/source.html",
        context,
        title=source,
        status=422 if form.errors else 200,
    )


@screen("settings", act=Act.SEE_DEFINITIONS)
def definitions(request: ScreenRequest) -> HttpResponse:
    """What is in force, and the releases that brought it."""
    found = queries.releases(viewer=request.viewer)
    return _page(request, "definitions", {"releases": found, "newest": found[0] if found else None})


@screen("settings", act=Act.SEE_AUDIT)
def audit(request: ScreenRequest) -> HttpResponse:
    rows = queries.audit_trail(viewer=request.viewer, limit=200)
    return _page(request, "audit", {"rows": rows})
