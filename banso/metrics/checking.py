"""What is wrong between definitions that are each whole: names that are not there, circles, changed types."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from banso.lib.problems import Level, Problem, problem
from banso.metrics.catalogue import Catalogue
from banso.metrics.definitions import Metric, Registry, references
from banso.metrics.reading import nearest, unknown_name
from banso.metrics.shapes import HELPERS


def check_references(registry: Registry, *, fields: Mapping[str, str]) -> list[Problem]:
    """Every derived metric that names no number. ``fields`` maps dated fields to their types."""
    known = {m.key: m.kind for m in registry} | dict(fields) | dict.fromkeys(HELPERS, "number")
    found = []
    for metric in registry.of_stage("derived"):
        wanted = "date" if metric.shape == "days_from_zero" else "number"
        for name in sorted(references(metric) - {metric.key}):
            if name not in known:
                found.append(
                    unknown_name(
                        metric.key, name, known, file=metric.file or None, line=metric.line or None
                    )
                )
            elif (known[name] == "date") != (wanted == "date") or known[name] in _WORDS:
                found.append(_not_a_number(metric, name))
    return found


def check_circles(registry: Registry) -> list[Problem]:
    """Every derived metric that is made of itself, at once or by way of others; each circle once."""
    found, told = [], set[str]()
    made_of = {m.key: sorted(references(m)) for m in registry.of_stage("derived")}
    for key in made_of:
        way = _way_back(key, made_of)
        if way and key not in told:
            told.update(way)
            found.append(_circle(registry[key], way))
    return found


def _way_back(key: str, made_of: Mapping[str, list[str]]) -> list[str]:
    """The names on the shortest way from a number to itself; empty where there is none."""
    ways = [[key, part] for part in made_of[key]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        if way[-1] == key:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, part] for part in made_of.get(way[-1], ())]
    return []


def _circle(metric: Metric, way: list[str]) -> Problem:
    if len(way) == 2:
        return problem(
            "metric.itself",
            ja=f"指標「{metric.key}」が、自分自身から求められています。",
            en=f"The metric '{metric.key}' is made of itself.",
            remedy_ja="別の数に置き換えてください。",
            remedy_en="Name another number.",
            file=metric.file or None, line=metric.line or None, path=metric.key, sample=metric.key,
        )  # fmt: skip
    circle = " → ".join(way)
    return problem(
        "metric.cycle",
        ja=f"指標が互いを元にしていて、求められません: {circle}",
        en=f"These metrics are made of one another, so none can be worked out: {circle}",
        remedy_ja="どれか1つを、ほかの指標を使わずに定義してください。",
        remedy_en="Define one of them without the others.",
        file=metric.file or None, line=metric.line or None, path=metric.key, sample=circle,
    )  # fmt: skip


def check_catalogue(
    metrics: Iterable[Metric], catalogue: Catalogue, *, seen: Collection[str]
) -> list[Problem]:
    """Features the catalogue does not have, and event names nobody has seen; ``seen`` came in at some time."""
    found = []
    for metric in metrics:
        feature = metric.parameters.get("feature")
        if feature and feature not in catalogue.features:
            found.append(_unknown_feature(metric, feature, catalogue))
        for name in metric.parameters.get("names") or ():
            if name not in catalogue and name not in seen:
                found.append(_unseen(metric, name, {*catalogue.events, *seen}))
    return found


def _unknown_feature(metric: Metric, feature: str, catalogue: Catalogue) -> Problem:
    return problem(
        "metric.unknown-feature",
        ja=f"指標「{metric.key}」の機能「{feature}」は、カタログにありません。",
        en=f"The metric '{metric.key}' names the feature '{feature}', which the catalogue does not have.",
        remedy_ja="綴りを確かめるか、カタログのイベントにこの機能を付けてください。",
        remedy_en="Check the spelling, or give the feature to an event in the catalogue.",
        file=metric.file or None, line=metric.line or None, path=metric.key, sample=feature,
        suggestion=nearest(feature, catalogue.features),
    )  # fmt: skip


def _unseen(metric: Metric, name: str, known: Collection[str]) -> Problem:
    return problem(
        "metric.unseen-event",
        ja=f"指標「{metric.key}」のイベント「{name}」は、まだ一度も届いていません。",
        en=f"The metric '{metric.key}' counts the event '{name}', which has never come in.",
        remedy_ja="綴りを確かめてください。これから届くイベントなら、このままで構いません。",
        remedy_en="Check the spelling. If it is still to come, leave it.",
        level=Level.CAUTION,
        file=metric.file or None, line=metric.line or None, path=metric.key, sample=name,
        suggestion=nearest(name, known),
    )  # fmt: skip


_WORDS = ("text", "choice", "bool")


def _not_a_number(metric: Metric, name: str) -> Problem:
    return problem(
        "metric.not-a-number",
        ja=f"指標「{metric.key}」は「{name}」を使えません（種類が合いません）。",
        en=f"The metric '{metric.key}' cannot be made of '{name}': it is of another kind.",
        remedy_ja="割合には数を、日数には日付を使ってください。",
        remedy_en="Use numbers for a ratio, a date for days from day zero.",
        file=metric.file or None,
        line=metric.line or None,
        path=metric.key,
        sample=name,
    )


def check_types(metrics: Iterable[Metric], earlier: Iterable[Metric]) -> list[Problem]:
    """A metric that was once stored with another type: it needs a new key, its column keeps its type."""
    before = {m.key: m for m in earlier}
    return [
        problem(
            "metric.type-changed",
            ja=f"指標「{m.key}」の種類は「{before[m.key].kind}」から「{m.kind}」に変えられません。",
            en=f"The metric '{m.key}' was '{before[m.key].kind}' and cannot become '{m.kind}'.",
            remedy_ja="新しいキーで定義してください。",
            remedy_en="Define it under a new key.",
            file=m.file or None,
            line=m.line or None,
            path=m.key,
            sample=m.kind,
        )
        for m in metrics
        if m.key in before and before[m.key].column_type != m.column_type
    ]
