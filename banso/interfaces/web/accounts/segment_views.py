"""Lists saved as segments: saving, changing, history, giving up and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.interfaces.web.accounts import change_plan, listing
from banso.interfaces.web.accounts.asked import ME, Asked
from banso.interfaces.web.accounts.listing import Look
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.lib.problems import Problem
from banso.lib.text import Text
from banso.metrics import segment_store as store
from banso.metrics.conditions import NameTable
from banso.metrics.conditions.describe import describe
from banso.metrics.segment_store import SegmentNotAccepted
from banso.metrics.segments import LONGEST_NAME, MINE, Segment, SegmentView, Version
from banso.workspace import queries as workspace
from banso.workspace.jobs import start_job
from banso.workspace.viewer import Act


@dataclass(frozen=True, slots=True)
class Row:
    """A segment in words."""

    view: SegmentView
    url: str
    sentence: str
    problems: tuple[Problem, ...]
    owner: str
    of: str


@screen("accounts", act=Act.SEE_DEFINITIONS)
def one(request: ScreenRequest, segment: str) -> HttpResponse:
    """One segment with its versions."""
    look = listing.looked(request)
    view = store.segment(viewer=request.viewer, key=segment)
    context = {
        "row": _row(request, look, view),
        "versions": versions_of(request, segment, look.names),
        "today": _today(request),
    }
    return render_part(request, "accounts/segment.html", context, title=view.name.in_(request.viewer.language))  # fmt: skip


def versions_of(
    request: ScreenRequest, segment: str, names: NameTable
) -> list[tuple[Version, str, list[dict[str, Any]]]]:
    """This function will list the versions of a segment, each with who saved it and what it changed."""
    people = workspace.names_of_people(viewer=request.viewer)
    return [
        (v, people.get(v.by_id or 0, ""), _said(names, v.changes, request))
        for v in store.history(viewer=request.viewer, key=segment)
    ]


@screen("accounts", act=Act.SEE_DEFINITIONS)
def new(request: ScreenRequest) -> HttpResponseBase:
    """Keep the list of the address under a name."""
    return _saving(request, None)


@screen("accounts", act=Act.SEE_DEFINITIONS)
def change(request: ScreenRequest, segment: str) -> HttpResponseBase:
    """Another name, or the list of the address as the next version."""
    return _saving(request, store.changeable(viewer=request.viewer, key=segment))


@require_POST
@screen("accounts", act=Act.SEE_DEFINITIONS)
def end(request: ScreenRequest, segment: str) -> HttpResponseBase:
    """Give a segment up; the notice offers to take that back."""
    found = store.segment(viewer=request.viewer, key=segment)
    store.end_segment(
        viewer=request.viewer, key=segment, day=request.clock.today, now=datetime.now(UTC)
    )
    _count(request)
    told = _("“%(name)s” is deleted.") % {"name": found.name.in_(request.viewer.language)}
    back = reverse("accounts:segment_back", args=[segment])
    messages.success(request, told, extra_tags=f"undo:{back}")
    return redirect("accounts:index")


@require_POST
@screen("accounts", act=Act.SEE_DEFINITIONS)
def back(request: ScreenRequest, segment: str) -> HttpResponseBase:
    """Take a segment that was given up back into use."""
    store.bring_back_segment(viewer=request.viewer, key=segment, now=datetime.now(UTC))
    _count(request)
    return redirect(f"{reverse('accounts:index')}?segment={segment}")


def _count(request: ScreenRequest) -> None:
    """Count it in the background: over all days where it is new, else from the last closed day on."""
    start_job(viewer=request.viewer, kind="segments.count", arguments={}, now=datetime.now(UTC))


def _saving(request: ScreenRequest, view: SegmentView | None) -> HttpResponseBase:
    """The drawer of saving, or (POST) what it does."""
    look = listing.looked(request)
    if request.method != "POST":
        return _drawer(request, look, view, _filled(look.asked, view))
    segment = _given(request, look.asked)
    given = request.POST.get("seen", "")
    try:
        key, version = store.save_segment(
            viewer=request.viewer,
            segment=segment,
            names=look.names,
            now=datetime.now(UTC),
            key=view.key if view else None,
            seen=int(given) if view and given.isdigit() else None,
            why=request.POST.get("why", "")[:200],
        )
    except SegmentNotAccepted as refused:
        return _drawer(request, look, view, segment, refused.problems)
    _count(request)
    name = segment.name.in_(request.viewer.language)
    messages.success(
        request, _("“%(name)s” is saved, version %(v)s.") % {"name": name, "v": version}
    )
    return redirect(f"{reverse('accounts:index')}?segment={key}")


def _drawer(
    request: ScreenRequest,
    look: Look,
    view: SegmentView | None,
    segment: Segment,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    asked, language = look.asked, request.viewer.language
    condition = asked.condition
    address = (
        reverse("accounts:segment_change", args=[view.key])
        if view
        else reverse("accounts:segment_new")
    )
    context: dict[str, Any] = {
        "view": view,
        "segment": segment,
        "problems": problems,
        "address": f"{address}?{asked.query()}",
        "asked": asked,
        "sentence": describe(condition.node, names=look.names, language=language)
        if condition
        else "",
        "columns": [look.names[c].name for c in asked.columns],
        "sort": look.names[asked.sort].name if asked.sort != "name" else None,
        "of": whose(request, asked.owner),
        "may_share": request.viewer.may(Act.EDIT_ACCOUNTS),
        "plan": change_plan.plan_of(request, view, asked) if view else None,
        "longest": LONGEST_NAME,
        "both": bool(segment.name.ja and segment.name.en and not segment.name.plain),
    }
    status = 422 if problems else 200
    title = _("Save as a segment")
    return render_part(request, "accounts/save.html", context, title=title, status=status)


def _filled(asked: Asked, view: SegmentView | None) -> Segment:
    return view.segment if view else Segment(Text.of(""), shared=False)


def _given(request: ScreenRequest, asked: Asked) -> Segment:
    """The segment of the drawer's fields and the list of the address."""
    one = request.POST.get("name", "").strip()[:LONGEST_NAME]
    ja = request.POST.get("name_ja", "").strip()[:LONGEST_NAME]
    en = request.POST.get("name_en", "").strip()[:LONGEST_NAME]
    person = request.viewer.user_id if asked.owner == ME else None
    of = MINE if person else ""
    if asked.owner and asked.owner != ME:
        of = store.of_person(viewer=request.viewer, user_id=int(asked.owner))
    return Segment(
        name=Text(ja=ja or None, en=en or None) if ja and en else Text.of(one or ja or en),
        when=asked.text,
        of=of,
        columns=asked.columns,
        sort=asked.sort,
        down=asked.down,
        shared=request.POST.get("visible") == "all",
    )


def _row(request: ScreenRequest, look: Look, view: SegmentView) -> Row:
    condition, problems = view.segment.read(look.names)
    people = workspace.names_of_people(viewer=request.viewer)
    language = request.viewer.language
    return Row(
        view=view,
        url=f"{reverse('accounts:index')}?segment={view.key}",
        sentence=describe(condition.node, names=look.names, language=language) if condition else "",
        problems=problems,
        owner=people.get(view.owner_id or 0, ""),
        of=whose(request, listing.owner_of(request, view)),
    )


def whose(request: ScreenRequest, owner: str) -> str:
    """Whose accounts, in words; empty for everyone's."""
    if not owner:
        return ""
    if owner == ME:
        return _("whoever looks")
    return workspace.names_of_people(viewer=request.viewer).get(int(owner), "—")


_WHAT = {
    "name": Text(ja="名前", en="Name"),
    "when": Text(ja="条件", en="Condition"),
    "of": Text(ja="担当", en="Whose accounts"),
    "columns": Text(ja="列", en="Columns"),
    "sort": Text(ja="並び順", en="Order"),
    "shared": Text(ja="公開範囲", en="Who sees it"),
    "ended": Text(ja="削除", en="Deleted"),
}


def _said(names: NameTable, changes: Any, request: ScreenRequest) -> list[dict[str, Any]]:
    words = {"all": _("everyone"), "me": _("only its owner"), MINE: _("whoever looks")}

    def shown(what: str, value: str) -> str:
        if what in ("shared", "of"):
            return words.get(value, value)
        if what == "columns":
            language = request.viewer.language
            keys = [k for k in value.split(", ") if k]
            return "、".join(names[k].name.in_(language) if k in names else k for k in keys)
        return value

    return [
        {
            "what": _WHAT[c.what],
            "code": c.what == "when",
            "before": shown(c.what, c.before),
            "after": shown(c.what, c.after),
        }
        for c in changes
    ]


def _today(request: ScreenRequest) -> bool:
    return not request.as_of.past
