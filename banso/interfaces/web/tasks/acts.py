"""What is done with tasks: completed, put off, handed over, one or several, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banso.execution.tasks import operations, queries
from banso.execution.tasks.queries import TaskSheet
from banso.execution.tasks.refusals import nobody
from banso.execution.tasks.words import CHOSEN_OUTCOMES
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, render_part, screen
from banso.interfaces.web.frame.words import day_text
from banso.interfaces.web.tasks.forms import day_of, minutes_of
from banso.lib.dates import week_start
from banso.workspace.viewer import Act

USUAL_MINUTES = 15


def sheet_of(request: ScreenRequest, task: str) -> TaskSheet:
    found = queries.task_sheet(viewer=request.viewer, public_id=task)
    if found is None:
        raise Http404
    return found


def _back(request: ScreenRequest) -> str:
    return next_of(request, reverse("tasks:index"))


def _undo(address: str, ids: Sequence[str]) -> str:
    return f"undo:{reverse(address)}?{urlencode({'task': ','.join(ids)})}"


def _asked(request: ScreenRequest) -> list[str]:
    """The tasks an address of an undo names."""
    return [t for t in request.GET.get("task", "").split(",") if t][:200]


@screen("tasks", act=Act.EDIT_ACCOUNTS)
def done(request: ScreenRequest, task: str) -> HttpResponse:
    """Two fields: what came of it, and the minutes it took."""
    sheet = sheet_of(request, task)
    if request.method != "POST":
        context = {
            "task": sheet.task, "outcomes": CHOSEN_OUTCOMES, "next": _back(request),
            "minutes": sheet.task.minutes or USUAL_MINUTES,
        }  # fmt: skip
        return render_part(request, "tasks/done.html", context, title=_("Complete"))
    closed = operations.complete_tasks(
        viewer=request.viewer, public_ids=[task], today=request.clock.today, now=request.clock.now,
        outcome=request.POST.get("outcome", "done"), minutes=minutes_of(request.POST),
        note=request.POST.get("note", ""),
    )  # fmt: skip
    words = {"task": closed.titles[0], "n": closed.minutes or 0}
    text = _("“%(task)s” completed (%(n)s min)") if closed.minutes else _("“%(task)s” completed")
    messages.success(request, text % words, extra_tags=_undo("tasks:undo", closed.tasks))
    return redirect(_back(request))


@screen("tasks", act=Act.EDIT_ACCOUNTS)
def later(request: ScreenRequest, task: str) -> HttpResponse:
    """Put away until a day."""
    sheet = sheet_of(request, task)
    today = request.clock.today
    if request.method != "POST":
        monday = week_start(today) + timedelta(days=7)
        context = {
            "task": sheet.task,
            "next": _back(request),
            "monday": monday,
            "first": today + timedelta(days=1),
        }
        return render_part(request, "tasks/later.html", context, title=_("Later"))
    days = request.POST.get("days", "")
    until = operations.snooze_tasks(
        viewer=request.viewer, public_ids=[task], today=today, now=request.clock.now,
        until=day_of(request.POST, "until"), why=request.POST.get("why", ""),
        business_days=int(days) if days.isdecimal() and len(days) < 3 else None,
    )  # fmt: skip
    shown = day_text(until, language=request.viewer.language, form="short")
    text = _("“%(task)s” comes back on %(day)s") % {"task": sheet.task.title, "day": shown}
    messages.success(request, text, extra_tags=_undo("tasks:back", [task]))
    return redirect(_back(request))


@screen("tasks", act=Act.EDIT_ACCOUNTS)
def give(request: ScreenRequest, task: str) -> HttpResponse:
    """To somebody else, with a word why."""
    sheet = sheet_of(request, task)
    helpers = queries.helpers(viewer=request.viewer, account_id=sheet.task.account_id)
    if request.method != "POST":
        others = [h for h in helpers if h.id != sheet.task.owner_id]
        context = {"task": sheet.task, "next": _back(request), "helpers": others}
        return render_part(request, "tasks/give.html", context, title=_("Hand over"))
    chosen = next((h for h in helpers if h.public_id == request.POST.get("owner")), None)
    if chosen is None:
        raise nobody()
    given = operations.hand_over_tasks(
        viewer=request.viewer, public_ids=[task], owner_id=chosen.id, today=request.clock.today,
        now=request.clock.now, why=request.POST.get("why", ""),
    )  # fmt: skip
    name = next((h.name for h in helpers if h.id == given), chosen.name)
    text = _("“%(task)s” handed over to %(name)s") % {"task": sheet.task.title, "name": name}
    messages.success(request, text, extra_tags=_undo("tasks:back", [task]))
    return redirect(_back(request))


@require_POST
@screen("tasks", act=Act.EDIT_ACCOUNTS)
def together(request: ScreenRequest) -> HttpResponse:
    """The ticked tasks of the list: complete, put off, hand over or give another day."""
    ids = list(dict.fromkeys(request.POST.getlist("task")))[:200]
    what = request.POST.get("what", "")
    if not ids:
        messages.warning(request, _("No task was ticked. Tick some first."))
        return redirect(_back(request))
    given: Any = {"viewer": request.viewer, "public_ids": ids, "now": request.clock.now}
    today, undo = request.clock.today, "tasks:back"
    if what == "done":
        operations.complete_tasks(**given, today=today, minutes=minutes_of(request.POST))
        undo = "tasks:undo"
    elif what == "later":
        operations.snooze_tasks(**given, today=today, until=day_of(request.POST, "day"))
    elif what == "due":
        operations.move_tasks(**given, today=today, due_on=day_of(request.POST, "day"))
    elif what == "give":
        helpers = queries.helpers(viewer=request.viewer)
        chosen = next((h for h in helpers if h.public_id == request.POST.get("owner")), None)
        if chosen is None:
            raise nobody()
        operations.hand_over_tasks(**given, owner_id=chosen.id, today=today)
    else:
        raise Http404
    text = ngettext("%(n)s task changed", "%(n)s tasks changed", len(ids)) % {"n": len(ids)}
    messages.success(request, text, extra_tags=_undo(undo, ids))
    return redirect(_back(request))


@require_POST
@screen("tasks", act=Act.EDIT_ACCOUNTS)
def undo(request: ScreenRequest) -> HttpResponse:
    """Completions taken back."""
    ids = _asked(request)
    titles = operations.undo_completion(
        viewer=request.viewer, public_ids=ids, now=request.clock.now
    )
    _said_back(request, titles)
    return redirect(_referred(request))


@require_POST
@screen("tasks", act=Act.EDIT_ACCOUNTS)
def back(request: ScreenRequest) -> HttpResponse:
    """A postponement, a hand-over or another day taken back."""
    ids = _asked(request)
    titles = operations.undo_turn(viewer=request.viewer, public_ids=ids, now=request.clock.now)
    _said_back(request, titles)
    return redirect(_referred(request))


@require_POST
@screen("tasks", act=Act.EDIT_ACCOUNTS)
def withdrawal(request: ScreenRequest) -> HttpResponse:
    """Tasks made by a press of a button, not needed after all."""
    ids = _asked(request)
    closed = operations.withdraw_tasks(
        viewer=request.viewer, public_ids=ids, today=request.clock.today, now=request.clock.now
    )
    _said_back(request, closed.titles)
    return redirect(_referred(request))


def _said_back(request: ScreenRequest, titles: Sequence[str]) -> None:
    if len(titles) == 1:
        messages.success(request, _("“%(task)s” is as it was") % {"task": titles[0]})
    elif titles:
        messages.success(request, _("%(n)s tasks are as they were") % {"n": len(titles)})


def _referred(request: ScreenRequest) -> str:
    """The page whose toast was pressed; an undo is asked from anywhere."""
    known = {"today": reverse("today:index"), "week": reverse("week:index")}
    referrer = request.headers.get("Referer", "")
    return next((u for u in known.values() if u in referrer), reverse("tasks:index"))


@require_POST
@screen("tasks", act=Act.EDIT_ACCOUNTS)
def step(request: ScreenRequest, task: str) -> HttpResponse:
    """One line of the checklist ticked, or the tick taken away."""
    place = request.POST.get("place", "")
    operations.check_step(
        viewer=request.viewer, public_id=task, place=int(place) if place.isdecimal() and len(place) < 3 else -1,
        done=request.POST.get("done") == "1", now=request.clock.now,
    )  # fmt: skip
    return redirect("tasks:one", task)
