"""How a screen's view is written: ``@screen("map")`` above ``def index(request: ScreenRequest)``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from banso.interfaces.web.frame.request import ScreenRequest
from banso.workspace.viewer import Act

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
_READS = ("GET", "HEAD", "OPTIONS")


def screen(
    key: str, *, act: Act = Act.SEE_ACCOUNTS, writes: bool = True
) -> Callable[
    [Callable[Concatenate[ScreenRequest, P], R]], Callable[Concatenate[HttpRequest, P], R]
]:
    """This function will mark a view as part of screen ``key`` that only viewers with ``act`` may call.

    A request that is not a mere read is refused while a past day is shown, unless ``writes`` is
    False (a POST that changes nothing, for example a check of a text).
    """

    def wrap(
        view: Callable[Concatenate[ScreenRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> R:
            known = cast(ScreenRequest, request)
            known.screen = key
            known.viewer.require(act)
            if writes and request.method not in _READS:
                known.as_of.require_today()
            return view(known, *args, **kwargs)

        return cast("Callable[Concatenate[HttpRequest, P], R]", inner)

    return wrap


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """This function will mark a view that people reach before they have signed in."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def render_part(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    title: str = "",
    status: int = 200,
) -> HttpResponse:
    """This function will render a popover, drawer or row: alone for htmx, inside a page otherwise.

    So the link behind a number also works when it is opened in a new tab, or without scripts.
    """
    given = dict(context or {})
    if getattr(request, "htmx", False):
        return render(request, template, given, status=status)
    return render(
        request, "parts/alone.html", {**given, "part": template, "title": title}, status=status
    )


def next_of(request: HttpRequest, default: str = "/") -> str:
    """This function will give back the address to go on to after a POST; never another site's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and ours else default
