"""Who is away, and who stands in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.execution.tasks import queries, standing_in
from banso.execution.tasks.refusals import day_over, nobody
from banso.execution.today.own import leads
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.tasks.forms import day_of
from banso.workspace.viewer import Act


@screen("tasks", act=Act.EDIT_ACCOUNTS)
def index(request: ScreenRequest) -> HttpResponse:
    """The absences ahead, and a form for another: one's own, or anybody's for who leads people."""
    viewer, today = request.viewer, request.clock.today
    people = queries.helpers(viewer=viewer)
    if request.method != "POST":
        context = {
            "absences": queries.absences(viewer=viewer, today=today), "people": people,
            "leads": leads(viewer=viewer), "today": today, "me": viewer.user_id,
        }  # fmt: skip
        return render(request, "tasks/absences.html", context)
    by_key = {p.public_id: p.id for p in people}
    user = by_key.get(request.POST.get("user", ""), viewer.user_id)
    cover = by_key.get(request.POST.get("cover", ""))
    first, last = day_of(request.POST, "from_on"), day_of(request.POST, "to_on")
    if user is None or cover is None:
        raise nobody("cover")
    if first is None or last is None:
        raise day_over("from_on")
    standing_in.plan_absence(
        viewer=viewer, user_id=user, cover_id=cover, from_on=first, to_on=last, today=today,
        now=request.clock.now,
    )  # fmt: skip
    messages.success(request, _("The absence is noted; what falls into it is covered"))
    return redirect("tasks:absences")


@require_POST
@screen("tasks", act=Act.EDIT_ACCOUNTS)
def end(request: ScreenRequest, absence: str) -> HttpResponse:
    standing_in.end_absence(viewer=request.viewer, public_id=absence, now=request.clock.now)
    messages.success(request, _("The absence is taken back"))
    return redirect("tasks:absences")
