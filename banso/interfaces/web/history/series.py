"""A restated series beside what really was: begin one, look at it, delete it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.frame import charts
from banso.interfaces.web.frame.parts import text
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.journey import planning
from banso.journey.comparing import Apart, Comparison, apart, comparison
from banso.journey.jobs import RESTATE
from banso.journey.restating import delete_restated
from banso.lib.text import Text
from banso.workspace.jobs import start_job
from banso.workspace.viewer import Act, Viewer

_SHOWN = 200


class RestateForm(forms.Form):
    """From which day, under which version."""

    from_on = forms.DateField()
    version = forms.IntegerField(min_value=1)


@dataclass(frozen=True, slots=True)
class Count:
    """A phase on the day looked at: as it was, restated, and the difference."""

    key: str
    name: Text
    hue: int
    actual: int
    restated: int

    @property
    def difference(self) -> int:
        return self.restated - self.actual


@dataclass(frozen=True, slots=True)
class Row:
    public_id: str
    name: str
    apart: Apart


@require_POST
@screen("history", act=Act.EDIT_DEFINITIONS)
def begin(request: ScreenRequest) -> HttpResponseBase:
    """Start the job; what is wrong with the form is said on the history screen."""
    form = RestateForm(request.POST)
    known = {v.version for v in planning.history(viewer=request.viewer)}
    if not form.is_valid() or form.cleaned_data["version"] not in known:
        messages.error(request, _("Choose a day and a version of the map."))
        return redirect("history:index")
    job = start_job(
        viewer=request.viewer,
        kind=RESTATE,
        arguments={
            "from_on": form.cleaned_data["from_on"].isoformat(),
            "version": form.cleaned_data["version"],
        },
        now=datetime.now(UTC),
    )
    return redirect(reverse("jobs:one", args=[job]) + "?next=" + reverse("history:index"))


@screen("history", act=Act.SEE_DEFINITIONS)
def one(request: ScreenRequest, series: str) -> HttpResponse:
    """One phase over the days, the counts of a day, and who stands elsewhere on it."""
    lake = workspace_lake()
    found = comparison(viewer=request.viewer, lake=lake, public_id=series)
    day = _day(request, found)
    counts = _counts(found, day)
    phase = _phase(request.GET.get("phase", ""), counts)
    total, listed = apart(viewer=request.viewer, lake=lake, public_id=series, day=day, limit=_SHOWN)
    context = {
        "series": found.series,
        "day": day,
        "counts": counts,
        "phase": phase,
        "chart": _chart(request.viewer, found, phase) if phase else None,
        "total": total,
        "rows": _rows(request.viewer, listed),
        "may_edit": request.viewer.may(Act.EDIT_DEFINITIONS) and not request.as_of.past,
    }
    return render(request, "history/restated.html", context)


@require_POST
@screen("history", act=Act.EDIT_DEFINITIONS)
def delete(request: ScreenRequest, series: str) -> HttpResponseBase:
    """Take a series away."""
    delete_restated(
        viewer=request.viewer, public_id=series, lake=workspace_lake(), now=datetime.now(UTC)
    )
    messages.success(request, _("The series is deleted."))
    return redirect("history:index")


def _day(request: ScreenRequest, found: Comparison) -> date:
    """The day looked at, as far as the series has it."""
    day = request.as_of.rows_day or found.series.to_on
    return max(found.series.from_on, min(day, found.series.to_on))


def _counts(found: Comparison, day: date) -> list[Count]:
    pair = next((d for d in found.days if d.day == day), None)
    if pair is None:
        return []
    outside = ("", Text(ja="マップ外", en="not on the map"), 0)
    listed = [*found.phases, *([outside] if "" in pair.actual or "" in pair.restated else [])]
    return [
        Count(key, name, hue, pair.actual.get(key, 0), pair.restated.get(key, 0))
        for key, name, hue in listed
    ]


def _phase(asked: str, counts: list[Count]) -> Count | None:
    """The phase drawn: the one asked for, else where the two differ most."""
    chosen = next((c for c in counts if c.key == asked and asked), None)
    drawn = [c for c in counts if c.key]
    return chosen or max(drawn, key=lambda c: abs(c.difference), default=None)


def _chart(viewer: Viewer, found: Comparison, phase: Count) -> charts.Chart:
    series = found.series
    name = text(phase.name)
    return charts.lines(
        id="c-restated",
        title=_("Accounts in %(phase)s") % {"phase": name},
        day_word=_("Day"),
        days=[d.day for d in found.days],
        lines=[
            charts.Line(_("as it was"), [d.actual.get(phase.key, 0) for d in found.days]),
            charts.Line(
                _("restated"),
                [d.restated.get(phase.key, 0) for d in found.days],
                colour="ink-2",
                dashed=True,
            ),
        ],
        marks=charts.marks_between(
            viewer=viewer, first=series.from_on, last=series.to_on, word=_("release")
        ),
        note=series.name,
        told=_("On %(day)s %(a)s accounts as it was, %(b)s restated.")
        % {"day": series.to_on.isoformat(), "a": phase.actual, "b": phase.restated},
    )


def _rows(viewer: Viewer, listed: list[Apart]) -> list[Row]:
    ids = [a.account_id for a in listed]
    names = customers.account_names(viewer=viewer, ids=ids)
    public = customers.public_ids(viewer=viewer, ids=ids)
    return [
        Row(public[a.account_id], names.get(a.account_id, ""), a)
        for a in listed
        if a.account_id in public
    ]
