"""A note that stands where it should not: withdrawn, put back, moved to the right account."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.customers import queries as customers
from banso.customers.moments import notes
from banso.customers.moments.noteviews import NoteView
from banso.customers.moments.writing import NoteUnknown, unknown
from banso.execution.promises import operations
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, render_part, screen
from banso.workspace.viewer import Act


@screen("notes", act=Act.EDIT_ACCOUNTS)
def withdraw(request: ScreenRequest, note: str) -> HttpResponseBase:
    """Why it is withdrawn; then it is gone from every list, with an undo."""
    found = _note(request, note)
    if request.method != "POST":
        return render_part(request, "notes/withdraw.html", {"note": found}, title=found.subject)
    operations.withdraw_note(
        viewer=request.viewer, public_id=note, why=request.POST.get("why", ""),
        now=datetime.now(UTC), today=request.clock.today,
    )  # fmt: skip
    undo = reverse("notes:put_back", args=[note])
    messages.success(request, _("The note is withdrawn."), extra_tags=f"undo:{undo}")
    return redirect(_tab(found))


@require_POST
@screen("notes", act=Act.EDIT_ACCOUNTS)
def put_back(request: ScreenRequest, note: str) -> HttpResponseBase:
    """It stands again, and what it promised."""
    operations.put_note_back(viewer=request.viewer, public_id=note, now=datetime.now(UTC))
    messages.success(request, _("The note stands again."))
    return redirect(next_of(request, reverse("notes:one", args=[note])))


@screen("notes", act=Act.EDIT_ACCOUNTS)
def move(request: ScreenRequest, note: str) -> HttpResponseBase:
    """The account it belongs to is searched for and chosen."""
    found = _note(request, note)
    if request.method == "POST":
        operations.move_note(
            viewer=request.viewer, public_id=note, to=request.POST.get("to", "")[:16],
            now=datetime.now(UTC),
        )  # fmt: skip
        messages.success(request, _("The note stands at the other account."))
        return redirect("notes:one", note)
    text = request.GET.get("q", "").strip()[:100]
    ids = customers.search_accounts(viewer=request.viewer, text=text, limit=12) if text else []
    rows = customers.account_list_rows(viewer=request.viewer, ids=ids)
    context = {
        "note": found, "q": text, "accounts": [a for a in rows if a.id != found.account_id],
    }  # fmt: skip
    return render_part(request, "notes/move.html", context, title=found.subject)


def _note(request: ScreenRequest, public_id: str) -> NoteView:
    found = notes.note(viewer=request.viewer, public_id=public_id)
    if found is None:
        raise NoteUnknown(unknown())
    return found


def _tab(note: NoteView) -> str:
    return f"{reverse('account:index', args=[note.account_public_id])}?tab=notes"
