"""Views that belong to no screen: the start, a person's language and theme, search."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from banso.interfaces.web.frame.context import THEME_COOKIE, THEMES
from banso.interfaces.web.frame.finding import find
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.screens import home as home_address
from banso.interfaces.web.frame.view import next_of, open_to_all, screen
from banso.workspace import operations

_A_YEAR = 365 * 24 * 3600


@screen("home")
def home(request: ScreenRequest) -> HttpResponseBase:
    return redirect(home_address())


@require_POST
@open_to_all
def preferences(request: HttpRequest) -> HttpResponseBase:
    """A person's own language and theme, kept with the person; before sign-in, in cookies."""
    language = _one_of(request.POST.get("language"), [code for code, _ in settings.LANGUAGES])
    theme = _one_of(request.POST.get("theme"), THEMES)
    viewer = getattr(request, "viewer", None)
    if viewer is not None:
        steps = _one_of(request.POST.get("first_steps"), ("shown", "away"))
        operations.set_preferences(
            viewer=viewer,
            language=language,
            theme=theme,
            first_steps=None if steps is None else steps == "shown",
        )
    response = redirect(next_of(request))
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, language), (THEME_COOKIE, theme)):
        if value:
            response.set_cookie(
                name,
                value,
                max_age=_A_YEAR,
                samesite="Lax",
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
            )
    return response


def _one_of(value: str | None, allowed: list[str] | tuple[str, ...]) -> str | None:
    return value if value in allowed else None


@screen("search")
def search(request: ScreenRequest) -> HttpResponse:
    """Screens and accounts that match ``q``."""
    text = request.GET.get("q", "").strip()[:100]
    found = find(viewer=request.viewer, text=text)
    template = "parts/found.html" if request.htmx else "frame/search.html"
    return render(request, template, {"found": found, "q": text})
