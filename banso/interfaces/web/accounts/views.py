"""The accounts list: one page, further rows, choice of columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from banso.interfaces.web.accounts import helper, listing, shelves
from banso.interfaces.web.accounts.asked import ME, Asked
from banso.interfaces.web.accounts.helper import Told
from banso.interfaces.web.accounts.listing import Listed, Look
from banso.interfaces.web.accounts.shelves import Shelf
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.lib.text import Text
from banso.metrics.conditions import NameTable
from banso.metrics.counting import Tally
from banso.metrics.segments import SegmentView
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act


@dataclass(frozen=True, slots=True)
class Owner:
    """A choice of the menu of owners. ``name`` empty: everyone, or (``me``) the viewer."""

    name: str
    url: str
    on: bool
    me: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    asked: Asked
    query: str
    kept: list[tuple[str, str]]
    clear_url: str
    told: Told
    title: Text | None
    total: int
    sort_urls: dict[str, str]
    columns: tuple[listing.Column, ...]
    rows: tuple[listing.Row, ...]
    next_url: str
    left: int
    day: date | None
    shelves: list[Shelf]
    saved: list[Shelf]
    phases: list[Shelf]
    owners: list[Owner]
    may_export: bool
    may_import: bool
    may_save: bool
    may_share: bool

    @property
    def text(self) -> str:
        return self.asked.text

    @property
    def segment(self) -> SegmentView | None:
        return self.asked.segment

    @property
    def readable(self) -> bool:
        return self.asked.readable

    @property
    def sort(self) -> str:
        return self.asked.sort

    @property
    def down(self) -> bool:
        return self.asked.down

    @property
    def owner(self) -> Owner | None:
        """Whose accounts are shown; None for everyone's."""
        return next((o for o in self.owners[1:] if o.on), None)

    @property
    def clear(self) -> str:
        """Where the cross of the field leads; empty where there is nothing to clear."""
        return self.clear_url if self.text or self.segment else ""

    @property
    def nothing_at_all(self) -> bool:
        return not (self.text or self.rows or self.asked.owner)


@screen("accounts")
def index(request: ScreenRequest) -> HttpResponse:
    """The whole page."""
    return render(request, "accounts/index.html", {"page": _page(request, listing.looked(request))})


@screen("accounts")
def more(request: ScreenRequest) -> HttpResponse:
    """The next rows, in place of the row that asked for them."""
    given = request.GET.get("offset", "")
    look = listing.looked(request, segments=False)
    offset = int(given) if given.isdigit() else 0
    found = listing.listed(request, look.asked, look.names, offset=offset)
    return render_part(request, "accounts/rows.html", {"page": found})


@screen("accounts")
def columns(request: ScreenRequest) -> HttpResponse:
    """Any metric and any field, to be ticked."""
    look = listing.looked(request)
    context = {"groups": _groups(look.names, look.asked), "kept": look.asked.kept("col")}
    return render_part(request, "accounts/columns.html", context)


def _page(request: ScreenRequest, look: Look) -> Page:
    asked, viewer = look.asked, request.viewer
    found = listing.listed(request, asked, look.names)
    ready = shelves.ready(asked)
    down = asked.sort == "name" and not asked.down
    return Page(
        asked=asked,
        query=asked.query(),
        kept=asked.kept("q", "truth"),
        clear_url="?" + asked.query(text="", truth="true", segment=None),
        told=helper.told_of(request, look, counts=_tally(asked, found)),
        title=shelves.title_of(asked, ready),
        total=found.total,
        sort_urls={"name": "?" + asked.query(sort="name", down=down)},
        columns=found.columns,
        rows=found.rows,
        next_url=found.next_url,
        left=found.left,
        day=found.day,
        shelves=ready,
        saved=shelves.saved(look),
        phases=shelves.phases(request, asked),
        owners=_owners(request, asked),
        may_export=viewer.may(Act.EXPORT),
        may_import=viewer.may(Act.IMPORT),
        may_save=viewer.may(Act.SEE_DEFINITIONS) and not request.as_of.past,
        may_share=viewer.may(Act.EDIT_ACCOUNTS),
    )


def _tally(asked: Asked, found: Listed) -> Tally | None:
    """How the condition came out, as the list has counted it already."""
    if not asked.condition and not (asked.words and asked.readable):
        return None
    v = found.verdicts
    return Tally(v.true, v.false, v.unknown, found.mrr_minor, v.missing)


def _owners(request: ScreenRequest, asked: Asked) -> list[Owner]:
    """Everyone, oneself, then the others by name; nobody with a scope chooses among the others."""
    viewer = request.viewer
    names = workspace.names_of_people(viewer=viewer) if viewer.scope is None else {}
    mine = str(viewer.user_id)
    found = [
        Owner("", "?" + asked.query(owner=""), asked.owner == ""),
        Owner("", "?" + asked.query(owner=ME), asked.owner in (ME, mine), me=True),
    ]
    for pk, name in sorted(names.items(), key=lambda pair: pair[1]):
        if str(pk) != mine:
            url = "?" + asked.query(owner=str(pk))
            found.append(Owner(name, url, asked.owner == str(pk)))
    return found


def _groups(names: NameTable, asked: Asked) -> list[dict[str, Any]]:
    words = {
        "map": Text(ja="マップ", en="Map"),
        "metric": Text(ja="指標", en="Metrics"),
        "field": Text(ja="項目", en="Fields"),
    }
    grouped: dict[str, list[dict[str, Any]]] = {k: [] for k in words}
    for key, kind in names.items():
        if "." in key or kind.scope != "account":
            continue
        grouped.setdefault(kind.group, []).append(
            {"key": key, "name": kind.name, "on": key in asked.columns, "available": kind.available}
        )
    return [{"name": words.get(g, Text.of(g)), "columns": c} for g, c in grouped.items() if c]
