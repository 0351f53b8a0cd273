"""The chart kit: a chart, the table with the same numbers, and the day from which a line was made under other rules.

A screen builds a ``Chart`` with ``lines``, ``bars``, ``curves`` or ``heat`` and shows it with ``{% figure chart %}``.
Drawing (``banso/charts.js``) and taking away (``banso/take.js``) happen in the browser from what
stands in the page. A table without a drawing is a ``Sheet``: ``{% sheet table %}``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse

from banso.journey import releases
from banso.lib.money import to_major
from banso.workspace.viewer import Act, Viewer

Number = int | float | None
Link = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Form:
    """How numbers are written. ``kind``: number, rate (0–1, shown as per cent) or money (``currency``).

    Money is given in minor units and drawn in major ones.
    """

    kind: str = "number"
    unit: str = ""
    currency: str = ""

    def drawn(self, value: Number) -> Number:
        """The value as the axis shows it."""
        if value is None or self.kind != "money":
            return value
        return float(to_major(int(value), self.currency))


@dataclass(frozen=True, slots=True)
class Line:
    """One trend, a value for each day; None leaves a gap. ``colour`` is a token without its sign."""

    name: str
    values: Sequence[Number]
    colour: str = "ai"
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Between two edges on each day: an uncertainty, or what is usual for this account."""

    name: str
    low: Sequence[Number]
    high: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Mark:
    """From ``day`` on the numbers were made under other rules."""

    day: date
    label: str
    what: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table: a number (money in minor units), a day or a text. ``url`` opens what is behind it.

    ``shade`` 1 to 8 colours the cell (a heat map); ``hint`` is read on hover, for None it says why
    nothing is known; ``decimals`` of a rate or a number.
    """

    value: Number | date | str
    kind: str = "number"  # number, rate, money, day, text
    url: str = ""
    drawer: bool = False
    shade: int = 0
    hint: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """``spec`` is what the browser draws from; ``head`` and ``rows`` are the same numbers as a table.

    ``note`` stands beside the title and in the files; ``told`` says in one sentence what is seen;
    ``about`` is the key whose definition opens beside the title.
    """

    id: str
    title: str
    spec: Mapping[str, Any]
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    told: str = ""
    marks: tuple[Mark, ...] = ()
    currency: str = ""
    css: str = ""
    level: int = 2
    newest_first: bool = field(default=False)
    about: str = ""

    @property
    def shown(self) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
        """Rows in the order of the table, each with its number in the chart."""
        numbered = tuple(enumerate(self.rows))
        return tuple(reversed(numbered)) if self.newest_first else numbered


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that can be taken away as it stands. ``id`` begins with ``c-``; ``foot`` rows are sums.

    ``currency`` is that of its money cells; ``level`` of its heading; ``plain`` leaves the heading out.
    """

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""
    currency: str = ""
    css: str = ""
    level: int = 2
    about: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A trend over labels that are not days; ``low`` and ``high`` are its uncertainty, ``step`` its form."""

    name: str
    values: Sequence[Number]
    colour: str = "ai"
    dashed: bool = False
    low: Sequence[Number] | None = None
    high: Sequence[Number] | None = None
    step: bool = False


def lines(
    *,
    id: str,
    title: str,
    day_word: str,
    days: Sequence[date],
    lines: Sequence[Line],
    band: Band | None = None,
    marks: Iterable[Mark] = (),
    form: Form | None = None,
    note: str = "",
    told: str = "",
    link: Link | None = None,
    drawer: bool = False,
    css: str = "",
    level: int = 2,
    about: str = "",
) -> Chart:
    """This function will make a chart of trends over days. ``link(i)`` is what opens behind day ``i``."""
    form = form or Form()
    marks = tuple(marks)
    columns: list[tuple[str, Sequence[Number]]] = [(each.name, each.values) for each in lines]
    if band:
        columns += [(f"{band.name} ↓", band.low), (f"{band.name} ↑", band.high)]
    rows = []
    for i, day in enumerate(days):
        url = link(i) if link else ""
        cells = [Cell(day, "day")]
        for n, (_name, values) in enumerate(columns):
            cells.append(Cell(values[i], form.kind, url if n == 0 else "", drawer and n == 0))
        rows.append(tuple(cells))
    spec = {
        "kit": "lines",
        "days": [d.isoformat() for d in days],
        "lines": [
            {
                "name": each.name,
                "values": [form.drawn(v) for v in each.values],
                "color": f"${each.colour}",
                "dashed": each.dashed,
            }
            for each in lines
        ],
        "band": _band(band, form),
        "marks": [{"day": m.day.isoformat(), "label": m.label} for m in marks],
        "form": _form(form),
    }
    head = (day_word, *(name for name, _values in columns))
    return Chart(
        id, title, spec, head, tuple(rows), note, told, marks, form.currency, css, level,
        newest_first=True, about=about,
    )  # fmt: skip


def curves(
    *,
    id: str,
    title: str,
    head: str,
    labels: Sequence[str],
    curves: Sequence[Curve],
    form: Form | None = None,
    axis: str = "",
    every: int = 0,
    span: tuple[float | None, float | None] = (None, None),
    note: str = "",
    told: str = "",
    css: str = "",
    level: int = 2,
    about: str = "",
) -> Chart:
    """This function will make a chart of trends over ``labels`` (months since a start, years ahead).

    ``head`` names the labels in the table, ``axis`` under the drawing, where
    each ``every``-th is written (0: as there is room); ``span`` fixes the axis upwards.
    """
    form = form or Form()
    columns: list[tuple[str, Sequence[Number]]] = []
    drawn = []
    for c in curves:
        columns.append((c.name, c.values))
        one: dict[str, Any] = {
            "name": c.name, "color": f"${c.colour}", "dashed": c.dashed, "step": c.step,
            "values": [form.drawn(v) for v in c.values],
        }  # fmt: skip
        if c.low is not None and c.high is not None:
            columns += [(f"{c.name} ↓", c.low), (f"{c.name} ↑", c.high)]
            one |= {
                "low": [form.drawn(v) for v in c.low],
                "high": [form.drawn(v) for v in c.high],
            }
        drawn.append(one)
    rows = tuple(
        (Cell(label, "text"), *(Cell(values[i], form.kind) for _name, values in columns))
        for i, label in enumerate(labels)
    )
    spec = {
        "kit": "curves",
        "labels": list(labels),
        "lines": drawn,
        "axis": axis,
        "every": every,
        "from": span[0],
        "to": span[1],
        "form": _form(form),
    }
    names = (head, *(name for name, _values in columns))
    return Chart(
        id, title, spec, names, rows, note, told, (), form.currency, css, level, about=about
    )


def bars(
    *,
    id: str,
    title: str,
    head: tuple[str, str],
    bars: Sequence[tuple[str, Number, str]],
    form: Form | None = None,
    note: str = "",
    told: str = "",
    mark: int | None = None,
    css: str = "",
    level: int = 2,
) -> Chart:
    """This function will make a chart of bars, each (label, value, address behind it or "").

    ``mark`` is the bar that stands out.
    """
    form = form or Form()
    spec = {
        "kit": "bars",
        "labels": [label for label, _v, _url in bars],
        "values": [form.drawn(value) for _label, value, _url in bars],
        "name": head[1],
        "mark": mark,
        "form": _form(form),
    }
    rows = tuple((Cell(label, "text"), Cell(value, form.kind, url)) for label, value, url in bars)
    return Chart(id, title, spec, head, rows, note, told, (), form.currency, css, level)


def heat(
    *,
    id: str,
    title: str,
    head: Sequence[str],
    first: date,
    last: date,
    values: Mapping[date, Sequence[Number]],
    per: str,
    note: str = "",
    told: str = "",
    link: Callable[[date], str] | None = None,
    level: int = 2,
    about: str = "",
) -> Chart:
    """This function will make a calendar of days, the first of each day's ``values`` as its shade.

    ``head`` names the day and each value; a day without values is an empty field. ``per`` stands
    behind the numbers of the legend.
    """
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    shades = {d: v[0] for d, v in values.items() if v and v[0] is not None}
    rows = []
    for day in every:
        if day not in values:
            continue
        url = link(day) if link else ""
        rows.append(
            (
                Cell(day, "day"),
                *(Cell(v, "number", url, bool(url)) for v in values[day]),
            )
        )
    spec = {
        "kit": "heat",
        "first": first.isoformat(),
        "last": last.isoformat(),
        "days": [d.isoformat() for d in sorted(values)],
        "cells": [[d.isoformat(), shades.get(d)] for d in every],
        "steps": steps(max((int(v) for v in shades.values()), default=0)),
        "name": head[1],
        "per": per,
    }
    return Chart(
        id, title, spec, tuple(head), tuple(rows), note, told, css="bn-heatmap", level=level,
        newest_first=True, about=about,
    )  # fmt: skip


def steps(most: int) -> list[tuple[int, int | None]]:
    """Up to four steps from 1 to the busiest day; the last one is open upwards."""
    wide = max(1, -(-most // 4))
    found: list[tuple[int, int | None]] = []
    for n in range(4):
        low = n * wide + 1
        if low > max(most, 1):
            break
        found.append((low, low + wide - 1))
    low, _high = found[-1]
    return [*found[:-1], (low, None)] if len(found) > 1 else found


def _band(band: Band | None, form: Form) -> dict[str, Any] | None:
    if band is None:
        return None
    return {
        "name": band.name,
        "low": [form.drawn(v) for v in band.low],
        "high": [form.drawn(v) for v in band.high],
    }


def _form(form: Form) -> dict[str, str]:
    return {"kind": form.kind, "unit": form.unit, "currency": form.currency}


def marks_between(
    *, viewer: Viewer, first: date, last: date, word: str, seen: datetime | None = None
) -> list[Mark]:
    """This function will give the days at which a line may turn because a rule changed.

    ``word`` is what a release is called in front of its number. ``seen``: the instant as which the
    line is shown; rules that came later turned nothing in it.
    """
    found = []
    for marker in releases.markers(viewer=viewer, first=first, last=last, seen=seen):
        names = "、".join(n.in_("ja") for n in marker.names) if viewer.language == "ja" else ""
        names = names or ", ".join(n.in_(viewer.language) for n in marker.names)
        what = f"{names}: {marker.why}" if marker.why else names
        found.append(
            Mark(marker.day, f"{word} {marker.release}", what, _release_url(viewer, marker))
        )
    return found


def _release_url(viewer: Viewer, marker: releases.Marker) -> str:
    if not viewer.may(Act.SEE_DEFINITIONS):
        return ""
    try:
        return reverse("history:release", args=[marker.release])
    except NoReverseMatch:
        return ""
