"""Meetings: the days ahead, the page of one, and whose meeting it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from banso.connectors.calendar import queries as calendars
from banso.connectors.email import queries as mail
from banso.customers import queries as customers
from banso.customers.queries import AccountView
from banso.execution.meetings import operations, queries
from banso.execution.meetings.queries import MeetingUnknown, MeetingView
from banso.interfaces.web.account.reach import reach
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.meetings.prepared import prepared
from banso.workspace.viewer import Act

_AHEAD = timedelta(days=14)
_BEHIND = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Row:
    meeting: MeetingView
    minutes: str  # the touchpoint, where they are written
    write: str  # the address of the note form, where they can be
    begun: bool
    at: str  # the hour it begins, local; empty for a whole day
    until: str


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    today: bool
    rows: list[Row] = field(default_factory=list)


@screen("meetings")
def index(request: ScreenRequest) -> HttpResponse:
    """The next two weeks, and what lies behind without minutes; one's own or everybody's."""
    viewer, today = request.viewer, request.clock.today
    everybody = request.GET.get("who") == "all"
    mine = None if everybody else viewer.user_id
    ahead = queries.between(viewer=viewer, first=today, last=today + _AHEAD, user_id=mine)
    behind = queries.between(
        viewer=viewer, first=today - _BEHIND, last=today - timedelta(days=1), user_id=mine
    )
    written = queries.minutes_of(viewer=viewer, public_ids=[m.public_id for m in (*ahead, *behind)])
    open_ = [
        m for m in reversed(behind)
        if m.account_id and not m.cancelled and m.public_id not in written
    ]  # fmt: skip
    may = viewer.may(Act.EDIT_ACCOUNTS)
    context = {
        "days": _days(request, ahead, written),
        "without": [_row(request, m, written) for m in open_],
        "everybody": everybody,
        "has_calendar": bool(may and calendars.feeds(viewer=viewer)),
        "may_edit": may and not request.as_of.past,
        "mails_waiting": mail.waiting_count(viewer=viewer) if may else 0,
    }
    return render(request, "meetings/index.html", context)


@screen("meetings")
def one(request: ScreenRequest, public_id: str) -> HttpResponse:
    """The prepared page."""
    meeting = _reached(request, public_id)
    written = queries.minutes_of(viewer=request.viewer, public_ids=[public_id])
    may = request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past
    context = {"row": _row(request, meeting, written), "meeting": meeting, "may_edit": may}
    if meeting.account_id is not None:
        context["page"] = prepared(request, meeting, reach(request, meeting.account_public_id))
        context["minutes_url"] = _note(written.get(public_id, ""))
    elif may:
        context["suggestions"] = _suggested(request, public_id)
    return render(request, "meetings/one.html", context)


@screen("meetings", act=Act.EDIT_ACCOUNTS)
def account(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """Whose meeting it is, chosen by a person for the whole series."""
    meeting = _reached(request, public_id)
    if request.method == "POST":
        wanted = request.POST.get("account", "")
        found = customers.account_ids_of(viewer=request.viewer, public_ids=[wanted]).get(wanted)
        operations.choose_account(
            viewer=request.viewer,
            public_id=public_id,
            account_id=(found or 0) if wanted else None,
            now=datetime.now(UTC),
        )
        messages.success(request, _("Saved for this meeting and the others of its series"))
        return redirect("meetings:one", public_id)
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "meeting": meeting,
        "text": text,
        "found": found_accounts(request, text) if text else _suggested(request, public_id),
        "action": reverse("meetings:account", args=[public_id]),
    }
    return render_part(request, "meetings/account.html", context, title=meeting.title)


def found_accounts(request: ScreenRequest, text: str) -> list[AccountView]:
    """The accounts a name, reading or key finds."""
    ids = customers.search_accounts(viewer=request.viewer, text=text, limit=12)
    return customers.account_list_rows(viewer=request.viewer, ids=ids)


# Helpers -----------------------------------------------------------------------------------------


def _reached(request: ScreenRequest, public_id: str) -> MeetingView:
    found = queries.meeting(viewer=request.viewer, public_id=public_id)
    if found is None:
        raise MeetingUnknown.of()
    return found


def _suggested(request: ScreenRequest, public_id: str) -> list[AccountView]:
    ids = queries.suggestions(viewer=request.viewer, public_id=public_id, day=request.clock.today)
    return customers.account_list_rows(viewer=request.viewer, ids=ids)


def _days(
    request: ScreenRequest, meetings: list[MeetingView], written: dict[str, str]
) -> list[Day]:
    today = request.clock.today

    def day_of(m: MeetingView) -> date:
        return max(request.clock.local_day(m.starts_at), today)

    ordered = sorted(meetings, key=lambda m: (day_of(m), not m.all_day, m.starts_at))
    return [
        Day(day, day == today, [_row(request, m, written) for m in found])
        for day, found in groupby(ordered, key=day_of)
    ]


def _row(request: ScreenRequest, meeting: MeetingView, written: dict[str, str]) -> Row:
    minutes = written.get(meeting.public_id, "")
    may = request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past
    begun = meeting.starts_at <= request.clock.now
    return Row(
        meeting,
        minutes,
        _write(request, meeting) if may and meeting.account_id and not minutes else "",
        begun,
        "" if meeting.all_day else _hour(request, meeting.starts_at),
        "" if meeting.all_day else _hour(request, meeting.ends_at),
    )


def _hour(request: ScreenRequest, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(request.clock.zone)):%H:%M}"


def _write(request: ScreenRequest, meeting: MeetingView) -> str:
    """The note form, filled with what the calendar knows."""
    try:
        address = reverse("notes:new")
    except NoReverseMatch:
        return ""
    given = {
        "account": meeting.account_public_id,
        "type": "meeting",
        "meeting": meeting.public_id,
        "at": meeting.starts_at.isoformat(),
        "subject": meeting.title,
        "theirs": ";".join(meeting.theirs),
    }
    return f"{address}?{urlencode(given)}"


def _note(public_id: str) -> str:
    try:
        return reverse("notes:one", args=[public_id]) if public_id else ""
    except NoReverseMatch:
        return ""
