"""The KPI tree as the page shows it: groups, a definition with its rivals below it, value against target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from banso.interfaces.web.frame import kpis as words
from banso.interfaces.web.frame.kpis import Target, Verdict
from banso.interfaces.web.frame.request import ScreenRequest
from banso.lib.text import Text
from banso.metrics.kpi.definitions import GROUPS, Kpi, kpis
from banso.metrics.kpi.evaluate import Measured
from banso.metrics.kpi.grouping import BY
from banso.workspace import queries as workspace


@dataclass(frozen=True, slots=True)
class Line:
    """One definition with its number. ``rivals``: those that go by a similar name, set beside it."""

    kpi: Kpi
    measured: Measured
    target: Target | None
    verdict: Verdict
    shown: str
    between: str
    aim: str
    rivals: tuple[Line, ...] = ()

    @property
    def why(self) -> Text | None:
        return self.measured.value.why


@dataclass(frozen=True, slots=True)
class Part:
    """A group of the tree."""

    key: str
    name: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """One KPI by groups."""

    name: str
    line: Line


def tree(request: ScreenRequest, day: date) -> tuple[Part, ...]:
    """This function will lay out every KPI, each once: alone, or as a rival of the one before it."""
    found = words.measured(viewer=request.viewer, day=day)
    lines = {key: line(request, listed[0]) for key, listed in found.items()}
    parts = []
    for group, name in GROUPS.items():
        mine = [k for k in kpis().values() if k.group == group]
        if mine:
            parts.append(Part(group, name, tuple(_with_rivals(mine, lines))))
    return tuple(parts)


def _with_rivals(mine: Sequence[Kpi], lines: dict[str, Line]) -> list[Line]:
    shown: set[str] = set()
    found = []
    for each in mine:
        if each.key in shown:
            continue
        rivals = [r for r in each.rivals if r not in shown and kpis()[r].group == each.group]
        shown |= {each.key, *rivals}
        beside = tuple(lines[r] for r in rivals)
        found.append(_beside(lines[each.key], beside))
    return found


def _beside(one: Line, rivals: tuple[Line, ...]) -> Line:
    return Line(
        one.kpi, one.measured, one.target, one.verdict, one.shown, one.between, one.aim, rivals
    )


def line(request: ScreenRequest, found: Measured) -> Line:
    """This function will put one measured KPI into words."""
    language, currency = request.viewer.language, currency_of(request)
    unit = found.kpi.unit
    target = words.targets(viewer=request.viewer).get(found.kpi.key)
    return Line(
        found.kpi,
        found,
        target,
        target.verdict(found.value) if target else Verdict.NONE,
        words.said(found.value.value, unit, language=language, currency=currency),
        words.said_between(found.value, unit, language=language, currency=currency),
        words.said_target(target, unit, language=language, currency=currency) if target else "",
    )


def splits(request: ScreenRequest, key: str, day: date, by: str) -> list[Split]:
    """This function will give one KPI by groups, all accounts first."""
    found = words.measured(viewer=request.viewer, day=day, by=by, keys=(key,))[key]
    language = request.viewer.language
    return [Split(m.name.in_(language) if m.name else "", line(request, m)) for m in found]


def by_of(request: HttpRequest) -> str:
    """What the address splits by; something unknown is nothing."""
    by = request.GET.get("by", "")
    return by if by in BY else ""


def currency_of(request: ScreenRequest) -> str:
    return workspace.workspace(viewer=request.viewer).currency
