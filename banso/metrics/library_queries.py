"""The metric library for a screen: every number by group, and one number's sheet with all there is to ask of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from banso.events.lake import Lake
from banso.lib.once import once
from banso.lib.text import Text
from banso.metrics import queries
from banso.metrics.contracting import FACT_SQL
from banso.metrics.counting import Spread, spread_of
from banso.metrics.coverage import Coverage, coverage_of
from banso.metrics.definitions import GROUPS, OWN, Metric, library_text, references
from banso.metrics.deriving import derived_sql
from banso.metrics.segment_store import segments
from banso.metrics.shapes import COUNTING
from banso.metrics.wording import MetricHelp, unit_of
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

_OWN_GROUP = "own"
_OF_METRICS = "metric"


@dataclass(frozen=True, slots=True)
class LibraryLine:
    """One metric of the list. ``used``: in how many places it is named."""

    key: str
    name: Text
    help: Text
    kind: str
    unit: Text
    direction: str
    source: str
    window: int | None
    connected: bool
    own: bool
    used: int


@dataclass(frozen=True, slots=True)
class LibraryGroup:
    """A part of the library, in the order of its file."""

    key: str
    name: Text
    metrics: tuple[LibraryLine, ...]


@dataclass(frozen=True, slots=True)
class LibraryView:
    """Every metric there is, by group; a workspace's own come first."""

    groups: tuple[LibraryGroup, ...]

    @property
    def total(self) -> int:
        return sum(len(g.metrics) for g in self.groups)


@dataclass(frozen=True, slots=True)
class Use:
    """A place that names a metric. ``line`` and ``text`` say where in it; a segment has none."""

    kind: str  # journey, health, play, segment, metric …
    key: str
    name: Text
    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class SqlText:
    """A text of SQL the number is computed with."""

    title: Text
    text: str


@dataclass(frozen=True, slots=True)
class MetricSheet:
    """Everything about one metric on a day. ``spread`` is None where it has no column yet."""

    help: MetricHelp
    definition: str
    sql: tuple[SqlText, ...]
    used: tuple[Use, ...]
    spread: Spread | None
    coverage: Coverage


def library_view(*, viewer: Viewer) -> LibraryView:
    """This function will list every metric by group: a workspace's own, then the library's."""
    registry = queries.registry(viewer=viewer)
    uses = _uses(viewer)
    groups = []
    for key, name in {_OWN_GROUP: OWN, **GROUPS}.items():
        lines = [
            _line(m, len(uses.get(m.key, ())))
            for m in registry
            if (_OWN_GROUP if m.own else m.group) == key
        ]
        if lines:
            groups.append(LibraryGroup(key, name, tuple(lines)))
    return LibraryView(tuple(groups))


def _line(m: Metric, used: int) -> LibraryLine:
    return LibraryLine(
        m.key, m.name, m.help, m.kind, unit_of(m), m.direction, m.source, m.window, m.connectable,
        m.own, used,
    )  # fmt: skip


def metric_sheet(*, viewer: Viewer, lake: Lake, key: str, day: date) -> MetricSheet | None:
    """This function will say all there is to a metric on a day, over the accounts the viewer may see.

    None: there is no such metric.
    """
    registry = queries.registry(viewer=viewer)
    if key not in registry:
        return None
    metric = registry[key]
    found = queries.metric_help(viewer=viewer, key=key, day=day)
    if found is None:
        return None
    return MetricSheet(
        help=found,
        definition=definition_text(viewer=viewer, key=key),
        sql=tuple(_sql(metric)),
        used=where_used(viewer=viewer, key=key),
        spread=distribution(viewer=viewer, lake=lake, key=key, day=day),
        coverage=coverage_of(viewer=viewer, lake=lake, key=key, day=day),
    )


def distribution(*, viewer: Viewer, lake: Lake, key: str, day: date) -> Spread | None:
    """This function will say how the values of a metric lie on a day; None where it has no column yet."""
    if key not in queries.metric_table(lake).columns:
        return None
    type_ = queries.name_table(viewer=viewer)[key]
    return spread_of(viewer=viewer, lake=lake, day=day, name=key, type_=type_)


# Where it is named -----------------------------------------------------------------------------------

_KIND_NAMES = {
    "journey": Text(ja="マップ", en="The map"),
    "health": Text(ja="ヘルススコア", en="Health score"),
    "play": Text(ja="施策", en="Play"),
    "kpi": Text(ja="KPI", en="KPI"),
}
_WORD = re.compile(r"[a-z][a-z0-9_]*")


def where_used(*, viewer: Viewer, key: str) -> tuple[Use, ...]:
    """This function will list what names a metric: the map and what belongs to it, segments, other metrics.

    Of segments only those the viewer may see; nothing for a viewer who may not see definitions.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    return tuple(_uses(viewer).get(key, ()))


@once
def _uses(viewer: Viewer) -> dict[str, list[Use]]:
    registry = queries.registry(viewer=viewer)
    found: dict[str, list[Use]] = {}

    def note(key: str, use: Use) -> None:
        if key in registry:
            found.setdefault(key, []).append(use)

    for metric in registry:
        for part in sorted(references(metric)):
            note(part, Use(_OF_METRICS, metric.key, metric.name, metric.line, ""))
    if viewer.may(Act.SEE_DEFINITIONS):
        for segment in segments(viewer=viewer):
            for key in sorted(set(_WORD.findall(segment.segment.when))):
                note(key, Use("segment", segment.key, segment.name, None, segment.segment.when))
        for key, use in _in_texts(viewer):
            note(key, use)
    return found


def _in_texts(viewer: Viewer) -> Iterator[tuple[str, Use]]:
    """Every word of the texts in force that may be a metric, once a line."""
    for name in sorted(workspace.release_manifest(viewer=viewer)):
        kind, _, key = name.partition("/")
        if kind in (_OF_METRICS, "catalogue", "mapping", "segment"):
            continue
        for text in workspace.definitions_in_force(viewer=viewer, kind=kind):
            if text.key != key:
                continue
            for number, line in enumerate(text.text.splitlines(), start=1):
                said = line.split(" #")[0]
                if said.lstrip().startswith("#"):
                    continue
                for word in sorted(set(_WORD.findall(said))):
                    yield (
                        word,
                        Use(kind, key, _KIND_NAMES.get(kind, Text.of(kind)), number, line.strip()),
                    )


# What it is ------------------------------------------------------------------------------------------


def definition_text(*, viewer: Viewer, key: str) -> str:
    """This function will give the lines of YAML that define a metric; empty where there is none."""
    registry = queries.registry(viewer=viewer)
    if key not in registry:
        return ""
    metric = registry[key]
    if not metric.own:
        return _entry(library_text(metric.group), metric.line)
    for text in workspace.definitions_in_force(viewer=viewer, kind="metric"):
        if metric.file == f"metric/{text.key}":
            return _entry(text.text, metric.line)
    return ""


def _entry(text: str, line: int) -> str:
    """The entry of a list that holds ``line``, counted from 1, without the indent of the list."""
    lines = text.splitlines()
    begin = next(
        (i for i in range(line - 1, -1, -1) if lines[i].lstrip().startswith("- ")), line - 1
    )
    indent = len(lines[begin]) - len(lines[begin].lstrip())
    end = begin + 1
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent
    ):
        end += 1
    return "\n".join(part[indent:] for part in lines[begin:end]).rstrip() + "\n"


_DIRECT = Text(ja="1日分を生のイベントから求める SQL", en="One day from raw events, in SQL")
_ONE_PASS = Text(
    ja="まとめて求める SQL（日々の増減）",
    en="A span of days at once, in SQL (what changes each day)",
)


def _sql(metric: Metric) -> Iterator[SqlText]:
    """The texts the engine runs for it; parameters are bound (``$name``) or stand in ``asks`` (``m.name``)."""
    if metric.how.stage == "contract":
        yield SqlText(
            Text(ja="契約明細から", en="From the contract lines"),
            FACT_SQL[metric.parameters["fact"]],
        )
    elif metric.how.stage in COUNTING:
        yield SqlText(_DIRECT, metric.how.direct)
        yield SqlText(_ONE_PASS, metric.how.sql)
    elif metric.how.stage == "derived":
        yield SqlText(
            Text(ja="ほかの列から", en="From other columns of the row"), derived_sql(metric) + "\n"
        )
