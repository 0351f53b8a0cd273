"""Settings, section Scheduled work: last and next run of each, run now, rest, and its hour."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from banso.connectors.pickup import folder as places
from banso.connectors.pickup.queries import picked_files
from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.settings.sections import sections_of
from banso.lib.problems import BansoError
from banso.workspace.schedule import operations, queries
from banso.workspace.schedule.queries import RunView, ScheduleView
from banso.workspace.viewer import Act

PICKUP = "files.pickup"


class RhythmForm(forms.Form):
    """When one piece of work comes round; the fields follow what it is."""

    at = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Every so many minutes"),
        min_value=operations.FEWEST_MINUTES,
        max_value=operations.MOST_MINUTES,
    )
    business = forms.BooleanField(label=gettext_lazy("On business days only"), required=False)
    folder = forms.CharField(
        label=gettext_lazy("Folder on the server"), required=False, max_length=400
    )

    def __init__(self, given: Any, *, about: ScheduleView) -> None:
        start = {
            "at": about.at,
            "minutes": about.minutes,
            "business": about.business,
            "folder": about.options.get("folder", ""),
        }
        super().__init__(given, initial=start)
        unused = {"at", "business"} if about.kind == "every" else {"minutes"}
        if about.settled:
            unused |= {"at", "business"}
        if about.key != PICKUP:
            unused.add("folder")
        else:
            self.fields["folder"].help_text = _("Empty: %(folder)s") % {
                "folder": places.default_folder()
            }
        for name in unused:
            del self.fields[name]


@screen("settings", act=Act.MANAGE_WORKSPACE)
def index(request: ScreenRequest) -> HttpResponse:
    """All scheduled work."""
    found = queries.schedules(viewer=request.viewer, now=datetime.now(UTC))
    rows = [{"s": s, "when": when(s), "did": did(s.last)} for s in found]
    return _render(request, "settings/schedule.html", {"rows": rows})


@screen("settings", act=Act.MANAGE_WORKSPACE)
def one(request: ScreenRequest, key: str) -> HttpResponseBase:
    """One piece of work: its rhythm, and how it went."""
    now = datetime.now(UTC)
    about = queries.schedule(viewer=request.viewer, key=key, now=now)
    form = RhythmForm(request.POST if request.method == "POST" else None, about=about)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, about, form.cleaned_data, now=now)
        except BansoError as refused:
            problems = told(refused)
        else:
            messages.success(request, _("Saved"))
            return redirect("settings:schedule_one", key)
    runs = queries.runs_of(viewer=request.viewer, key=key)
    context = {
        "s": about,
        "when": when(about),
        "form": form,
        "problems": problems,
        "runs": [{"r": r, "did": did(r)} for r in runs],
        "files": picked_files(viewer=request.viewer) if key == PICKUP else [],
    }
    wrong = bool(problems or form.errors)
    return _render(request, "settings/schedule_one.html", context, status=422 if wrong else 200)


def _keep(
    request: ScreenRequest, about: ScheduleView, given: dict[str, Any], *, now: datetime
) -> None:
    viewer = request.viewer
    if "folder" in given:
        options = {"folder": given["folder"].strip()} if given["folder"].strip() else {}
        places.folder_of(options)
        operations.set_options(viewer=viewer, key=about.key, options=options, now=now)
    operations.set_rhythm(
        viewer=viewer,
        key=about.key,
        at=given.get("at"),
        minutes=given.get("minutes"),
        business=bool(given.get("business", about.business)),
        now=now,
    )


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def run_now(request: ScreenRequest, key: str) -> HttpResponseBase:
    operations.run_now(viewer=request.viewer, key=key, now=datetime.now(UTC))
    messages.success(request, _("It begins as soon as the worker is free"))
    return redirect("settings:schedule")


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def rest(request: ScreenRequest, key: str) -> HttpResponseBase:
    paused = request.POST.get("paused") == "1"
    operations.set_paused(viewer=request.viewer, key=key, paused=paused, now=datetime.now(UTC))
    messages.success(request, _("Paused") if paused else _("It goes on with its next time"))
    return redirect("settings:schedule")


# Words -------------------------------------------------------------------------------------------


def when(about: ScheduleView) -> str:
    """The rhythm, for a person: daily at 2:00, business days at 8:45, every 60 minutes."""
    if about.kind == "every":
        return ngettext("every minute", "every %(n)s minutes", about.minutes) % {"n": about.minutes}
    at = f"{about.at.hour}:{about.at.minute:02d}"
    if about.settled:
        return _("daily at %(time)s, once the day has settled") % {"time": at}
    if about.business:
        return _("business days at %(time)s") % {"time": at}
    return _("daily at %(time)s") % {"time": at}


def did(run: RunView | None) -> str:
    """What a run did, in a few words; empty where it says nothing."""
    if run is None or run.state != "done":
        return ""
    found = run.result
    if "days" in found:
        days = int(found["days"])
        return ngettext("%(n)s day closed", "%(n)s days closed", days) % {"n": days}
    if "taken" in found:
        told_of = ngettext("%(n)s file taken in", "%(n)s files taken in", found["taken"])
        words = told_of % {"n": found["taken"]}
        if found.get("refused"):
            words += _(", %(n)s refused") % {"n": found["refused"]}
        return words
    if "sent" in found:
        return ngettext("%(n)s mail sent", "%(n)s mails sent", found["sent"]) % {"n": found["sent"]}
    if "ok" in found:
        words = _("%(n)s fetched") % {"n": found["ok"]}
        return words + (_(", %(n)s failed") % {"n": found["failed"]} if found.get("failed") else "")
    return ""


def _render(
    request: ScreenRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {"sections": sections_of(request.viewer), "section": "schedule", **context}
    return render(request, template, shown, status=status)
