"""One account's page and its tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from banso.interfaces.web.account.contracts import contracts_tab
from banso.interfaces.web.account.fields import fields_tab
from banso.interfaces.web.account.page import account_page
from banso.interfaces.web.account.people import people_tab
from banso.interfaces.web.account.reach import Reached, reach
from banso.interfaces.web.account.timeline import KINDS, timeline_tab
from banso.interfaces.web.account.usage import usage_tab
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen


@screen("accounts")
def index(request: ScreenRequest, public_id: str) -> HttpResponse:
    """The page: the top block at once, the tabs as they are opened."""
    reached = reach(request, public_id)
    return render(request, "account/index.html", {"page": account_page(request, reached)})


def _timeline(request: ScreenRequest, reached: Reached) -> Any:
    kind = request.GET.get("kind", "")
    return timeline_tab(request, reached, kind if kind in KINDS else "")


_TABS: dict[str, Callable[[ScreenRequest, Reached], Any]] = {
    "timeline": _timeline,
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
