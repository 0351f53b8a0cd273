"""A workspace's own metrics: checked as a whole, tried over today's accounts, and their history."""

# ruff: noqa: S608  columns are our own and quoted; values are bound
from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from banso.events.lake import Lake, PartitionRange, quoted
from banso.events.queries import visible
from banso.lib.problems import Problem, errors
from banso.metrics import queries
from banso.metrics.checking import check_catalogue, check_circles, check_references, check_types
from banso.metrics.computing import compute
from banso.metrics.counting import BARS, Spread
from banso.metrics.definitions import (
    Metric,
    Registry,
    assemble,
    parse_metrics,
    references,
    registry_with,
)
from banso.metrics.loading import catalogue_in_force, fields_in_force, load_world
from banso.metrics.models import RolledDay
from banso.metrics.tables import SESSION_DAYS, USAGE_DAYS
from banso.metrics.work import DuckWork, Source, Sources
from banso.workspace import queries as workspace
from banso.workspace.queries import DefinitionView
from banso.workspace.viewer import Act, Viewer

KIND = "metric"
SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Checked:
    """The metrics of a text that are whole, and every problem of it."""

    metrics: tuple[Metric, ...]
    problems: tuple[Problem, ...]

    @property
    def accepted(self) -> bool:
        return not errors(self.problems)


@dataclass(frozen=True, slots=True)
class Sample:
    """One account's value as the text would have it; ``old``: as it is stored, if there is such a number."""

    account: int
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a metric would be over today's accounts.

    ``words``: how often each value, for a number that is none. ``replaces``: there is one of this
    key already; ``changed`` counts the accounts where it would differ.
    """

    metric: Metric
    known: int
    missing: int
    spread: Spread | None
    words: tuple[tuple[str, int], ...]
    replaces: bool
    changed: int
    rows: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a text would give on a day; without numbers where it has errors. Nothing is saved."""

    day: date
    problems: tuple[Problem, ...]
    numbers: tuple[Numbers, ...]


def own_texts(*, viewer: Viewer) -> list[DefinitionView]:
    """This function will list the workspace's own texts of metrics that are in force."""
    return workspace.definitions_in_force(viewer=viewer, kind=KIND)


def history(*, viewer: Viewer, key: str) -> list[DefinitionView]:
    """This function will list the versions of one text, the newest first: who, when and why."""
    return workspace.definitions(viewer=viewer, kind=KIND, key=key)


def check(*, viewer: Viewer, text: str, key: str = "own", lake: Lake | None = None) -> Checked:
    """This function will find every problem of a text, beside the library and the workspace's other texts.

    With ``lake``, an event that ever came in is known, even if the catalogue does not list it.
    """
    viewer.require(Act.SEE_DEFINITIONS)
    metrics, problems = parse_metrics(text, file=f"metric/{key}", own=True)
    registry, clashes = assemble([*_others(viewer, key), *metrics])
    fields = {f.key: f.type.value for f in fields_in_force(registry)}
    former = [
        m for d in workspace.definitions(viewer=viewer, kind=KIND) for m in parse_metrics(d.text)[0]
    ]
    catalogue = catalogue_in_force()[0]
    named = {n for m in metrics for n in m.parameters.get("names") or ()} - set(catalogue.events)
    return Checked(
        tuple(metrics),
        (
            *problems,
            *clashes,
            *check_references(registry, fields=fields),
            *check_circles(registry),
            *check_types(metrics, former),
            *check_catalogue(metrics, catalogue, seen=_seen(lake, named)),
        ),
    )


def _others(viewer: Viewer, key: str) -> Registry:
    """The library and the texts in force under other keys."""
    texts = [(f"metric/{d.key}", d.text) for d in own_texts(viewer=viewer) if d.key != key]
    return registry_with(texts)[0]


def _seen(lake: Lake | None, names: Collection[str]) -> set[str]:
    if lake is None or not names:
        return set(names) if lake is None else set()
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"select distinct name from {visible(lake=lake)} where name in (select unnest(?::varchar[]))",
            [sorted(names)],
        ).fetchall()
    return {r[0] for r in rows}


def preview(
    *,
    viewer: Viewer,
    lake: Lake,
    text: str,
    day: date,
    now: datetime,
    key: str = "own",
    hidden: frozenset[str] = frozenset(),
    day_zero: str = "service_start_on",
) -> Preview:
    """This function will say what a text's metrics would be on a day, over the accounts the viewer may see.

    Nothing is saved. A text with errors gives its problems and no numbers.
    """
    checked = check(viewer=viewer, text=text, key=key, lake=lake)
    if not checked.accepted:
        return Preview(day, checked.problems, ())
    registry = _needed(assemble([*_others(viewer, key), *checked.metrics])[0], checked.metrics)
    world = load_world(day_zero=day_zero, hidden=hidden)
    seen = queries.visible_ids(viewer, None)
    among = [a for a in world.accounts if seen is None or a.id in seen]
    world = replace(world, registry=registry, accounts=among)
    wanted = [m.key for m in checked.metrics]
    with lake.cursor() as cursor:
        select, values = compute(
            DuckWork(cursor), world, _sources_of(lake, hidden), [day], now=now, way="rolled"
        )
        columns = "".join(f", {quoted(k)}" for k in wanted)
        rows = cursor.execute(f"select account{columns} from ({select}) as made", values).fetchall()
    stored = set(queries.metric_table(lake).columns)
    former = [k for k in wanted if k in stored and k in queries.registry(viewer=viewer)]
    old = queries.day_rows(viewer=viewer, lake=lake, day=day, keys=former) if former else {}
    before = {account: row for (account, _), row in old.items()}
    return Preview(
        day,
        checked.problems,
        tuple(
            _numbers(
                metric,
                {r[0]: r[i] for r in rows},
                {a: row.get(metric.key) for a, row in before.items()}
                if metric.key in former
                else None,
            )
            for i, metric in enumerate(checked.metrics, start=1)
        ),
    )


def _sources_of(lake: Lake, hidden: frozenset[str]) -> Sources:
    """The facts to measure from: the rollups where there are any, else the events themselves."""

    def events(days: tuple[date, date] | None) -> str:
        return visible(lake=lake, hidden=hidden, days=days)

    def table(spec: Any) -> Source:
        return lambda days: lake.table(spec).sql(PartitionRange(days=days) if days else None)

    if hidden or not RolledDay.objects.exists():
        return Sources(events)
    return Sources(events, table(USAGE_DAYS), table(SESSION_DAYS))


def _needed(registry: Registry, metrics: Iterable[Metric]) -> Registry:
    """Some metrics, and all they are made of: no more needs to be worked out."""
    keys = [m.key for m in metrics]
    for key in keys:
        keys += [r for r in sorted(references(registry[key])) if r in registry and r not in keys]
    return Registry({k: registry[k] for k in keys})


def _numbers(metric: Metric, new: Mapping[int, Any], old: Mapping[int, Any] | None) -> Numbers:
    known = {a: v for a, v in new.items() if v is not None}
    changed = [a for a in new if old is not None and old.get(a) != new[a]]
    number = metric.column_type in ("BIGINT", "DOUBLE")
    return Numbers(
        metric=metric,
        known=len(known),
        missing=len(new) - len(known),
        spread=_spread(sorted(map(float, known.values())), len(new)) if number else None,
        words=() if number else _words(known.values()),
        replaces=old is not None,
        changed=len(changed),
        rows=tuple(
            Sample(a, None if old is None else old.get(a), new[a])
            for a in _some(changed or list(known) or list(new), new)
        ),
    )


def _some(accounts: Sequence[int], values: Mapping[int, Any]) -> list[int]:
    """A few accounts from the lowest value to the highest, evenly."""
    ordered = sorted(accounts, key=lambda a: (values[a] is None, _in_order(values[a]), a))
    if len(ordered) <= SAMPLES:
        return ordered
    return [ordered[i * (len(ordered) - 1) // (SAMPLES - 1)] for i in range(SAMPLES)]


def _in_order(value: Any) -> Any:
    return str(value) if value is None or isinstance(value, str | date) else value


def _spread(values: list[float], total: int) -> Spread:
    """How numbers lie, as ``counting.spread_of`` says it of stored ones."""
    if not values:
        return Spread(0, total)
    last = len(values) - 1
    low, high = values[round(last * 0.01)], values[round(last * 0.99)]
    bars = [0] * BARS
    if high > low:
        for value in values:
            if low <= value <= high:
                bars[min(BARS - 1, int((value - low) / (high - low) * BARS))] += 1
    middle = statistics.median(values)
    shown = tuple(bars) if high > low else ()
    return Spread(len(values), total - len(values), low, middle, high, shown)


def _words(values: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for value in values:
        counts[str(value)] = counts.get(str(value), 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:12])
