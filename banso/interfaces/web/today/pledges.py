"""Promises on Today: kept, or with another day; each taken back by one press."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.execution.promises import operations, queries
from banso.execution.promises.queries import PromiseView
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, render_part, screen
from banso.interfaces.web.frame.words import day_text
from banso.interfaces.web.tasks.forms import day_of
from banso.workspace.viewer import Act


def _promise(request: ScreenRequest, promise: str) -> PromiseView:
    found = queries.promise(viewer=request.viewer, public_id=promise)
    if found is None:
        raise Http404
    return found


@require_POST
@screen("today", act=Act.EDIT_ACCOUNTS)
def kept(request: ScreenRequest, promise: str) -> HttpResponse:
    found = _promise(request, promise)
    operations.keep_promise(
        viewer=request.viewer, public_id=promise, now=request.clock.now, today=request.clock.today
    )
    undo = reverse("today:promise_back", args=[promise])
    text = _("Promise kept: “%(text)s”") % {"text": found.text[:60]}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    return redirect(next_of(request, reverse("today:index")))


@require_POST
@screen("today", act=Act.EDIT_ACCOUNTS)
def back(request: ScreenRequest, promise: str) -> HttpResponse:
    """A promise is open again."""
    found = _promise(request, promise)
    operations.reopen_promise(viewer=request.viewer, public_id=promise, now=request.clock.now)
    messages.success(
        request, _("The promise is open again: “%(text)s”") % {"text": found.text[:60]}
    )
    return redirect("today:index")


@screen("today", act=Act.EDIT_ACCOUNTS)
def due(request: ScreenRequest, promise: str) -> HttpResponse:
    """Another day, with the reason, as agreed with the customer."""
    found = _promise(request, promise)
    if request.method != "POST":
        context = {
            "p": found, "next": next_of(request, reverse("today:index")),
            "first": request.clock.today + timedelta(days=1),
        }  # fmt: skip
        return render_part(request, "today/due.html", context, title=_("Change the day"))
    day = day_of(request.POST, "due_on")
    operations.change_due(
        viewer=request.viewer, public_id=promise, due_on=day, why=request.POST.get("why", ""),
        now=request.clock.now,
    )  # fmt: skip
    shown = day_text(day, language=request.viewer.language, form="short") if day else _("no day")
    messages.success(request, _("The promise is now due: %(day)s") % {"day": shown})
    return redirect(next_of(request, reverse("today:index")))
