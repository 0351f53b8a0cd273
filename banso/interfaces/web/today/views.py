"""The screen Today: the page, changes put away, and a change made into something to do."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banso.events.store import workspace_lake
from banso.execution.tasks import operations as tasks
from banso.execution.today import operations, queries
from banso.execution.today.ranking import DUE, VALUE
from banso.execution.today.views import Day
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, screen
from banso.interfaces.web.today.people import Chooser, chooser
from banso.workspace.viewer import Act

SHOWN, SHOWN_CHANGES = 12, 6
SORTS = (VALUE, DUE)


@screen("today")
def index(request: ScreenRequest) -> HttpResponse:
    who = chooser(request, "today:index")
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else VALUE
    here = day_of(request, who, sort)
    every = request.GET.get("all", "")
    context = {
        "here": here,
        "who": who,
        "sort": sort,
        "changes": here.changes if every == "changes" else here.changes[:SHOWN_CHANGES],
        "todos": here.todos if every == "todos" else here.todos[:SHOWN],
        "scale": max((d.days for d in here.decisions), default=1) or 1,
        "may_act": request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past,
        "mine": who.mine,
        "back": request.get_full_path(),
    }
    return render(request, "today/index.html", context)


def day_of(request: ScreenRequest, who: Chooser, sort: str = VALUE) -> Day:
    """The day shown, of the person chosen."""
    return queries.my_day(
        viewer=request.viewer, lake=workspace_lake(), day=request.as_of.day, now=request.clock.now,
        rows_day=request.as_of.rows_day, zone=request.clock.zone, person=who.person, sort=sort,
    )  # fmt: skip


@require_POST
@screen("today")
def seen(request: ScreenRequest) -> HttpResponse:
    """Everything on one's own Today is put away, or the one change the form names."""
    wanted = request.POST.get("key", "")
    here = day_of(request, chooser(request, "today:index", mine=True))
    keys = [c.key for c in here.changes if wanted in ("", c.key)]
    mark = operations.mark_seen(
        viewer=request.viewer, keys=keys, now=request.clock.now, everything=not wanted
    )
    text = ngettext("%(n)s change marked as seen", "%(n)s changes marked as seen", len(keys))
    undo = reverse("today:unseen", args=[mark])
    messages.success(request, text % {"n": len(keys)}, extra_tags=f"undo:{undo}")
    return redirect(next_of(request, reverse("today:index")))


@require_POST
@screen("today")
def unseen(request: ScreenRequest, mark: str) -> HttpResponse:
    """Changes are shown again; a task made of one of them goes."""
    operations.undo_seen(viewer=request.viewer, mark=mark, now=request.clock.now)
    if made := request.GET.get("task"):
        tasks.withdraw_tasks(
            viewer=request.viewer,
            public_ids=[made],
            now=request.clock.now,
            today=request.clock.today,
        )
    messages.success(request, _("The changes are shown again"))
    return redirect("today:index")


@require_POST
@screen("today", act=Act.EDIT_ACCOUNTS)
def act(request: ScreenRequest) -> HttpResponse:
    """The action of a change becomes a task of today's; on one's own Today the change is put away."""
    who = chooser(request, "today:index")
    here = day_of(request, who)
    change = next((c for c in here.changes if c.key == request.POST.get("key")), None)
    if change is None:
        raise Http404
    language = request.viewer.language
    made = tasks.create_task(
        viewer=request.viewer, title=change.action.title.in_(language), kind=change.action.kind,
        reason=change.reason.in_(language), account_id=change.account_id, due_in=0,
        minutes=change.action.minutes, owner_id=who.person, how="me", source_ref=change.key,
        now=request.clock.now, today=request.clock.today,
    )  # fmt: skip
    undo = reverse("tasks:withdrawal")
    if who.mine:
        mark = operations.mark_seen(viewer=request.viewer, keys=[change.key], now=request.clock.now)
        undo = reverse("today:unseen", args=[mark])
    undo = f"{undo}?{urlencode({'task': made})}"
    text = _("“%(task)s” is on the list for today") % {"task": change.action.title.in_(language)}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    return redirect(next_of(request, reverse("today:index")))
