"""Promises of an account: kept, moved, withdrawn, added by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.execution.promises import operations, queries, words
from banso.execution.promises.operations import PromiseUnknown
from banso.execution.promises.queries import PromiseView
from banso.interfaces.web.account.reach import reach
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, render_part, screen
from banso.workspace.viewer import Act

_SHOWN = 5


@screen("notes")
def of_account(request: ScreenRequest, public_id: str) -> HttpResponse:
    """The open promises of an account, the late ones first."""
    account = reach(request, public_id).account
    found = queries.open_of(viewer=request.viewer, account_ids=[account.id])
    context = {
        "promises": found[:_SHOWN], "more": max(0, len(found) - _SHOWN), "public_id": public_id,
        "today": request.clock.today, "may_edit": _may_edit(request), "compact": True,
    }  # fmt: skip
    return render_part(request, "notes/of_account.html", context, title=account.name)


@screen("notes", act=Act.EDIT_ACCOUNTS)
def add(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """A promise that stands in no note."""
    account = reach(request, public_id).account
    if request.method != "POST":
        context = {"public_id": public_id, "today": request.clock.today}
        return render_part(request, "notes/promise_add.html", context, title=account.name)
    operations.add_promise(
        viewer=request.viewer, account_id=account.id, side=request.POST.get("side", ""),
        text=request.POST.get("text", ""), due_on=_day(request.POST.get("due_on", "")),
        now=datetime.now(UTC), today=request.clock.today,
    )  # fmt: skip
    messages.success(request, _("The promise is noted."))
    return redirect(next_of(request, _account(public_id)))


@screen("notes", act=Act.EDIT_ACCOUNTS)
def one(request: ScreenRequest, promise: str) -> HttpResponseBase:
    """Another date, or the end of it, with its reason."""
    found = _promise(request, promise)
    if request.method != "POST":
        context = {"p": found, "today": request.clock.today, "next": request.GET.get("next", "")}
        return render_part(request, "notes/promise.html", context, title=found.text)
    given: dict[str, Any] = {
        "viewer": request.viewer, "public_id": promise, "why": request.POST.get("why", ""),
        "now": datetime.now(UTC),
    }  # fmt: skip
    if request.POST.get("act") == "withdraw":
        operations.withdraw_promise(**given, today=request.clock.today)
        _say(request, promise, _("The promise is withdrawn."))
    else:
        operations.change_due(**given, due_on=_day(request.POST.get("due_on", "")))
        messages.success(request, _("The promise has another date."))
    return redirect(next_of(request, _account(found.account_public_id)))


@require_POST
@screen("notes", act=Act.EDIT_ACCOUNTS)
def keep(request: ScreenRequest, promise: str) -> HttpResponseBase:
    """The promise is kept."""
    found = _promise(request, promise)
    operations.keep_promise(
        viewer=request.viewer, public_id=promise, note=request.POST.get("note", ""),
        now=datetime.now(UTC), today=request.clock.today,
    )  # fmt: skip
    _say(request, promise, _("The promise is kept."))
    return redirect(next_of(request, _account(found.account_public_id)))


@require_POST
@screen("notes", act=Act.EDIT_ACCOUNTS)
def reopen(request: ScreenRequest, promise: str) -> HttpResponseBase:
    """It was ended by mistake."""
    found = _promise(request, promise)
    operations.reopen_promise(viewer=request.viewer, public_id=promise, now=datetime.now(UTC))
    messages.success(request, _("The promise is open again."))
    return redirect(next_of(request, _account(found.account_public_id)))


def _promise(request: ScreenRequest, public_id: str) -> PromiseView:
    found = queries.promise(viewer=request.viewer, public_id=public_id)
    if found is None:
        raise PromiseUnknown(words.unknown())
    return found


def _say(request: ScreenRequest, promise: str, text: str) -> None:
    undo = reverse("notes:promise_reopen", args=[promise])
    messages.success(request, text, extra_tags=f"undo:{undo}")


def _account(public_id: str) -> str:
    return f"{reverse('account:index', args=[public_id])}?tab=notes"


def _may_edit(request: ScreenRequest) -> bool:
    return request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
