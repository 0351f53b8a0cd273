"""Metric definitions: the shipped library and a workspace's own, read from YAML into frozen classes.

Reading never stops at the first mistake: every problem of a text comes back at once, with its
line, an id and a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from banso.lib.problems import BansoError, Problem, errors, problem
from banso.lib.text import Text
from banso.metrics.reading import Reader
from banso.metrics.shapes import SHAPES, Shape

SCHEMA = "banso/metric@1"
# The files of the library, in the order in which people read them, and what they are about.
GROUPS: Mapping[str, Text] = {
    "contracts": Text(ja="契約", en="Contracts"),
    "amounts": Text(ja="席・上限・金額", en="Seats, limits, money"),
    "logins": Text(ja="ログイン", en="Logins"),
    "use": Text(ja="利用", en="Use"),
    "people": Text(ja="利用者", en="People"),
    "features": Text(ja="機能", en="Features"),
    "sessions": Text(ja="利用時間", en="Time spent"),
    "starting": Text(ja="導入と最初の成果", en="Getting started"),
    "trends": Text(ja="これまでとの比較", en="Against its own past"),
    "orders": Text(ja="注文", en="Orders"),
    "tickets": Text(ja="問い合わせ", en="Tickets"),
    "heard": Text(ja="アンケート・顧客の声", en="Surveys and voices"),
    "touches": Text(ja="接点・研修・障害", en="Touchpoints, sessions, incidents"),
    "later": Text(ja="データソース待ち", en="Waiting for a source"),
}
OWN = Text(ja="自社の指標", en="Your own")
KINDS: Mapping[str, str] = {
    "count": "BIGINT",
    "days": "BIGINT",
    "money": "BIGINT",
    "rate": "DOUBLE",
    "number": "DOUBLE",
    "date": "DATE",
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "bool": "BOOLEAN",
}
DIRECTIONS = ("up", "down", "none")
SOURCES = (
    "usage", "contracts", "tickets", "people", "fields",
    "responses", "voices", "touchpoints", "sessions", "incidents", "champions", "goals",
)  # fmt: skip
# Sources that have a table today; a metric of any other is unknown on every day.
CONNECTABLE = (
    "usage", "contracts", "tickets", "people", "fields",
    "responses", "voices", "touchpoints", "sessions", "incidents", "champions",
)  # fmt: skip

_MISSING: Mapping[str, Text] = {
    "usage": Text(
        ja="利用データが、起算日以降の期間を覆っていません。",
        en="The usage data do not cover the window after day zero.",
    ),
    "contracts": Text(ja="契約のデータがありません。", en="There are no contract data."),
    "tickets": Text(
        ja="問い合わせのデータが期間を覆っていません。",
        en="The ticket data do not cover the window.",
    ),
    "responses": Text(
        ja="アンケートのデータが期間を覆っていません。",
        en="The survey data do not cover the window.",
    ),
    "voices": Text(
        ja="顧客の声のデータが期間を覆っていません。", en="The voices do not cover the window."
    ),
    "touchpoints": Text(
        ja="接点の記録が期間を覆っていません。", en="The touchpoints do not cover the window."
    ),
    "sessions": Text(
        ja="研修・勉強会のデータが期間を覆っていません。",
        en="The data on group sessions do not cover the window.",
    ),
    "incidents": Text(
        ja="障害の記録が期間を覆っていません。", en="The incidents do not cover the window."
    ),
    "fields": Text(ja="項目が入力されていません。", en="The field has not been filled in."),
}
_NO_SOURCE = Text(ja="データソースが未接続です。", en="No source is connected.")


class MetricsNotAccepted(BansoError):
    """A text of metric definitions has errors."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One number per account and day. ``direction`` says which way is good; ``own`` marks a workspace's own."""

    key: str
    name: Text
    help: Text
    kind: str
    direction: str
    source: str
    shape: str
    missing: Text
    example: Text = Text()
    unit: Text = Text()
    window: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, Text] = field(default_factory=dict)
    own: bool = False
    group: str = ""
    line: int = field(default=0, compare=False)
    file: str = field(default="", compare=False)

    @property
    def column_type(self) -> str:
        """The type of its column in the lake; it never changes."""
        return KINDS[self.kind]

    @property
    def connectable(self) -> bool:
        """Whether its source has a table in this version."""
        return self.source in CONNECTABLE and self.shape != "no_source"

    @property
    def how(self) -> Shape:
        return SHAPES[self.shape]


@dataclass(frozen=True)
class Registry:
    """Every metric by key, in the order of the files."""

    metrics: Mapping[str, Metric]

    def __getitem__(self, key: str) -> Metric:
        return self.metrics[key]

    def __contains__(self, key: object) -> bool:
        return key in self.metrics

    def __iter__(self) -> Any:
        return iter(self.metrics.values())

    def of_stage(self, stage: str) -> list[Metric]:
        """The metrics computed at one stage, in order."""
        return [m for m in self.metrics.values() if m.how.stage == stage]


@cache
def library() -> Registry:
    """The metrics Banso ships. Raises ``MetricsNotAccepted`` if a shipped file is wrong (a test reads it)."""
    found: list[Metric] = []
    wrong: list[Problem] = []
    for group in GROUPS:
        metrics, problems = parse_metrics(library_text(group), file=f"{group}.yaml")
        found += metrics
        wrong += problems
    registry, problems = assemble(found)
    wrong += problems
    if errors(wrong):
        raise MetricsNotAccepted(errors(wrong))
    return registry


def library_text(group: str) -> str:
    """The text of one file of the library."""
    return files("banso.metrics").joinpath("library", f"{group}.yaml").read_text("utf-8")


def registry_with(own: Iterable[tuple[str, str]]) -> tuple[Registry, list[Problem]]:
    """The library plus a workspace's own definitions, given as (name of the file, text)."""
    found, wrong = [*library()], []
    for file, text in own:
        metrics, problems = parse_metrics(text, file=file, own=True)
        found += metrics
        wrong += problems
    registry, problems = assemble(found)
    return registry, wrong + problems


def assemble(metrics: Iterable[Metric]) -> tuple[Registry, list[Problem]]:
    """Put metrics together; a key used twice, and a ratio over an unknown number, are problems."""
    by_key: dict[str, Metric] = {}
    wrong: list[Problem] = []
    for metric in metrics:
        if metric.key in by_key:
            wrong.append(_twice(metric, by_key[metric.key]))
        else:
            by_key[metric.key] = metric
    return Registry(by_key), wrong


def _twice(metric: Metric, first: Metric) -> Problem:
    shipped = not first.own
    return problem(
        "metric.key-taken",
        ja=f"指標「{metric.key}」は{'標準で用意されています' if shipped else 'すでに定義されています'}。",
        en=f"The metric '{metric.key}' is {'shipped with Banso' if shipped else 'defined already'}.",
        remedy_ja="別のキーにしてください。",
        remedy_en="Choose another key.",
        file=metric.file or None,
        line=metric.line or None,
        path=metric.key,
        sample=metric.key,
    )


def parse_metrics(
    text: str, *, file: str | None = None, own: bool = False
) -> tuple[list[Metric], list[Problem]]:
    """Read a text of definitions: the metrics that are whole, and every problem found."""
    reader = Reader.of(text, file=file, area="metric")
    reader.schema(SCHEMA)
    reader.only((), ("schema", "metrics"))
    metrics = []
    for path in reader.items(("metrics",)):
        before = len(reader.problems)
        metric = _metric(reader, path, own)
        if metric is not None and len(errors(reader.problems[before:])) == 0:
            metrics.append(metric)
    return metrics, reader.problems


_KEYS = (
    "key", "name", "help", "unit", "kind", "direction", "source", "window", "shape", "with",
    "missing", "example", "choices",
)  # fmt: skip


def _metric(reader: Reader, path: tuple[Any, ...], own: bool) -> Metric | None:
    if not reader.mapping(path):
        return None
    reader.only(path, _KEYS)
    key = reader.key((*path, "key"))
    name = reader.text((*path, "name"), required=True)
    help_ = reader.text((*path, "help")) or Text()
    kind = reader.choice((*path, "kind"), tuple(KINDS), required=True)
    direction = reader.choice((*path, "direction"), DIRECTIONS) or "none"
    shape_name = reader.choice((*path, "shape"), tuple(SHAPES), required=True)
    window = reader.window((*path, "window"), most=400)
    if not shape_name:
        return None
    shape = SHAPES[shape_name]
    source = reader.choice((*path, "source"), SOURCES) or shape.source
    if not source:
        reader.need((*path, "source"))
    if kind and kind not in shape.kinds:
        reader.refuse_kind((*path, "kind"), kind, shape.kinds)
    if shape.window and reader.get((*path, "window")) is None:
        reader.need((*path, "window"))
    parameters = _parameters(reader, (*path, "with"), shape)
    choices = _choices(reader, (*path, "choices"))
    cuts = parameters.get("cuts")
    if cuts and len(choices) != len(cuts) + 1:
        reader.add(
            (*path, "choices"), "bands",
            f"区切りが{len(cuts)}個なので、区分は{len(cuts) + 1}個必要です（いまは{len(choices)}個）。",
            f"{len(cuts)} cuts make {len(cuts) + 1} bands, and {len(choices)} are named.",
            "小さいほうから順に、区分のキーと名前を「choices」に並べてください。",
            "List a key and a name for each band under 'choices', the lowest first.",
        )  # fmt: skip
    missing = reader.text((*path, "missing"))
    if not (key and name and kind):
        return None
    return Metric(
        key=key, name=name, help=help_, kind=kind, direction=direction, source=source or "usage",
        shape=shape_name, missing=missing or _MISSING.get(source, _NO_SOURCE),
        example=reader.text((*path, "example")) or Text(),
        unit=reader.text((*path, "unit")) or Text(), window=window, parameters=parameters,
        choices=choices, own=own, group="" if own else (reader.loaded.file or "").split(".")[0],
        line=reader.line((*path, "key")), file=reader.loaded.file or "",
    )  # fmt: skip


def _parameters(reader: Reader, path: tuple[Any, ...], shape: Shape) -> dict[str, Any]:
    given = reader.get(path)
    if given is not None and not reader.mapping(path):
        return {}
    if given is not None:
        reader.only(path, tuple(shape.parameters))
    values: dict[str, Any] = {}
    for name, parameter in shape.parameters.items():
        at = (*path, name)
        value: Any
        if parameter.type == "count":
            value = reader.count(at, most=400, required=parameter.required)
        elif parameter.type == "texts":
            value = reader.texts(at)
        elif parameter.type == "numbers":
            value = reader.rising(at)
        elif parameter.one_of:
            value = reader.choice(
                at, parameter.one_of, required=parameter.required,
                id="unknown-role" if name == "role" else "choice",
            )  # fmt: skip
        else:
            value = reader.plain_text(at, required=parameter.required)
        values[name] = parameter.default if value is None else value
    picks = [n for n in ("role", "names", "feature") if n in shape.parameters]
    if picks and not any(reader.get((*path, n)) for n in picks):
        reader.need((*path, "role"))
    return values


def _choices(reader: Reader, path: tuple[Any, ...]) -> dict[str, Text]:
    if reader.get(path) is None or not reader.mapping(path):
        return {}
    return {str(k): reader.text((*path, k)) or Text.of(str(k)) for k in reader.get(path)}


def references(metric: Metric) -> set[str]:
    """The numbers a derived metric is made of."""
    return {metric.parameters[n] for n in ("of", "else", "to", "minus") if metric.parameters.get(n)}
