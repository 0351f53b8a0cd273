"""Releases and what they changed; the accounts that stand elsewhere on a past day than we saw then."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.journey import planning
from banso.journey import queries as journey
from banso.journey.jobs import RESTATE
from banso.journey.releases import release_note, release_notes
from banso.journey.restating import restated
from banso.journey.seen import Difference, Place, differences
from banso.journey.views import PhaseName
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.jobs import JobView, jobs
from banso.workspace.viewer import Act, Viewer

_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Stood:
    """Where an account stood, in words. ``name`` None: it was not on the map; ``hue`` 0: a phase that is gone."""

    name: Text | None
    hue: int
    state: Text | None
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    public_id: str
    name: str
    then: Stood | None
    now: Stood | None
    difference: Difference


@screen("history", act=Act.SEE_DEFINITIONS)
def index(request: ScreenRequest) -> HttpResponse:
    """The releases, newest first; the series that were restated, and how to begin one."""
    viewer = request.viewer
    may = viewer.may(Act.EDIT_DEFINITIONS) and not request.as_of.past
    context = {
        "releases": release_notes(viewer=viewer, limit=100),
        "series": restated(viewer=viewer),
        "people": workspace.names_of_people(viewer=viewer),
        "may_edit": may,
        "versions": planning.history(viewer=viewer) if may else [],
        "running": _running(viewer) if may else None,
    }
    return render(request, "history/index.html", context)


def _running(viewer: Viewer) -> JobView | None:
    return next((j for j in jobs(viewer=viewer, kind=RESTATE, limit=3) if not j.finished), None)


@screen("history", act=Act.SEE_DEFINITIONS)
def release(request: ScreenRequest, number: int) -> HttpResponse:
    """One release: what it changed since the one before."""
    note = release_note(viewer=request.viewer, number=number)
    return render_part(request, "history/release.html", {"note": note}, title=f"release {number}")


@screen("history")
def corrected(request: ScreenRequest) -> HttpResponse:
    """Who stands elsewhere on the day shown, by today's knowledge, than we saw then."""
    day = request.as_of.rows_day
    found = (
        differences(viewer=request.viewer, lake=workspace_lake(), day=day)
        if day and request.as_of.past
        else []
    )
    shown = found[:_SHOWN]
    ids = [d.account_id for d in shown]
    names = customers.account_names(viewer=request.viewer, ids=ids)
    public = customers.public_ids(viewer=request.viewer, ids=ids)
    phases = {p.key: p for p in journey.phases(viewer=request.viewer)}
    rows = [
        Row(
            public[d.account_id],
            names.get(d.account_id, ""),
            stood(d.then, phases),
            stood(d.now, phases),
            d,
        )
        for d in shown
        if d.account_id in public
    ]
    return render(
        request, "history/differences.html", {"rows": rows, "day": day, "total": len(found)}
    )


def stood(place: Place | None, phases: dict[str, PhaseName]) -> Stood | None:
    """This function will put a place into the words of the map in force."""
    if place is None:
        return None
    phase = phases.get(place.phase)
    if phase is None:
        return Stood(Text.of(place.phase) if place.phase else None, 0, None, place)
    state = next((s.name for s in phase.states if s.key == place.state), None)
    return Stood(phase.name, phase.hue, state, place)
