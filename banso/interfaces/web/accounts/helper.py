"""The condition helper: what may be typed next, what it would select, what is wrong and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from banso.events.store import workspace_lake
from banso.interfaces.web.accounts import listing, shelves
from banso.interfaces.web.accounts.asked import TRUTHS, Asked
from banso.interfaces.web.accounts.listing import Look
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.frame.words import number_text
from banso.lib.problems import Problem
from banso.lib.text import Text
from banso.metrics.conditions import NameTable, complete
from banso.metrics.conditions.describe import describe
from banso.metrics.conditions.examples import examples
from banso.metrics.conditions.lexer import tokens
from banso.metrics.counting import BARS, Tally, spread_of, tally, values_of
from banso.workspace import queries as workspace

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Mark:
    """A problem and the part of the text it is about, counted as browsers count characters.

    ``soft``: at the end of what is being typed, so perhaps only not finished.
    """

    problem: Problem
    start: int
    end: int
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the field says about its text."""

    marks: tuple[Mark, ...] = ()
    sentence: str = ""
    counts: Tally | None = None
    missing: tuple[Missing, ...] = ()
    currency: str = ""
    truth: str = "true"
    truth_urls: Mapping[str, str] | None = None
    words: str = ""


@screen("accounts")
def completion(request: ScreenRequest) -> HttpResponse:
    """What may be typed next in the condition box."""
    text = request.GET.get("text", "")[:LONGEST]
    at = request.GET.get("at", "")
    names = listing.names_of(request)
    cursor = _points(text, int(at)) if at.isdigit() else len(text)
    found = complete(
        text, cursor, names,
        values=lambda name: _values(request, names, name), day=request.as_of.rows_day,
    )  # fmt: skip
    return render(
        request,
        "conditions/completion.html",
        {"found": found, "start": _units(text, found.start), "end": _units(text, found.end)},
    )


@screen("accounts")
def live(request: ScreenRequest) -> HttpResponse:
    """What the text would select, while it is being typed; nothing else of the list is read."""
    look = listing.looked(request, segments=False)
    told = told_of(request, look, counts=_counted(request, look.asked), typing=True)
    return render(request, "conditions/live.html", {"told": told})


@screen("accounts")
def about(request: ScreenRequest) -> HttpResponse:
    """What a name means, and how its values lie."""
    names = listing.names_of(request)
    name = request.GET.get("name", "")
    type_ = names.get(name)
    day = request.as_of.rows_day
    if type_ is None or day is None:
        return HttpResponse(status=204)
    spread = spread_of(
        viewer=request.viewer, lake=workspace_lake(), day=day, name=name, type_=type_,
        extra=listing.states(request, [name]),
    )  # fmt: skip
    most = max(spread.bars, default=0)
    heights = [round(38 * n / most, 1) for n in spread.bars] if most else []
    bars = [(i * (200 / BARS), 40 - h, h) for i, h in enumerate(heights)]
    context = {"type": type_, "name": name, "spread": spread, "bars": bars, "width": 200 / BARS - 2}
    return render(request, "conditions/about.html", context)


@screen("accounts")
def ideas(request: ScreenRequest) -> HttpResponse:
    """Questions to begin with, each with how many accounts it would select today."""
    names = listing.names_of(request)
    found = examples(names)
    counts = counted(request, {e.text: e.condition for e in found})
    listed = [(e, counts.get(e.text)) for e in found]
    return render(request, "conditions/examples.html", {"examples": listed})


@screen("accounts")
def counts(request: ScreenRequest) -> HttpResponse:
    """How many accounts stand in each list of the margin."""
    look = listing.looked(request)
    return JsonResponse({k: number_text(n) for k, n in shelves.counts_of(request, look).items()})


def told_of(
    request: ScreenRequest, look: Look, *, counts: Tally | None, typing: bool = False
) -> Told:
    """What is said under the field about its text."""
    asked, language = look.asked, request.viewer.language
    condition = asked.condition
    return Told(
        marks=marks(asked.text, asked.problems, typing=typing),
        sentence=describe(condition.node, names=look.names, language=language) if condition else "",
        counts=counts,
        missing=_missing(look.names, counts),
        currency=workspace.workspace(viewer=request.viewer).currency,
        truth=asked.truth,
        truth_urls={t: f"{reverse('accounts:index')}?{asked.query(truth=t)}" for t in TRUTHS},
        words=asked.words,
    )


def marks(text: str, problems: Sequence[Problem], *, typing: bool = False) -> tuple[Mark, ...]:
    """Where each problem stands. ``typing``: what touches the end may only be unfinished."""
    found = []
    whole = text.rstrip()
    for p in problems:
        start = _offset(text, p)
        end = next((t.end for t in tokens(text) if t.start <= start < t.end), start)
        soft = typing and p.level == "error" and (start >= len(whole) or end >= len(text))
        found.append(Mark(p, _units(text, start), _units(text, end), soft))
    return tuple(found)


def _offset(text: str, p: Problem) -> int:
    lines = text.split("\n")[: max(0, (p.line or 1) - 1)]
    return min(len(text), sum(len(line) + 1 for line in lines) + max(0, (p.column or 1) - 1))


def _units(text: str, offset: int) -> int:
    """An offset as browsers count: characters outside the first plane are two."""
    return len(text[:offset].encode("utf-16-le")) // 2


def _points(text: str, units: int) -> int:
    return len(text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore"))


def _missing(names: NameTable, counts: Tally | None) -> tuple[Missing, ...]:
    lacking = sorted((counts.missing if counts else {}).items(), key=lambda pair: -pair[1])
    return tuple(Missing(Text.of(k) if not names[k].name else names[k].name, n) for k, n in lacking)


def _counted(request: ScreenRequest, asked: Asked) -> Tally | None:
    if not asked.readable or not (asked.condition or asked.words):
        return None
    found = counted(
        request, {"": asked.condition}, among=listing.among_of(request, asked), sum_of="mrr"
    )
    return found.get("")


def counted(
    request: ScreenRequest, conditions: Mapping[str, Any], *, among: Any = None, sum_of: str = ""
) -> dict[str, Tally]:
    """How the conditions come out on the day shown; nothing before the first closed day."""
    day = request.as_of.rows_day
    if day is None:
        return {}
    asked = {n for c in conditions.values() if c for n in c.names}
    return tally(
        viewer=request.viewer, lake=workspace_lake(), day=day, conditions=conditions, among=among,
        extra=listing.states(request, asked), sum_of=sum_of,
    )  # fmt: skip


def _values(request: ScreenRequest, names: NameTable, name: str) -> list[tuple[str, int]]:
    day = request.as_of.rows_day
    if day is None:
        return []
    return values_of(
        viewer=request.viewer, lake=workspace_lake(), day=day, name=name, type_=names[name],
        extra=listing.states(request, [name]),
    )  # fmt: skip
