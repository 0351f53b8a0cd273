"""What is wrong between definitions that are each whole: names that are not there, circles, changed types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from banso.lib.problems import Problem, problem
from banso.metrics.definitions import Metric, Registry, references
from banso.metrics.reading import unknown_name
from banso.metrics.shapes import HELPERS


def check_references(registry: Registry, *, fields: Mapping[str, str]) -> list[Problem]:
    """Every derived metric that names no number. ``fields`` maps dated fields to their types."""
    known = {m.key: m.kind for m in registry} | dict(fields) | dict.fromkeys(HELPERS, "number")
    found = []
    for metric in registry.of_stage("derived"):
        wanted = "date" if metric.shape == "days_from_zero" else "number"
        for name in sorted(references(metric)):
            if name not in known:
                found.append(unknown_name(metric.key, name, known, line=metric.line or None))
            elif (known[name] == "date") != (wanted == "date") or known[name] in _WORDS:
                found.append(_not_a_number(metric, name))
    return found


_WORDS = ("text", "choice", "bool")


def _not_a_number(metric: Metric, name: str) -> Problem:
    return problem(
        "metric.not-a-number",
        ja=f"指標「{metric.key}」は「{name}」を使えません（種類が合いません）。",
        en=f"The metric '{metric.key}' cannot be made of '{name}': it is of another kind.",
        remedy_ja="割合には数を、日数には日付を使ってください。",
        remedy_en="Use numbers for a ratio, a date for days from day zero.",
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
            line=m.line or None,
            path=m.key,
            sample=m.kind,
        )
        for m in metrics
        if m.key in before and before[m.key].column_type != m.column_type
    ]
