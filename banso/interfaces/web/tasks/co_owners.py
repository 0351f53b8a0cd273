"""Who looks after an account beside its owner."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.execution.tasks import queries, standing_in
from banso.interfaces.web.account.reach import reach
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, render_part, screen
from banso.workspace.viewer import Act


@screen("tasks", act=Act.EDIT_ACCOUNTS)
def index(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """The people who can, with a tick at those who do."""
    account = reach(request, public_id).account
    viewer = request.viewer
    people = [
        p for p in queries.helpers(viewer=viewer, account_id=account.id) if p.id != account.owner_id
    ]
    now = set(queries.co_owners_of(viewer=viewer, account_ids=[account.id]).get(account.id, ()))
    if request.method != "POST":
        people.sort(key=lambda p: (p.id not in now, p.name))
        context = {"account": account, "people": people, "now": now}
        return render_part(request, "tasks/co_owners.html", context, title=account.name)
    ticked = set(request.POST.getlist("user"))
    # Whoever this viewer may not know of stays.
    unseen = now - {p.id for p in people}
    standing_in.set_co_owners(
        viewer=viewer, account_id=account.id,
        user_ids={p.id for p in people if p.public_id in ticked} | unseen,
        today=request.clock.today, now=datetime.now(UTC),
    )  # fmt: skip
    messages.success(request, _("Who helps with this account is noted."))
    return redirect(next_of(request, reverse("account:index", args=[public_id])))
