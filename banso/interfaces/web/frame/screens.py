"""Which screens there are, in the order of the navigation. A screen whose address is not there yet is not shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class Screen:
    key: str  # folder name under web/, and URL namespace: ``<key>:index``
    label: str | Promise
    icon: str
    letter: str  # after `g`
    act: Act
    place: str  # bar, more (under "Other"), menu (under the person)
    short: str | Promise = ""  # for the phone's tab bar


SCREENS: tuple[Screen, ...] = (
    Screen("today", _("Today"), "today", "t", Act.SEE_ACCOUNTS, "bar", _("Today")),
    Screen("map", _("Journey map"), "map", "m", Act.SEE_ACCOUNTS, "bar", _("Map")),
    Screen("accounts", _("Accounts"), "table", "a", Act.SEE_ACCOUNTS, "bar", _("Accounts")),
    Screen("notes", _("Notes"), "doc", "r", Act.SEE_ACCOUNTS, "more"),
    Screen("tasks", _("Tasks"), "check", "k", Act.SEE_ACCOUNTS, "more"),
    Screen("week", _("Week"), "cal", "y", Act.SEE_ACCOUNTS, "more"),
    Screen("meetings", _("Meetings"), "cal", "c", Act.SEE_ACCOUNTS, "more"),
    Screen("people", pgettext_lazy("contacts", "People"), "person", "u", Act.SEE_ACCOUNTS, "more"),
    Screen("insight", _("Insight"), "track", "v", Act.SEE_ACCOUNTS, "more"),
    Screen("renewals", _("Renewals"), "cal", "o", Act.SEE_ACCOUNTS, "more"),
    Screen("segments", _("Segments"), "users", "n", Act.SEE_DEFINITIONS, "more"),
    Screen("imports", _("Import"), "down2", "i", Act.SEE_IMPORTS, "more", _("Import")),
    Screen("quality", _("Data quality"), "ok", "q", Act.SEE_IMPORTS, "more", _("Quality")),
    Screen("duplicates", _("Duplicates"), "users", "d", Act.SEE_IMPORTS, "more"),
    Screen("editor", _("Map editor"), "pen", "e", Act.SEE_DEFINITIONS, "more"),
    Screen("history", _("History"), "clock", "h", Act.SEE_DEFINITIONS, "more"),
    Screen("library", _("Metric library"), "track", "l", Act.SEE_ACCOUNTS, "more", _("Metrics")),
    Screen("start", _("First steps"), "check", "f", Act.SEE_DEFINITIONS, "more"),
    Screen("settings", _("Settings"), "gear", "s", Act.SEE_ACCOUNTS, "more", _("Settings")),
    Screen("workspaces", _("Workspaces"), "globe", "p", Act.MANAGE_WORKSPACE, "more"),
    Screen("jobs", _("Background work"), "late", "w", Act.SEE_IMPORTS, "more"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    key: str
    label: str
    short: str
    icon: str
    letter: str
    place: str
    url: str


@cache
def _url(key: str) -> str | None:
    try:
        return reverse(f"{key}:index")
    except NoReverseMatch:
        return None


def screens_of(viewer: Viewer) -> Iterator[Shown]:
    """This function will give back the screens that exist and that this viewer may open."""
    for s in SCREENS:
        url = _url(s.key)
        if url and viewer.may(s.act):
            yield Shown(
                s.key, str(s.label), str(s.short or s.label), s.icon, s.letter, s.place, url
            )


def home() -> str:
    """The address people start from: the map, else the first screen that is there."""
    return _url("map") or next(u for s in SCREENS if (u := _url(s.key)))
