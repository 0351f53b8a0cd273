"""What every template may use, worked out only when it does."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language

from banso.events.store import workspace_lake
from banso.interfaces.web.frame.as_of import KNOWN, PARAMETER, AsOf
from banso.interfaces.web.frame.middleware import toast_of
from banso.interfaces.web.frame.screens import Shown, home, screens_of
from banso.interfaces.web.frame.units import PARAMETER as UNIT
from banso.interfaces.web.frame.units import UNITS, Unit, asked_unit
from banso.interfaces.web.start.guide import Lead, lead
from banso.interfaces.web.workspaces.places import Place, may_start_own, places
from banso.journey.seen import differences
from banso.workspace import jobs, queries
from banso.workspace.clock import Clock
from banso.workspace.viewer import Act, Viewer

THEMES = ("auto", "light", "dark")
THEME_COOKIE = f"banso_{settings.BANSO_WORKSPACE}_theme"


def theme_of(request: HttpRequest) -> str:
    """The person's own theme; before sign-in, the one the cookie remembers."""
    wanted = getattr(getattr(request, "user", None), "theme", "") or request.COOKIES.get(
        THEME_COOKIE, ""
    )
    return wanted if wanted in THEMES else "auto"


class UnitChoice(NamedTuple):
    label: str
    url: str
    chosen: bool


class Frame:
    """Header, navigation and banner of one page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.viewer: Viewer | None = getattr(request, "viewer", None)
        self.clock: Clock | None = getattr(request, "clock", None)
        self.as_of: AsOf | None = getattr(request, "as_of", None)
        self.current: str = getattr(request, "screen", "")
        self.theme = theme_of(request)
        self.themes = THEMES
        self.languages = settings.LANGUAGES

    @cached_property
    def workspace(self) -> queries.WorkspaceView | None:
        return queries.workspace(viewer=self.viewer) if self.viewer else None

    @cached_property
    def screens(self) -> list[Shown]:
        return list(screens_of(self.viewer)) if self.viewer else []

    @property
    def bar(self) -> list[Shown]:
        return [s for s in self.screens if s.place == "bar"]

    @property
    def more(self) -> list[Shown]:
        return [s for s in self.screens if s.place == "more"]

    @property
    def tabs(self) -> list[Shown]:
        """The phone's tab bar holds four screens and "more"."""
        return self.bar[:3]

    @cached_property
    def places(self) -> list[Place]:
        """The workspaces of this installation, for the switch."""
        return places(self._request, self.viewer) if self.viewer else []

    @cached_property
    def starts_own(self) -> bool:
        """Whether the demo offers to start with one's own data."""
        if self.viewer is None or self.workspace is None:
            return False
        return may_start_own(self.viewer, is_demo=self.workspace.is_demo)

    @cached_property
    def lead(self) -> Lead | None:
        """How the first steps go on, in a workspace of one's own, until they are walked or put away."""
        if self.viewer is None or self.workspace is None or self.workspace.is_demo:
            return None
        if self.current == "start" or not self._leads or (self.as_of and self.as_of.past):
            return None
        return lead(viewer=self.viewer)

    @property
    def writes_notes(self) -> bool:
        """Whether this person may write notes, so that the phone keeps them when there is no line."""
        return self.viewer is not None and self.viewer.may(Act.EDIT_ACCOUNTS)

    @property
    def put_away(self) -> bool:
        """Whether this person does not want the first steps on every page."""
        return not self._leads

    @property
    def _leads(self) -> bool:
        return bool(getattr(self._request.user, "first_steps", False))

    @cached_property
    def home(self) -> str:
        return home()

    @cached_property
    def running(self) -> list[jobs.JobView]:
        """Long work that is not over: shown in the header, so that it is found again."""
        if self.viewer is None or not self.viewer.may(Act.SEE_IMPORTS) or not queries.working():
            return []
        return [j for j in jobs.jobs(viewer=self.viewer, limit=5) if not j.finished]

    @cached_property
    def toasts(self) -> list[dict[str, str]]:
        return [toast_of(m) for m in messages.get_messages(self._request)]

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """The address's other parameters, so that choosing a date keeps the filter."""
        return [
            (k, v) for k, vs in self._request.GET.lists() if k not in (PARAMETER, KNOWN) for v in vs
        ]

    @cached_property
    def unit(self) -> Unit:
        """In which unit this page shows money."""
        return asked_unit(self._request.GET)

    @cached_property
    def units(self) -> list[UnitChoice]:
        """The units money can be read in on this page, each with its address."""
        currency = self.workspace.currency if self.workspace else "JPY"
        language = get_language() or "en"
        found = []
        for unit in UNITS:
            rest = self._request.GET.copy()
            rest.pop(UNIT, None)
            if unit.key:
                rest[UNIT] = unit.key
            query = rest.urlencode()
            url = self._request.path + (f"?{query}" if query else "")
            found.append(UnitChoice(unit.label(currency, language), url, unit == self.unit))
        return found

    @property
    def here(self) -> str:
        """This page without the as-of date."""
        return self._as_of("")

    @property
    def here_seen(self) -> str:
        """This page as we saw it on the day shown."""
        return self._as_of(self.as_of.text_seen if self.as_of else "")

    @property
    def here_known(self) -> str:
        """This page by today's knowledge of the day shown."""
        return self._as_of(self.as_of.text_today if self.as_of else "")

    def _as_of(self, value: str) -> str:
        rest = self._request.GET.copy()
        rest.pop(PARAMETER, None)
        rest.pop(KNOWN, None)
        if value:
            rest[PARAMETER] = value
        query = rest.urlencode()
        return self._request.path + (f"?{query}" if query else "")

    @property
    def sees_definitions(self) -> bool:
        """Whether a release may be opened from a number."""
        return self.viewer is not None and self.viewer.may(Act.SEE_DEFINITIONS)

    @cached_property
    def differing(self) -> int:
        """How many accounts stand elsewhere on the past day shown than we saw then; 0 for today."""
        if self.viewer is None or self.as_of is None or not self.as_of.past:
            return 0
        day = self.as_of.rows_day
        if day is None:
            return 0
        return len(differences(viewer=self.viewer, lake=workspace_lake(), day=day))


def frame(request: HttpRequest) -> dict[str, Any]:
    """This function will give templates the frame under one name."""
    return {"frame": Frame(request)}
