"""Which accounts a number of the map counts, and what their drawer says about them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.events.store import workspace_lake
from banso.interfaces.web.frame.parts import language, text
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.words import day_text
from banso.interfaces.web.map import conditions, drawers
from banso.interfaces.web.map.cause import common_words
from banso.interfaces.web.map.conditions import Place
from banso.interfaces.web.map.drawers import SHOWN, Drawer
from banso.interfaces.web.map.filters import Filters
from banso.interfaces.web.map.numbers import NumberUnknown, unknown_number
from banso.journey import moved, whole
from banso.journey import queries as journey
from banso.journey.maps import Edition
from banso.journey.model import Phase
from banso.journey.views import CellView, PhaseName
from banso.lib.text import Text
from banso.workspace import queries as workspace

TRACKS = ("on_track", "behind", "stuck")
MARKS = ("waiting", "manual", "start_unseen")


@dataclass(frozen=True, slots=True)
class Which:
    """The part of a phase that is asked for; at most one of the last four."""

    phase: str
    track: str = ""
    state: str = ""
    mark: str = ""
    success: bool = False
    older: bool = False

    @property
    def narrow(self) -> str | None:
        """What the journey calls this part."""
        if self.success:
            return "succeeded"
        return self.track or self.mark or None


def which_of(request: ScreenRequest, *, older: bool = False) -> Which:
    """This function will read the part of a phase from an address; what it does not know falls away."""
    given = request.GET
    track, mark = given.get("track", ""), given.get("mark", "")
    return Which(
        phase=given.get("phase", ""),
        track=track if track in TRACKS else "",
        state=given.get("state", ""),
        mark=mark if mark in MARKS else "",
        success=given.get("success") == "met",
        older=older,
    )


def cell_drawer(request: ScreenRequest, filters: Filters, which: Which) -> Drawer:
    """This function will give the drawer of a part of a phase; raises ``NumberUnknown`` without that phase."""
    edition = journey.map_in_force(viewer=request.viewer)
    phase = edition.map.phase(which.phase) if edition else None
    day = request.as_of.rows_day
    if edition is None or phase is None or day is None:
        raise NumberUnknown(unknown_number())
    cell = _cell(request, filters, which, edition)
    names = journey.names(viewer=request.viewer, edition=edition)
    people = workspace.names_of_people(viewer=request.viewer)
    here = cell.phase
    common = ""
    if which.track in ("behind", "stuck"):
        found = whole.lacking(
            viewer=filters.looker(request.viewer),
            lake=workspace_lake(),
            day=day,
            phase=which.phase,
            track=which.track,
            edition=edition,
            owner=filters.owner.id if filters.owner else None,
            seen=request.as_of.seen_at,
        )
        common = common_words(found, names)
    place = Place(which.phase, departure=bool(here and here.departure))
    return Drawer(
        title=_title(which, here),
        rows=drawers.rows_of(
            cell,
            viewer=request.viewer,
            names=names,
            people=people,
            quiet={s.key for s in phase.states if not s.contact},
        ),
        total=cell.total,
        mrr_minor=cell.mrr_minor,
        phase=phase.name,
        hue=here.hue if here else 0,
        meaning=_meaning(which, phase),
        common=common,
        condition=conditions.of_part(place, which, day=day),
    )


def nowhere_drawer(request: ScreenRequest, filters: Filters) -> Drawer:
    """This function will give the accounts that stand nowhere on the map yet."""
    cell = _cell(request, filters, Which(""), None)
    names = journey.names(viewer=request.viewer)
    people = workspace.names_of_people(viewer=request.viewer)
    return Drawer(
        title=_("Not on the map yet"),
        rows=drawers.rows_of(cell, viewer=request.viewer, names=names, people=people),
        total=cell.total,
        meaning=_("The condition that starts the map has not held for these accounts yet."),
        condition=conditions.NOWHERE,
    )


def moved_drawer(request: ScreenRequest, filters: Filters, source: str, target: str) -> Drawer:
    """This function will give the accounts that went from one phase to another in the period."""
    day = request.as_of.rows_day
    phases = {p.key: p for p in journey.phases(viewer=request.viewer)}
    if day is None or target not in phases:
        raise NumberUnknown(unknown_number())
    period = filters.period
    when = moved.moved_accounts(
        viewer=filters.looker(request.viewer),
        lake=workspace_lake(),
        first=period.first,
        last=period.last,
        source=source,
        target=target,
        owner=filters.owner.id if filters.owner else None,
        seen=request.as_of.seen_at,
    )
    return Drawer(
        title=_("Moved"),
        rows=drawers.moved_rows(
            when,
            viewer=request.viewer,
            people=workspace.names_of_people(viewer=request.viewer),
        ),
        total=len(when),
        phase=_arrow(phases.get(source), phases[target]),
        hue=phases[target].hue,
        meaning=_("Accounts that came from %(source)s to %(target)s, %(first)s – %(last)s.")
        % {
            "source": text(phases[source].name) if source in phases else _("not on the map"),
            "target": text(phases[target].name),
            "first": day_text(period.first, language=language(), form="plain"),
            "last": day_text(period.last, language=language(), form="plain"),
        },
    )


def _arrow(source: PhaseName | None, target: PhaseName) -> Text:
    if source is None:
        return target.name
    return Text(
        ja=f"{source.name.in_('ja')} → {target.name.in_('ja')}",
        en=f"{source.name.in_('en')} → {target.name.in_('en')}",
    )


def _cell(
    request: ScreenRequest, filters: Filters, which: Which, edition: Edition | None
) -> CellView:
    day = request.as_of.rows_day
    if day is None:
        raise NumberUnknown(unknown_number())
    return journey.cell_accounts(
        viewer=filters.looker(request.viewer),
        lake=workspace_lake(),
        day=day,
        phase=which.phase,
        state=which.state or None,
        track=which.narrow,
        older=which.older,
        owner=filters.owner.id if filters.owner else None,
        limit=SHOWN,
        edition=edition,
        seen=request.as_of.seen_at,
    )


def _title(which: Which, here: PhaseName | None) -> str:
    if which.older:
        return _("Left earlier")
    if which.success:
        return _("success met")
    if which.state and here is not None:
        return next((text(s.name) for s in here.states if s.key == which.state), which.state)
    words = {
        "on_track": _("on track"),
        "behind": _("behind"),
        "stuck": _("stuck"),
        "waiting": _("waiting"),
        "manual": _("by hand"),
        "start_unseen": _("start not seen"),
    }
    return words.get(which.track or which.mark, _("All accounts here"))


def _meaning(which: Which, phase: Phase) -> str:
    """What the number counts, in words."""
    should = phase.should_take.in_(language()) if phase.should_take else ""
    stuck = phase.stuck_after.in_(language()) if phase.stuck_after else ""
    if which.track == "stuck":
        return _("More than %(time)s in the phase, and its success not met yet.") % {"time": stuck}
    if which.track == "behind":
        return _("Longer than the %(time)s it should take, and its success not met yet.") % {
            "time": should
        }
    if which.track == "on_track":
        return _("Within the time the phase should take, or its success met.")
    if which.success and phase.success is not None:
        return _("Success here means: %(text)s") % {"text": text(phase.success.text)}
    if which.older:
        return _(
            "Their contract ended more than 12 months ago; they are in no other number of the map."
        )
    if which.state:
        state = phase.state(which.state)
        return text(state.definition) if state and state.definition else ""
    return text(phase.definition)
