"""The table of all segments, one segment over time, the segments of an account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.account.reach import reach
from banso.interfaces.web.accounts import listing, segment_views
from banso.interfaces.web.frame import charts
from banso.interfaces.web.frame.charts import Form, Line, Mark
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.segments.telling import Told, told, trend_path
from banso.lib.problems import Problem
from banso.lib.text import Text
from banso.metrics import segment_store as store
from banso.metrics.conditions import NameTable
from banso.metrics.conditions.describe import describe
from banso.metrics.membership import queries as membership
from banso.metrics.ready_made import GROUPS
from banso.metrics.segments import SegmentView
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

SPANS = (28, 90, 365)
BACK = 28
_SHOWN = 12  # comings and goings on the page; the others in the drawer
_FORMER = 30


@dataclass(frozen=True, slots=True)
class Row:
    view: SegmentView
    line: membership.Line | None
    sentence: str
    problems: tuple[Problem, ...]
    of: str
    owner: str
    path: str

    @property
    def judged(self) -> bool:
        """Whether it could be judged for anybody."""
        now = self.line.now if self.line else None
        return now is None or not now.accounts or (now.unknown or 0) < now.accounts


@dataclass(frozen=True, slots=True)
class Stood:
    """A stay of an account, with its segment and its reasons in words."""

    view: SegmentView
    stay: membership.StayOf
    why: Told
    exit: Told | None


@dataclass(frozen=True, slots=True)
class Turn:
    public_id: str
    name: str
    day: date
    into: bool
    told: Told


@screen("segments", act=Act.SEE_DEFINITIONS)
def index(request: ScreenRequest) -> HttpResponse:
    """Every segment: those people saved, then those that come with the product."""
    viewer, names = request.viewer, listing.names_of(request)
    saved, ready = store.segments(viewer=viewer), store.ready_made(viewer=viewer)
    day = request.as_of.rows_day
    keys = [s.key for s in (*saved, *ready)]
    lines = membership.overview(viewer=viewer, keys=keys, day=day) if day else {}
    groups: list[tuple[Text | None, list[Row]]] = [
        (None, [_row(request, s, names, lines.get(s.key)) for s in saved])
    ]
    for group, title in GROUPS.items():
        rows = [_row(request, s, names, lines.get(s.key)) for s in ready if s.group == group]
        known = [r for r in rows if not r.problems]
        if known:
            groups.append((title, known))
    context = {
        "groups": groups,
        "given_up": store.given_up(viewer=viewer),
        "day": day,
        "back": BACK,
    }
    return render(request, "segments/index.html", context)


@screen("segments", act=Act.SEE_DEFINITIONS)
def one(request: ScreenRequest, segment: str) -> HttpResponse:
    """One segment: what it asks for, counted over time, who came and went, its versions."""
    viewer, names = request.viewer, listing.names_of(request)
    view = store.segment(viewer=viewer, key=segment)
    day = request.as_of.rows_day
    span = _span(request)
    line = membership.overview(viewer=viewer, keys=[segment], day=day).get(segment) if day else None
    among = _among(request, view)
    counts = _counted(request, view, span, among)
    narrowed = among is not None or viewer.scope is not None
    context: dict[str, Any] = {
        "row": _row(request, view, names, line),
        "judged": membership.judged(viewer=viewer, key=segment),
        "day": day,
        "now": counts[-1] if counts and counts[-1].day == day else None,
        "change": _change(counts, day),
        "narrowed": narrowed,
        "span": span,
        "spans": SPANS,
        "back": BACK,
        "chart": _chart(request, view, counts),
        "money": _money_chart(request, counts),
        "versions": segment_views.versions_of(request, segment, names),
        "currency": workspace.workspace(viewer=viewer).currency,
        "today": not request.as_of.past,
        **_turns(request, view, span, names, among),
    }
    return render(request, "segments/one.html", context)


@screen("segments", act=Act.SEE_DEFINITIONS)
def turns(request: ScreenRequest, segment: str) -> HttpResponse:
    """All who came and went on one day, or in the span shown."""
    view = store.segment(viewer=request.viewer, key=segment)
    names = listing.names_of(request)
    context = {
        "view": view,
        **_turns(request, view, _span(request), names, _among(request, view), limit=500),
    }
    title = view.name.in_(request.viewer.language)
    return render_part(request, "segments/turns.html", context, title=title)


@screen("segments", act=Act.SEE_DEFINITIONS)
def of_account(request: ScreenRequest, public_id: str) -> HttpResponse:
    """The segments an account is in, and those it was in."""
    viewer, names = request.viewer, listing.names_of(request)
    account = reach(request, public_id).account
    views = {s.key: s for s in (*store.segments(viewer=viewer), *store.ready_made(viewer=viewer))}
    found = membership.stays_of(
        viewer=viewer, account_id=account.id, names=names, day=request.as_of.rows_day
    )
    rows = [
        Stood(
            views[s.key],
            s,
            told(s.why, into=True, names=names, language=viewer.language),
            told(s.exit, into=False, names=names, language=viewer.language) if s.exit else None,
        )
        for s in found
        if s.key in views
    ]
    context = {
        "now": [r for r in rows if r.stay.left_on is None],
        "before": [r for r in rows if r.stay.left_on is not None][:_FORMER],
    }
    return render_part(request, "segments/of_account.html", context, title=account.name)


def _span(request: ScreenRequest) -> int:
    given = request.GET.get("days", "")
    return int(given) if given.isdigit() and int(given) in SPANS else 90


def _among(request: ScreenRequest, view: SegmentView) -> set[int] | None:
    """Whose accounts the segment means, where it means somebody's."""
    owner = listing.owner_of(request, view)
    return listing.owned(request, owner) if owner else None


def _row(
    request: ScreenRequest, view: SegmentView, names: NameTable, line: membership.Line | None
) -> Row:
    condition, problems = view.segment.read(names)
    people = workspace.names_of_people(viewer=request.viewer)
    language = request.viewer.language
    return Row(
        view=view,
        line=line,
        sentence=describe(condition.node, names=names, language=language) if condition else "",
        problems=problems,
        of=segment_views.whose(request, listing.owner_of(request, view)),
        owner=people.get(view.owner_id or 0, ""),
        path=trend_path(line.trend) if line else "",
    )


def _counted(
    request: ScreenRequest, view: SegmentView, span: int, among: set[int] | None
) -> tuple[membership.DayCount, ...]:
    day = request.as_of.rows_day
    if day is None:
        return ()
    return membership.counted(
        viewer=request.viewer, lake=workspace_lake(), key=view.key,
        first=day - timedelta(days=max(span, BACK)), last=day, among=among,
    )  # fmt: skip


def _change(counts: tuple[membership.DayCount, ...], day: date | None) -> str:
    """Against some weeks ago, with its sign; empty where one of the two days was not counted."""
    by_day = {c.day: c.members for c in counts}
    then = by_day.get(day - timedelta(days=BACK)) if day else None
    if day not in by_day or then is None:
        return ""
    change = by_day[day] - then
    return f"{change:+,}" if change else "±0"


def _chart(
    request: ScreenRequest, view: SegmentView, counts: tuple[membership.DayCount, ...]
) -> charts.Chart | None:
    if len(counts) < 2:
        return None
    drawn = [Line(_("Members"), [c.members for c in counts])]
    if any(c.unknown for c in counts):
        drawn.append(Line(_("Cannot be judged"), [c.unknown for c in counts], "ink-3", True))
    marks = [
        Mark(now.day, _("v%(v)s") % {"v": now.version}, _("another condition from this day on"))
        for before, now in zip(counts, counts[1:], strict=False)
        if now.version != before.version and now.version
    ]
    day = _("Day")
    return charts.lines(
        id="c-segment", title=_("Accounts in the segment"), day_word=day,
        days=[c.day for c in counts], lines=drawn, marks=marks,
        link=lambda i: _turned_url(view.key, counts[i].day), drawer=True,
    )  # fmt: skip


def _turned_url(key: str, day: date) -> str:
    return f"{reverse('segments:turns', args=[key])}?day={day.isoformat()}"


def _money_chart(
    request: ScreenRequest, counts: tuple[membership.DayCount, ...]
) -> charts.Chart | None:
    if len(counts) < 2 or not any(c.mrr_minor for c in counts):
        return None
    currency = workspace.workspace(viewer=request.viewer).currency
    return charts.lines(
        id="c-segment-mrr", title=_("MRR of the members"), day_word=_("Day"),
        days=[c.day for c in counts], lines=[Line("MRR", [c.mrr_minor for c in counts])],
        form=Form("money", currency=currency),
    )  # fmt: skip


def _turns(
    request: ScreenRequest,
    view: SegmentView,
    span: int,
    names: NameTable,
    among: Iterable[int] | None,
    *,
    limit: int = _SHOWN,
) -> dict[str, Any]:
    last = request.as_of.rows_day
    if last is None:
        return {"turns": [], "entered": 0, "left": 0}
    first = last - timedelta(days=span - 1)
    if (one_day := _day(request.GET.get("day", ""))) is not None:
        first = last = one_day
    found = membership.turns(
        viewer=request.viewer, key=view.key, first=first, last=last, names=names,
        among=None if among is None else set(among), limit=limit,
    )  # fmt: skip
    ids = sorted({t.account_id for t in found.rows})
    records = {a.id: a for a in customers.account_list_rows(viewer=request.viewer, ids=ids)}
    language = request.viewer.language
    rows = [
        Turn(
            records[t.account_id].public_id, records[t.account_id].name, t.day, t.into,
            told(t.why, into=t.into, names=names, language=language),
        )
        for t in found.rows
        if t.account_id in records
    ]  # fmt: skip
    more = found.entered + found.left > len(rows)
    return {
        "turns": rows, "entered": found.entered, "left": found.left, "first": first, "last": last,
        "more": more,
    }  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
