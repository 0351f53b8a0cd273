"""One account's page and its tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banso.customers import duplicates
from banso.interfaces.web.account.contracts import contracts_tab
from banso.interfaces.web.account.fields import fields_tab
from banso.interfaces.web.account.page import account_page
from banso.interfaces.web.account.people import people_tab
from banso.interfaces.web.account.reach import Reached, reach
from banso.interfaces.web.account.timeline import KINDS, timeline_tab
from banso.interfaces.web.account.usage import usage_tab
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.notes.tab import notes_tab
from banso.workspace.viewer import Act


@screen("accounts")
def index(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """The page: the top block at once, the tabs as they are opened."""
    reached = reach(request, public_id)
    merged = None
    if reached.account.ended_on is not None:  # merged away, or given up
        merged = duplicates.merged_notice(viewer=request.viewer, account_id=reached.account.id)
    if merged and merged.into and not request.as_of.past and "stay" not in request.GET:
        messages.info(
            request,
            _("“%(gone)s” was merged into this account.") % {"gone": reached.account.name},
        )
        return redirect("account:index", merged.into.public_id)
    context = {
        "page": account_page(request, reached),
        "merged": merged,
        "may_segments": request.viewer.may(Act.SEE_DEFINITIONS),
        "may_merge": request.viewer.may(Act.IMPORT) and not request.as_of.past,
    }
    return render(request, "account/index.html", context)


def _timeline(request: ScreenRequest, reached: Reached) -> Any:
    kind = request.GET.get("kind", "")
    return timeline_tab(request, reached, kind if kind in KINDS else "")


_TABS: dict[str, Callable[[ScreenRequest, Reached], Any]] = {
    "timeline": _timeline,
    "notes": notes_tab,
    "usage": usage_tab,
    "people": people_tab,
    "contracts": contracts_tab,
    "fields": fields_tab,
}


@screen("accounts")
def tab(request: ScreenRequest, public_id: str, tab: str) -> HttpResponse:
    """One tab's contents."""
    if tab not in _TABS:
        raise Http404
    reached = reach(request, public_id)
    context = {"tab": _TABS[tab](request, reached), "public_id": public_id, "keys": reached.keys}
    return render_part(request, f"account/{tab}.html", context, title=reached.account.name)
