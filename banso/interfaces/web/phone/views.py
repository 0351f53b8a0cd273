"""The page of a quick note, and the door through which kept notes arrive."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from banso.customers import queries as customers
from banso.customers.moments.writing import NoteDraft
from banso.execution.promises.operations import write_note
from banso.interfaces.web.account.reach import reach
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.clock import Clock
from banso.workspace.viewer import Act, Viewer

TYPES = ("call", "meeting", "visit", "mail", "note")
_MOST_ACCOUNTS = 500
_MOST_BYTES = 64_000


class NoteNotRead(BansoError):
    """What arrived is no note."""


@require_safe
@screen("phone", act=Act.EDIT_ACCOUNTS)
def note(request: ScreenRequest) -> HttpResponse:
    """The page of a quick note. It names nobody's accounts: browsers keep it for days without a line."""
    context = {"types": TYPES, "writer": _writer(request.viewer)}
    return render(request, "phone/note.html", context)


@require_safe
@screen("phone", act=Act.EDIT_ACCOUNTS)
def ready(request: ScreenRequest) -> HttpResponse:
    """Whether notes may be sent now, as whom, and the accounts to choose from: one's own first."""
    viewer = request.viewer
    own = customers.accounts_all(viewer=viewer, owner_id=viewer.user_id)[:_MOST_ACCOUNTS]
    others = customers.accounts_all(viewer=viewer) if len(own) < _MOST_ACCOUNTS else []
    mine = set(own)
    ids = (own + [i for i in others if i not in mine])[:_MOST_ACCOUNTS]
    rows = customers.account_list_rows(viewer=viewer, ids=ids)
    return JsonResponse(
        {
            "token": get_token(request),
            "writer": _writer(viewer),
            "accounts": [{"id": r.public_id, "name": r.name} for r in rows],
        }
    )


@require_POST
@screen("phone", act=Act.EDIT_ACCOUNTS)
def send(request: ScreenRequest) -> HttpResponse:
    """Take one kept note. The same id again answers as the first time, and nothing is written twice."""
    language = request.viewer.language
    try:
        given = _read(request)
        if given["writer"] != _writer(request.viewer):
            return JsonResponse({"why": "other-person"}, status=409)
        account = reach(request, given["account"]).account
        saved = write_note(
            viewer=request.viewer,
            draft=_draft(given, account.id, request.clock, request.viewer),
            now=datetime.now(UTC),
            today=request.clock.today,
            client_id=given["id"],
        )
    except BansoError as error:
        return JsonResponse(
            {"why": "refused", "problems": [_told(p, language) for p in error.problems]}, status=422
        )
    url = reverse("account:index", args=[account.public_id])
    return JsonResponse({"created": saved.created, "id": saved.public_id, "url": url})


def _writer(viewer: Viewer) -> str:
    """Whose notes a phone keeps, without saying who that is."""
    return salted_hmac("banso.phone.writer", str(viewer.user_id)).hexdigest()[:24]


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        found = json.loads(request.body[:_MOST_BYTES])
    except ValueError:
        found = None
    keys = ("id", "writer", "account", "type", "line", "mood", "at")
    if not isinstance(found, dict) or not found.get("id"):
        raise NoteNotRead(_unread())
    texts = {k: found.get(k, "") for k in keys}
    if not all(isinstance(v, str) for v in texts.values()):
        raise NoteNotRead(_unread())
    return texts


def _draft(given: dict[str, Any], account_id: int, clock: Clock, viewer: Viewer) -> NoteDraft:
    subject, _, more = given["line"].strip().partition("\n")
    # A line too long for a subject is not cut: the whole of it stands in the text.
    long = len(subject) > 300
    return NoteDraft(
        account_id=account_id,
        type=given["type"],
        happened_at=_happened(given["at"], clock),
        subject=f"{subject[:297]}…" if long else subject,
        notes=given["line"].strip() if long or more else "",
        ours=(viewer.user_id,) if viewer.user_id is not None else (),
        mood=given["mood"],
    )


def _happened(at: str, clock: Clock) -> datetime:
    """When it was written on the phone; where the workspace's clock stands, that clock's now."""
    now = clock.now
    try:
        said = parse_datetime(at)
    except ValueError:
        said = None
    if clock.stands or said is None or said.tzinfo is None:
        return now
    return min(max(said, now - timedelta(days=60)), now)


def _told(p: Problem, language: str) -> dict[str, str]:
    return {"id": p.id, "fact": p.fact.in_(language), "remedy": p.remedy.in_(language)}


def _unread() -> Problem:
    return problem(
        "phone.note-not-read",
        ja="届いた内容を記録として読み取れませんでした。",
        en="What arrived could not be read as a note.",
        remedy_ja="ページを開き直して、もう一度お送りください。",
        remedy_en="Open the page again and send it once more.",
    )
