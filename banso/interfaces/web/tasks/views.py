"""The list of tasks, a new one, and one whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from banso.customers import queries as customers
from banso.execution.tasks import operations, queries
from banso.execution.tasks.refusals import nobody
from banso.execution.tasks.words import KINDS, PRIORITIES, REPEATS
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, screen
from banso.interfaces.web.tasks.acts import sheet_of
from banso.interfaces.web.tasks.forms import read_draft
from banso.workspace.viewer import Act

STATES = ("open", "later", "closed")
HOWS = ("me", "owner", "co_owner", "load")
SHOWN = 200


@screen("tasks")
def index(request: ScreenRequest) -> HttpResponse:
    """Open ones by due day, those put away, or those closed in the last weeks; mine or everybody's."""
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    everyone = request.GET.get("of") == "all"
    owner = None if everyone else request.viewer.user_id
    today = request.clock.today
    context: dict[str, Any] = {
        "state": state, "states": STATES, "everyone": everyone, "today": today,
        "may_act": request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past,
        "back": request.get_full_path(),
    }  # fmt: skip
    if state == "closed":
        context["closed"] = queries.closed_tasks(viewer=request.viewer, by_id=owner, limit=SHOWN)
    else:
        later = state == "later"
        found = queries.open_tasks(
            viewer=request.viewer, today=today, owner_id=owner, snoozed=later, limit=SHOWN
        )
        if later:
            found = [t for t in found if t.snoozed_until and t.snoozed_until > today]
        context["tasks"] = found
        context["helpers"] = queries.helpers(viewer=request.viewer)
    return render(request, "tasks/index.html", context)


def _choices(request: ScreenRequest, account_id: int | None) -> dict[str, Any]:
    return {
        "kinds": KINDS, "priorities": PRIORITIES, "repeats": REPEATS, "hows": HOWS,
        "helpers": queries.helpers(viewer=request.viewer, account_id=account_id),
    }  # fmt: skip


@screen("tasks", act=Act.EDIT_ACCOUNTS)
def new(request: ScreenRequest) -> HttpResponse:
    """A task for an account the address names, or for none."""
    named = request.POST.get("account") or request.GET.get("account", "")
    account = None
    if named:
        account = customers.account_by_public_id(viewer=request.viewer, public_id=named)
        if account is None:
            raise Http404
    if request.method != "POST":
        context = {
            **_choices(request, account.id if account else None), "account": account,
            "today": request.clock.today, "next": next_of(request, reverse("today:index")),
        }  # fmt: skip
        return render(request, "tasks/new.html", context)
    draft = read_draft(request.POST)
    whose = request.POST.get("whose", "me")
    person = None
    if whose not in HOWS:
        person = queries.person_by_public_id(viewer=request.viewer, public_id=whose)
        if person is None:
            raise nobody()
    made = operations.create_task(
        viewer=request.viewer, account_id=account.id if account else None, owner_id=person,
        how=whose if person is None else "me", due_in=draft.due_in, now=request.clock.now,
        today=request.clock.today, **draft.words(),
    )  # fmt: skip
    undo = f"undo:{reverse('tasks:withdrawal')}?{urlencode({'task': made})}"
    text = _("“%(task)s” written down") % {"task": draft.title.strip()}
    messages.success(request, text, extra_tags=undo)
    return redirect(next_of(request, reverse("today:index")))


@screen("tasks")
def one(request: ScreenRequest, task: str) -> HttpResponse:
    """One task with its checklist and what happened to it; a POST changes its words."""
    sheet = sheet_of(request, task)
    may_act = request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past
    if request.method == "POST":
        request.viewer.require(Act.EDIT_ACCOUNTS)
        draft = read_draft(request.POST)
        operations.edit_task(
            viewer=request.viewer, public_id=task, now=request.clock.now, **draft.words()
        )
        messages.success(request, _("“%(task)s” changed") % {"task": draft.title.strip()})
        return redirect("tasks:one", task)
    context = {
        **_choices(request, sheet.task.account_id), "sheet": sheet, "task": sheet.task,
        "may_act": may_act and sheet.task.closed_on is None, "today": request.clock.today,
        "lines": "\n".join(s.text for s in sheet.checklist),
        "back": reverse("tasks:one", args=[task]),
    }  # fmt: skip
    return render(request, "tasks/one.html", context)
