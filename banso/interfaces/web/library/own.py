"""Own metrics on screen: a form and the text it writes, checked and tried over today's accounts, saved, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.connectors.queries import hidden_batches
from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.frame import charts
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.frame.words import number_text
from banso.interfaces.web.library import writing
from banso.interfaces.web.library.sheet import currency_of, form_of
from banso.journey import queries as journey
from banso.lib.money import format_full, format_short
from banso.lib.problems import BansoError, Level, Problem
from banso.metrics import operations
from banso.metrics import own as own_metrics
from banso.metrics import queries as metrics
from banso.metrics.catalogue import ROLE_NAMES
from banso.metrics.definitions import Metric
from banso.metrics.shapes import ANY, ROLES
from banso.workspace.viewer import Act

MOST_TEXT = 100_000
_NEW = "own"


@dataclass(frozen=True, slots=True)
class Tried:
    """A metric of the text over today's accounts."""

    name: Any
    numbers: own_metrics.Numbers
    chart: charts.Chart | None
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Side:
    problems: tuple[Problem, ...]
    tried: tuple[Tried, ...]
    day: date | None
    values: Mapping[str, str] | None
    may_save: bool

    @property
    def marks(self) -> list[dict[str, Any]]:
        return [
            {"line": p.line, "level": p.level.value}
            for p in self.problems
            if p.line and p.level is not Level.NOTE
        ]

    @property
    def wrong(self) -> bool:
        return any(p.level is Level.ERROR for p in self.problems)


@screen("library", act=Act.EDIT_DEFINITIONS)
def new(request: ScreenRequest) -> HttpResponseBase:
    """A new metric, empty or like one that is there."""
    if request.method == "POST":
        return _save(request, "")
    values = dict(writing.EMPTY)
    like = request.GET.get("like", "")
    registry = metrics.registry(viewer=request.viewer)
    if like in registry:
        values = writing.values_of_metric(registry[like]) or values
        values |= {"key": f"{like}_own"[:60]}
    return _page(request, "", writing.text_of(values), values)


@screen("library", act=Act.EDIT_DEFINITIONS)
def change(request: ScreenRequest, key: str) -> HttpResponseBase:
    """A metric of the workspace's own, with the history of its text."""
    text_key, text = _text_with(request, key)
    if request.method == "POST":
        return _save(request, text_key, key)
    return _page(request, text_key, text, writing.values_of(text), key)


@require_POST
@screen("library", act=Act.EDIT_DEFINITIONS, writes=False)
def write(request: ScreenRequest) -> HttpResponse:
    """The text the form means; nothing is saved."""
    text = writing.text_of({k: request.POST.get(k, "") for k in writing.FIELDS})
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_POST
@screen("library", act=Act.EDIT_DEFINITIONS, writes=False)
def check(request: ScreenRequest) -> HttpResponse:
    """Problems of the text on their lines, and what it would give today; nothing is saved."""
    side = _side(request, _text(request), request.POST.get("text_key", ""))
    return render(request, "library/side.html", {"side": side})


@require_POST
@screen("library", act=Act.EDIT_DEFINITIONS)
def take_back(request: ScreenRequest, key: str) -> HttpResponseBase:
    """An earlier version comes into force again, as a new version."""
    text_key, _text_now = _text_with(request, key)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise Http404
    number = int(version)
    operations.take_back_metrics(
        viewer=request.viewer, key=text_key, version=number, now=datetime.now(UTC),
        why=_("back to version %(v)s") % {"v": number},
    )  # fmt: skip
    messages.success(request, _("Version %(v)s is in force again.") % {"v": number})
    return redirect("library:index")


@screen("library", act=Act.SEE_DEFINITIONS)
def version(request: ScreenRequest, key: str, version: int) -> HttpResponse:
    """The text of one version."""
    text_key, _text_now = _text_with(request, key)
    versions = own_metrics.history(viewer=request.viewer, key=text_key)
    found = next((v for v in versions if v.version == version), None)
    if found is None:
        raise Http404
    return render_part(request, "library/version.html", {"v": found}, title=key)


def _text(request: ScreenRequest) -> str:
    return request.POST.get("text", "")[:MOST_TEXT].replace("\r\n", "\n")


def _text_with(request: ScreenRequest, key: str) -> tuple[str, str]:
    """The key and the text in force that define a metric of the workspace's own."""
    registry = metrics.registry(viewer=request.viewer)
    if key not in registry or not registry[key].own:
        raise Http404
    for text in own_metrics.own_texts(viewer=request.viewer):
        if registry[key].file == f"metric/{text.key}":
            return text.key, text.text
    raise Http404


def _save(request: ScreenRequest, text_key: str, key: str = "") -> HttpResponseBase:
    text = _text(request)
    viewer = request.viewer
    checked = own_metrics.check(viewer=viewer, text=text, key=text_key or _NEW)
    saved_as = text_key or (checked.metrics[0].key if checked.metrics else _NEW)
    try:
        operations.save_metrics(
            viewer=viewer, key=saved_as, text=text, now=datetime.now(UTC),
            why=request.POST.get("why", "").strip()[:200],
        )  # fmt: skip
    except BansoError:
        return _page(request, text_key, text, writing.values_of(text), key, status=422)
    messages.success(request, _("Saved. It counts from the next close of the day."))
    shown = key if any(m.key == key for m in checked.metrics) else checked.metrics[0].key
    return redirect("library:metric", shown)


def _page(
    request: ScreenRequest,
    text_key: str,
    text: str,
    values: Mapping[str, str] | None,
    key: str = "",
    status: int = 200,
) -> HttpResponse:
    viewer, language = request.viewer, request.viewer.language
    registry = metrics.registry(viewer=viewer)
    catalogue = metrics.catalogue_in_force(viewer=viewer)
    versions = own_metrics.history(viewer=viewer, key=text_key) if text_key else []
    context = {
        "key": key,
        "text_key": text_key,
        "text": text,
        "values": values or dict(writing.EMPTY),
        "fits": values is not None,
        "ways": ways(),
        "roles": [(f"role:{r}", name) for r, name in role_names(language).items()],
        "features": [(f"feature:{f.key}", f.name) for f in catalogue.features.values()],
        "events": [f"name:{e}" for e in list(catalogue.events)[:200]],
        "numbers": sorted(
            (m.key, m.name.in_(language)) for m in registry if m.kind not in ("text", "choice", "bool", "date")
        ),
        "versions": versions,
        "in_force": versions[0].version if versions else None,
        "given": bool(request.GET.get("like")),
        "side": _side(request, text, text_key) if status != 200 else None,
    }  # fmt: skip
    return render(request, "library/own.html", context, status=status)


def ways() -> list[tuple[str, str]]:
    """What a number can count, in words."""
    return [
        ("events", _("how often: number of events")),
        ("people", _("how many people")),
        ("days", _("on how many days")),
        ("features", _("how many features")),
        ("sum", _("sum of the events' values")),
        ("since", _("days since the last one")),
        ("ratio", _("one number divided by another")),
    ]


def role_names(language: str) -> dict[str, str]:
    """Roles of the catalogue in words."""
    names = {r: ROLE_NAMES[r].in_(language) for r in ROLES if r in ROLE_NAMES}
    return names | {ANY: _("every event")}


def _side(request: ScreenRequest, text: str, text_key: str) -> Side:
    """The text checked, and tried over the accounts of the last closed day."""
    viewer, day = request.viewer, request.as_of.rows_day
    key = text_key or _NEW
    if day is None:
        checked = own_metrics.check(viewer=viewer, text=text, key=key, lake=workspace_lake())
        problems: tuple[Problem, ...] = checked.problems
        tried: tuple[Tried, ...] = ()
    else:
        edition = journey.map_in_force(viewer=viewer)
        more = {"day_zero": edition.map.day_zero} if edition else {}
        found = own_metrics.preview(
            viewer=viewer, lake=workspace_lake(), text=text, day=day, key=key,
            now=datetime.now(UTC), hidden=hidden_batches(), **more,
        )  # fmt: skip
        problems, tried = found.problems, tuple(_tried(request, n) for n in found.numbers)
    order = {Level.ERROR: 0, Level.CAUTION: 1}
    return Side(
        problems=tuple(sorted(problems, key=lambda p: (order.get(p.level, 2), p.line or 0))),
        tried=tried,
        day=day,
        values=writing.values_of(text),
        may_save=not request.as_of.past,
    )


def _tried(request: ScreenRequest, numbers: own_metrics.Numbers) -> Tried:
    names = customers.account_names(viewer=request.viewer, ids=[r.account for r in numbers.rows])
    metric = numbers.metric
    return Tried(
        name=metric.name,
        numbers=numbers,
        chart=_chart(request, numbers),
        rows=tuple(
            (names.get(r.account, ""), shown(request, metric, r.old), shown(request, metric, r.new))
            for r in numbers.rows
        ),
    )


def _chart(request: ScreenRequest, numbers: own_metrics.Numbers) -> charts.Chart | None:
    metric, spread = numbers.metric, numbers.spread
    bars: list[tuple[str, charts.Number, str]] = [(word, n, "") for word, n in numbers.words]
    if spread is not None and spread.low is not None and spread.high is not None:
        steps = spread.bars or (spread.known,)
        wide = (spread.high - spread.low) / len(steps)
        bars = [
            (_edge(request, metric, spread.low + i * wide) + ("–" if wide else ""), n, "")
            for i, n in enumerate(steps)
        ]
    if not bars:
        return None
    return charts.bars(
        id=f"c-try-{metric.key}",
        title=_("How it would lie"),
        head=(metric.name.in_(request.viewer.language), _("Accounts")),
        bars=bars,
        css="bn-chart-m",
        level=3,
    )


def _edge(request: ScreenRequest, metric: Metric, value: float) -> str:
    form = form_of(request, metric.kind)
    if form.kind == "money":
        return format_short(round(value), form.currency, request.viewer.language)
    if form.kind == "rate":
        return f"{value * 100:.0f}%"
    return number_text(round(value, 1) if abs(value) < 100 else round(value))


def shown(request: ScreenRequest, metric: Metric, value: Any) -> str:
    """A value of a metric that may not be stored yet."""
    if value is None:
        return "—"
    if metric.kind == "money":
        return format_full(value, currency_of(request))
    if metric.kind == "rate":
        return f"{value * 100:.1f}%"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(value)
    label = metric.choices.get(str(value))
    return label.in_(request.viewer.language) if label else str(value)
