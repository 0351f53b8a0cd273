"""Taking keys, contracts, people and tickets out of one account."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.connectors import merging
from banso.customers import duplicates
from banso.customers import queries as customers
from banso.customers.splitting import Taken
from banso.interfaces.web.account.reach import Reached, reach
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.revenue import queries as revenue
from banso.workspace.viewer import Act

SHOWN = 200  # rows of a kind that are offered one by one


@screen("duplicates", act=Act.IMPORT)
def index(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """Choose what goes into another account, new or there already."""
    reached = reach(request, public_id)
    if request.method == "POST":
        return _split(request, reached)
    viewer, account = request.viewer, reached.account
    users = customers.product_users_of(viewer=viewer, account_id=account.id)
    context = {
        "account": account,
        "keys": duplicates.keys_of(viewer=viewer, account_id=account.id),
        "lines": revenue.contracts_of(viewer=viewer, account_id=account.id, day=request.as_of.day),
        "contacts": customers.contacts_of(viewer=viewer, account_id=account.id)[:SHOWN],
        "tickets": customers.tickets_of(viewer=viewer, account_id=account.id, limit=SHOWN),
        "users": users[:SHOWN],
        "users_total": len(users),
        "former": duplicates.merged_into(viewer=viewer, account_id=account.id),
        "today": request.as_of.day,
    }
    return render(request, "duplicates/split.html", context)


def _split(request: ScreenRequest, reached: Reached) -> HttpResponseBase:
    post = request.POST
    from_on = _day(post.get("from_on", "")) if post.get("when") == "day" else None
    to = None
    if post.get("into") not in ("", "new", None):
        to = reach(request, str(post["into"])).account.id
    done = merging.split(
        viewer=request.viewer,
        account=reached.account.id,
        taken=Taken(
            keys=[int(k) for k in post.getlist("key") if k.isdigit()],
            contacts=post.getlist("contact"),
            tickets=post.getlist("ticket"),
            users=[int(u) for u in post.getlist("user") if u.isdigit()],
        ),
        lines=post.getlist("line"),
        name=post.get("name", ""),
        to=to,
        from_on=from_on,
        now=datetime.now(UTC),
    )
    messages.success(
        request,
        _("Taken out of “%(name)s”.") % {"name": reached.account.name},
        extra_tags="undo:" + reverse("duplicates:undo", args=[done.act]),
    )
    return redirect("duplicates:act", done.act)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
