"""Addresses of all screens. A screen's folder with a ``urls.py`` is served as soon as it is there."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.views.generic import RedirectView

from banso.interfaces.web.frame import taken, views
from banso.interfaces.web.frame.converters import PublicId

register_converter(PublicId, "pid")

# Folder → address. The account's page lies under the list's address.
ADDRESSES = {
    "today": "today/",
    "tasks": "tasks/",
    "week": "week/",
    "map": "map/",
    "accounts": "accounts/",
    "account": "accounts/<pid:public_id>/",
    "notes": "notes/",
    "meetings": "meetings/",
    "people": "people/",
    "segments": "segments/",
    "library": "metrics/",
    "imports": "import/",
    "duplicates": "duplicates/",
    "quality": "quality/",
    "editor": "editor/",
    "insight": "insight/",
    "money": "insight/money/",
    "retention": "insight/retention/",
    "funnel": "insight/funnel/",
    "phases": "insight/phases/",
    "renewals": "renewals/",
    "history": "history/",
    "settings": "settings/",
    "workspaces": "workspaces/",
    "start": "start/",
    "phone": "",
    "signin": "",
}


def _screens() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for folder, address in ADDRESSES.items():
        module = f"banso.interfaces.web.{folder}"
        if find_spec(module) and find_spec(f"{module}.urls"):
            patterns = import_module(f"{module}.urls").urlpatterns
            found.append(path(address, include((patterns, folder))))
    return found


urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/", views.preferences, name="preferences"),
    path("search/", views.search, name="search"),
    path("charts/taken/", taken.taken, name="chart_taken"),
    path("charts/workbook/", taken.book, name="chart_workbook"),
    # An administrator looks after addresses; allauth's page for them is not offered.
    path("accounts/email/", RedirectView.as_view(pattern_name="settings:index")),
    *_screens(),
    path("jobs/", include(("banso.interfaces.web.frame.job_urls", "jobs"))),
]
