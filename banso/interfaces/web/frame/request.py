"""The request as a screen sees it, after the frame has looked at it."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from banso.interfaces.web.frame.as_of import AsOf
from banso.workspace.clock import Clock
from banso.workspace.viewer import Viewer


class ScreenRequest(HttpRequest):
    """A request of a signed-in person. ``FrameMiddleware`` fills these before any screen's view."""

    htmx: HtmxDetails
    user: AbstractBaseUser  # type: ignore[assignment]  # never anonymous behind @screen
    viewer: Viewer
    clock: Clock
    as_of: AsOf
    screen: str  # key of the screen, for the navigation
