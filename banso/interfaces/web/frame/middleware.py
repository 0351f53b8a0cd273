"""Before every screen: who looks, which clock, which day, which language; after it: headers."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from banso.interfaces.web.frame.as_of import KNOWN, PARAMETER, read_as_of
from banso.interfaces.web.frame.refusals import refusal_response
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.timing import timed
from banso.journey.seen import seen_on
from banso.lib.once import one_look
from banso.lib.problems import BansoError
from banso.workspace import queries as workspace


class FrameMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Reads of a page that only looks are made once; a write may change what it reads again.
        looking = one_look() if request.method in ("GET", "HEAD") else nullcontext()
        with timed() as timing, looking:
            try:
                _look(cast(ScreenRequest, request))
                response = self.get_response(request)
            except BansoError as error:
                response = refusal_response(request, error)
            _toasts_for_htmx(request, response)
        response.headers.setdefault("Cache-Control", "no-store")
        response["Server-Timing"] = timing.header
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if hasattr(request, "viewer") or _is_open(view):
            return None
        if not workspace.has_people() or not workspace.exists():
            return _send(request, reverse("signin:welcome"))
        wanted = request.get_full_path() if request.method == "GET" else "/"
        login = reverse(settings.LOGIN_URL)
        return _send(request, login if wanted == "/" else f"{login}?{urlencode({'next': wanted})}")

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal_response(request, error) if isinstance(error, BansoError) else None


def _look(request: ScreenRequest) -> None:
    """Fill viewer, clock and as-of for a signed-in person, and speak their language."""
    if not request.user.is_authenticated:
        return
    try:
        clock = workspace.clock()
    except ObjectDoesNotExist:  # people, but no workspace yet: the first run makes it
        return
    # the session's person has just been read: once is enough
    viewer = workspace.viewer_of(user_id=request.user.pk, row=request.user)
    translation.activate(viewer.language)
    request.LANGUAGE_CODE = translation.get_language()
    given = request.GET
    as_of = read_as_of(asked=given.get(PARAMETER), clock=clock, known=given.get(KNOWN))
    if as_of.seen and as_of.rows_day:
        found = seen_on(viewer=viewer, day=as_of.rows_day)
        as_of = replace(as_of, seen_at=found.at if found else None)
    request.viewer, request.clock, request.as_of = viewer, clock, as_of


def _is_open(view: Callable[..., Any]) -> bool:
    """allauth guards its own pages; ours say so themselves."""
    module = getattr(view, "__module__", "") or ""
    return module.startswith("allauth.") or getattr(view, "open_to_all", False)


def _send(request: HttpRequest, url: str) -> HttpResponseBase:
    """Redirect the whole page, also when htmx asked for a part of it."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return redirect(url)


def _toasts_for_htmx(request: HttpRequest, response: HttpResponseBase) -> None:
    """Hand messages to the page that is already there, since no page is drawn to show them."""
    if not getattr(request, "htmx", False) or response.has_header("HX-Redirect"):
        return
    if response.status_code >= 300:
        return
    waiting = [toast_of(m) for m in messages.get_messages(request)]
    if waiting:
        events = json.loads(response.headers.get("HX-Trigger", "{}"))
        response["HX-Trigger"] = json.dumps({**events, "bn:toast": {"toasts": waiting}})


def toast_of(message: Any) -> dict[str, str]:
    """``messages.success(request, text, extra_tags="undo:/address")`` offers an undo."""
    kind, _, undo = (message.extra_tags or "").partition(":")
    return {
        "text": str(message),
        "level": message.level_tag,
        "undo": undo if kind == "undo" else "",
    }
