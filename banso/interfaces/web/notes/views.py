"""Notes: search, one, the form, and both texts where two people wrote at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banso.customers import queries as customers
from banso.customers.moments import notes
from banso.customers.moments.noteviews import NoteView
from banso.customers.moments.writing import NoteConflict, NoteRefused, NoteUnknown, unknown
from banso.customers.queries import AccountView
from banso.customers.search.queries import search_notes
from banso.execution.promises import operations, queries
from banso.execution.promises.lines import findings, promise_lines
from banso.interfaces.web.account.reach import reach
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.notes.form import NoteForm, first_values, values_of
from banso.interfaces.web.notes.joining import both
from banso.interfaces.web.templatetags.note_words import MOODS, TYPES, templates_of
from banso.workspace.viewer import Act

_SHOWN = 50
_MOST = 400


@screen("notes")
def index(request: ScreenRequest) -> HttpResponse:
    """The search over all notes; without words the newest."""
    asked = request.GET
    text = asked.get("q", "").strip()[:200]
    kind, mood = asked.get("type", ""), asked.get("mood", "")
    account = _chosen(request, asked.get("account", ""))
    first, last = _date(asked.get("from", "")), _date(asked.get("to", ""))
    limit = min(_MOST, _whole(asked.get("n", "")) or _SHOWN)
    zone = ZoneInfo(request.clock.zone)
    until = min(last, request.as_of.day) if last else request.as_of.day
    found = search_notes(
        viewer=request.viewer,
        text=text,
        account_id=account.id if account else None,
        types=[kind] if kind in TYPES else [],
        mood=mood if mood in MOODS else "",
        since=datetime.combine(first, time.min, tzinfo=zone) if first else None,
        until=datetime.combine(until + timedelta(days=1), time.min, tzinfo=zone),
        limit=limit,
    )
    context = {
        "found": found, "q": text, "kind": kind, "mood": mood, "account": account, "first": first,
        "last": last, "types": TYPES, "moods": MOODS, "more": min(_MOST, limit * 2),
        "cut": found.more and limit >= _MOST,
    }  # fmt: skip
    return render(request, "notes/results.html" if request.htmx else "notes/index.html", context)


@screen("notes")
def one(request: ScreenRequest, note: str) -> HttpResponse:
    """One note with its promises."""
    found = _note(request, note)
    other = notes.same_topic(
        viewer=request.viewer, account_id=found.account_id, topic=found.topic, at=found.at,
        department=found.department, but=found.public_id,
    )  # fmt: skip
    context = {
        "note": found,
        "promises": queries.promises_of_note(viewer=request.viewer, note=note),
        "findings": findings(found.notes),
        "other": other,
        "today": request.as_of.day,
        "may_edit": _may_edit(request),
    }
    return render(request, "notes/one.html", context)


@screen("notes", act=Act.EDIT_ACCOUNTS)
def new(request: ScreenRequest) -> HttpResponseBase:
    """A new note about ``?account=``; without one, the account is chosen first."""
    public_id = request.GET.get("account") or request.POST.get("account") or ""
    if not public_id:
        text = request.GET.get("q", "").strip()[:100]
        ids = customers.search_accounts(viewer=request.viewer, text=text, limit=20) if text else []
        rows = customers.account_list_rows(viewer=request.viewer, ids=ids)
        return render(request, "notes/choose.html", {"accounts": rows, "q": text})
    account = reach(request, public_id).account
    if request.method != "POST":
        form = NoteForm(request, account, initial=first_values(request, account))
        return _form(request, form, None)
    form = NoteForm(request, account, request.POST)
    if not form.is_valid():
        return _form(request, form, None, status=422)
    try:
        saved = operations.write_note(
            viewer=request.viewer, draft=form.draft(), now=datetime.now(UTC),
            today=request.clock.today, client_id=form.cleaned_data["client_id"],
        )  # fmt: skip
    except NoteRefused as refused:
        return _refused(request, form, None, refused)
    _tell(request, saved.promises)
    return redirect("notes:one", saved.public_id)


@screen("notes", act=Act.EDIT_ACCOUNTS)
def edit(request: ScreenRequest, note: str) -> HttpResponseBase:
    """The note again; if somebody saved it meanwhile, both texts."""
    found = _note(request, note)
    account = reach(request, found.account_public_id).account
    if request.method != "POST":
        form = NoteForm(request, account, initial=values_of(request, found))
        return _form(request, form, found)
    form = NoteForm(request, account, request.POST)
    if not form.is_valid():
        return _form(request, form, found, status=422)
    try:
        saved = operations.change_note(
            viewer=request.viewer, public_id=note, seen=form.cleaned_data["seen"],
            draft=form.draft(), now=datetime.now(UTC), today=request.clock.today,
        )  # fmt: skip
    except NoteConflict as conflict:
        return _conflict(request, form, conflict.theirs)
    except NoteRefused as refused:
        return _refused(request, form, found, refused)
    _tell(request, saved.promises)
    return redirect("notes:one", saved.public_id)


@require_POST
@screen("notes", act=Act.EDIT_ACCOUNTS, writes=False)
def preview(request: ScreenRequest) -> HttpResponse:
    """The promises that would be taken from the text, while it is written."""
    zone = ZoneInfo(request.clock.zone)
    try:
        at = datetime.fromisoformat(request.POST.get("happened_at", "")).date()
    except ValueError:
        at = datetime.now(zone).date() if not request.clock.stands else request.clock.today
    account = _chosen(request, request.POST.get("account", ""))
    theirs = customers.contacts_of(viewer=request.viewer, account_id=account.id) if account else []
    lines = promise_lines(
        request.POST.get("notes", "")[:200_000], day=at, theirs=[c.name for c in theirs]
    )
    return render(request, "notes/preview.html", {"lines": lines})


# Helpers -----------------------------------------------------------------------------------------


def _form(
    request: ScreenRequest, form: NoteForm, note: NoteView | None, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": form, "note": note, "account": form.account,
        "templates": templates_of(request.viewer.language), **more,
    }  # fmt: skip
    return render(request, "notes/form.html", context, status=status)


def _refused(
    request: ScreenRequest, form: NoteForm, note: NoteView | None, refused: NoteRefused
) -> HttpResponse:
    for problem in refused.problems:
        language = request.viewer.language
        form.add_error(None, f"{problem.fact.in_(language)} {problem.remedy.in_(language)}")
    return _form(request, form, note, status=422)


def _conflict(request: ScreenRequest, form: NoteForm, theirs: NoteView) -> HttpResponse:
    """Both texts side by side, and one that holds every line of both, to be put in order and saved."""
    mine = form.cleaned_data["notes"].replace("\r\n", "\n")
    again = form.data.copy()  # type: ignore[attr-defined]
    again["seen"], again["notes"] = theirs.stamp, both(theirs.notes, mine)
    joined = NoteForm(request, form.account, again)
    joined.is_valid()
    return _form(request, joined, theirs, status=409, theirs=theirs, mine=mine)


def _note(request: ScreenRequest, public_id: str) -> NoteView:
    found = notes.note(viewer=request.viewer, public_id=public_id)
    if found is None:
        raise NoteUnknown(unknown())
    return found


def _may_edit(request: ScreenRequest) -> bool:
    return request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past


def _tell(request: ScreenRequest, promises: int) -> None:
    text = _("The note is kept.")
    if promises:
        text += " " + ngettext(
            "%(n)d promise was taken from it.", "%(n)d promises were taken from it.", promises
        ) % {"n": promises}
    messages.success(request, text)


def _chosen(request: ScreenRequest, public_id: str) -> AccountView | None:
    if not public_id:
        return None
    return customers.account_by_public_id(viewer=request.viewer, public_id=public_id[:16])


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
