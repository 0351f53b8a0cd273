"""The accounts list: one page, further rows, completion of the condition, choice of columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from banso.interfaces.web.accounts import listing
from banso.interfaces.web.accounts.asked import TRUTHS, Asked, read
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.journey import queries as journey
from banso.lib.problems import Problem
from banso.lib.text import Text
from banso.metrics.conditions import NameTable, complete
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act


@dataclass(frozen=True, slots=True)
class Shelf:
    """A ready-made list in the margin."""

    name: Text
    url: str
    on: bool
    hue: int = 0
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    query: str
    kept: list[tuple[str, str]]
    clear_url: str
    problems: tuple[Problem, ...]
    readable: bool
    truth: str
    truth_urls: dict[str, str]
    counts: dict[str, int] | None
    missing: list[Missing]
    total: int
    mrr_minor: int | None
    currency: str
    sort: str
    down: bool
    sort_urls: dict[str, str]
    columns: tuple[listing.Column, ...]
    rows: tuple[listing.Row, ...]
    next_url: str
    left: int
    day: date | None
    shelves: list[Shelf]
    phases: list[Shelf]
    may_export: bool
    may_import: bool

    @property
    def nothing_at_all(self) -> bool:
        return not self.text and not self.rows


@screen("accounts")
def index(request: ScreenRequest) -> HttpResponse:
    """The whole page."""
    return render(request, "accounts/index.html", {"page": _page(request, offset=0)})


@screen("accounts")
def more(request: ScreenRequest) -> HttpResponse:
    """The next rows, in place of the row that asked for them."""
    given = request.GET.get("offset", "")
    page = _page(request, offset=int(given) if given.isdigit() else 0)
    return render_part(request, "accounts/rows.html", {"page": page})


@screen("accounts")
def completion(request: ScreenRequest) -> HttpResponse:
    """What may be typed next in the condition box."""
    text = request.GET.get("text", "")[:2000]
    at = request.GET.get("at", "")
    names = listing.names_of(request)
    found = complete(text, int(at) if at.isdigit() else len(text), names)
    return render(request, "accounts/completion.html", {"found": found})


@screen("accounts")
def columns(request: ScreenRequest) -> HttpResponse:
    """Any metric and any field, to be ticked."""
    names = listing.names_of(request)
    asked = read(request.GET, names=names, as_of=request.as_of.text)
    context = {"groups": _groups(names, asked), "kept": asked.kept("col")}
    return render_part(request, "accounts/columns.html", context)


def _page(request: ScreenRequest, *, offset: int) -> Page:
    names = listing.names_of(request)
    asked = read(request.GET, names=names, as_of=request.as_of.text)
    found = listing.listed(request, asked, names, offset=offset)
    judged = found.verdicts if asked.condition else None
    return Page(
        text=asked.text,
        query=asked.query(),
        kept=asked.kept("q", "truth"),
        clear_url="?" + asked.query(text="", truth="true"),
        problems=asked.problems,
        readable=asked.readable,
        truth=asked.truth,
        truth_urls={t: "?" + asked.query(truth=t) for t in TRUTHS},
        counts=(
            {"true": judged.true, "false": judged.false, "unknown": judged.unknown}
            if judged
            else None
        ),
        missing=[Missing(names[k].name, n) for k, n in judged.missing.items()] if judged else [],
        total=found.total,
        mrr_minor=found.mrr_minor,
        currency=workspace.workspace(viewer=request.viewer).currency,
        sort=asked.sort,
        down=asked.down,
        sort_urls={
            "name": "?" + asked.query(sort="name", down=asked.sort == "name" and not asked.down)
        },
        columns=found.columns,
        rows=found.rows,
        next_url=found.next_url,
        left=found.left,
        day=found.day,
        shelves=_shelves(asked),
        phases=_phases(request, asked),
        may_export=request.viewer.may(Act.EXPORT),
        may_import=request.viewer.may(Act.IMPORT),
    )


def _shelves(asked: Asked) -> list[Shelf]:
    base = reverse("accounts:index")

    def shelf(ja: str, en: str, text: str = "", mine: bool = False) -> Shelf:
        query = asked.query(text=text, truth="true", mine=mine)
        return Shelf(
            Text(ja=ja, en=en), f"{base}?{query}", asked.text == text and asked.mine is mine
        )

    return [
        shelf("すべての顧客企業", "All accounts"),
        shelf("自分の担当", "My accounts", mine=True),
        shelf("停滞", "Stuck", "track = 'stuck'"),
        shelf("遅れ", "Behind", "track = 'behind'"),
        shelf(
            "更新の判断が60日以内", "Decision within 60 days", "days_to_decision between 0 and 60"
        ),
        shelf("14日以上ログインなし", "No login for 14 days", "days_since_login >= 14"),
    ]


def _phases(request: ScreenRequest, asked: Asked) -> list[Shelf]:
    base = reverse("accounts:index")
    found = []
    for p in journey.phases(viewer=request.viewer):
        text = f"phase = '{p.key}'"
        query = asked.query(text=text, truth="true", mine=False)
        found.append(Shelf(p.name, f"{base}?{query}", asked.text == text, p.hue))
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
