"""A metric in words, for people: formula, period, what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from banso.customers.definitions import FieldSpec
from banso.lib.text import Text
from banso.metrics.catalogue import ROLE_NAMES, Catalogue
from banso.metrics.definitions import GROUPS, OWN, Metric, Registry
from banso.metrics.moment_wording import MARKS, moments_named
from banso.metrics.shapes import ANY
from banso.metrics.usage import SETUP, names_counted


@dataclass(frozen=True, slots=True)
class Measured:
    """A day's rows were made under this release, at this instant."""

    day: date
    release: int
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class MetricHelp:
    """Everything a person asks of a number. ``events`` are the event names it counts, if it counts any.

    ``connected`` False: its source has no table yet, the number is unknown on every day.
    """

    key: str
    name: Text
    help: Text
    formula: Text
    unit: Text
    kind: str
    direction: str
    period: Text
    exclusions: Text
    missing: Text
    example: Text
    source: str
    connected: bool
    events: tuple[str, ...]
    own: bool
    group: Text
    release: int | None
    computed_at: datetime | None


_SEVERITIES = {
    "low": Text(ja="低の", en="Low"),
    "normal": Text(ja="通常の", en="Normal"),
    "high": Text(ja="高の", en="High"),
    "urgent": Text(ja="緊急の", en="Urgent"),
}
_PARTS = {
    "mean": Text(ja="平均", en="Mean"),
    "sd": Text(
        ja="標準偏差（1と平均の10%を下限とする）",
        en="Standard deviation (at least 1 and 10 % of the mean)",
    ),
}
_ANY_EVENT = Text(ja="何らかの操作", en="any event")
_HELPER_NAMES = {"plan_limit": Text(ja="プランの上限", en="the plan's limit")}

_USAGE_LEFT_OUT = Text(
    ja="カタログで役割のないイベント、Banso自身のイベント、前回までの契約期間の分は数えません。",
    en="Events without the role in the catalogue, Banso's own events, and former tenures do not count.",
)
_EVERY_DAY_LEFT_OUT = Text(
    ja="Banso自身のイベントは数えません。契約期間は問いません。",
    en="Banso's own events do not count. Tenures make no difference.",
)
_CONTRACT_LEFT_OUT = Text(
    ja="その日までに知られていない契約と、他の通貨の金額は含みません。",
    en="Contracts not known by the day, and amounts in another currency, are left out.",
)
_TICKETS_LEFT_OUT = Text(
    ja="その日より後の出来事は含みません。", en="What happened after the day is left out."
)
_AS_OF = Text(ja="その日の時点", en="As of the day")
_SINCE_ZERO = Text(
    ja="今回の契約の開始から、その日まで", en="From the beginning of this tenure to the day"
)


def help_of(
    metric: Metric,
    registry: Registry,
    catalogue: Catalogue,
    fields: Mapping[str, Text],
    stamp: Measured | None,
) -> MetricHelp:
    """Put a metric into words; ``fields`` are the names of dated fields a ratio may use."""
    return MetricHelp(
        key=metric.key, name=metric.name, help=metric.help, formula=formula(metric, registry, fields),
        unit=unit_of(metric), kind=metric.kind, direction=metric.direction, period=_period(metric),
        exclusions=_exclusions(metric), missing=metric.missing, example=metric.example,
        source=metric.source, connected=metric.connectable,
        events=names_counted(catalogue, metric), own=metric.own, group=group_name(metric),
        release=stamp.release if stamp else None, computed_at=stamp.computed_at if stamp else None,
    )  # fmt: skip


# What a number without a unit of its own is counted in.
_UNITS: Mapping[str, Text] = {
    "money": Text(ja="ワークスペースの通貨", en="the workspace's currency"),
    "rate": Text(ja="割合（1 = 100%）", en="share (1 = 100 %)"),
    "number": Text(ja="数", en="number"),
    "date": Text(ja="日付", en="date"),
    "text": Text(ja="文字", en="text"),
    "choice": Text(ja="区分", en="one of a list"),
    "bool": Text(ja="はい・いいえ", en="yes or no"),
}


def unit_of(metric: Metric) -> Text:
    """What the number is counted in, for people."""
    return metric.unit if metric.unit.ja or metric.unit.en else _UNITS.get(metric.kind, Text())


def group_name(metric: Metric) -> Text:
    """What the part of the library is called that a metric stands in."""
    return OWN if metric.own else GROUPS.get(metric.group, Text())


DIRECTIONS: Mapping[str, Text] = {
    "up": Text(ja="大きいほどよい", en="higher is better"),
    "down": Text(ja="小さいほどよい", en="lower is better"),
    "none": Text(ja="良し悪しはない", en="neither is better"),
}


def help_of_field(spec: FieldSpec, stamp: Measured | None) -> MetricHelp:
    """Put a dated field into words: a person or an import gave it, nothing is computed."""
    return MetricHelp(
        key=spec.key, name=spec.name, help=spec.help,
        formula=Text(ja="入力または取り込みによる値です。", en="Entered by a person or imported."),
        unit=Text(), kind=spec.type.value, direction="none", period=_AS_OF,
        exclusions=Text(ja="その日より後に始まる値は含みません。", en="Values that begin after the day are left out."),
        missing=Text(ja="入力されていません。", en="It has not been filled in."), example=Text(),
        source="fields", connected=True, events=(), own=not spec.built_in,
        group=Text(ja="項目", en="Fields"),
        release=stamp.release if stamp else None, computed_at=stamp.computed_at if stamp else None,
    )  # fmt: skip


def formula(metric: Metric, registry: Registry, fields: Mapping[str, Text]) -> Text:
    """The formula of a metric's shape, filled with what its definition says."""
    given = metric.parameters

    def words(language: str) -> str:
        of = _name(given.get("of"), registry, fields, language)
        minus = _name(given.get("minus"), registry, fields, language)
        if given.get("else"):
            other = _name(given["else"], registry, fields, language)
            added = f"（なければ{other}）" if language == "ja" else f" (else {other})"
            of, minus = (of, minus + added) if minus else (of + added, minus)
        part = _PARTS.get(given.get("part") or "")
        severity = _SEVERITIES.get(given.get("severity") or "")
        filled = (metric.how.formula.in_(language)).format(
            events=_events(metric, language),
            window=metric.window,
            moments=moments_named(
                given.get("what"), given.get("tag"), language, sum_of=metric.shape == "moments_sum"
            ),
            mark=MARKS[given["mark"]].in_(language) if given.get("mark") else "",
            of=of,
            minus=minus,
            before=given.get("before"),
            cuts=", ".join(f"{cut:g}" for cut in given.get("cuts") or ()),
            part=part.in_(language) if part else "",
            to=_name(given.get("to"), registry, fields, language),
            days=given.get("days"),
            weeks=given.get("weeks"),
            severity=severity.in_(language) if severity else ("" if language == "ja" else "All"),
        )
        return filled.strip()

    return Text(ja=words("ja"), en=words("en"))


def _name(key: str | None, registry: Registry, fields: Mapping[str, Text], language: str) -> str:
    if key is None:
        return ""
    if key in registry:
        return registry[key].name.in_(language)
    known = fields.get(key) or _HELPER_NAMES.get(key)
    return known.in_(language) if known else key


def _events(metric: Metric, language: str) -> str:
    given = metric.parameters
    parts = []
    if given.get("names"):
        joined = ("、" if language == "ja" else ", ").join(given["names"])
        parts.append(f"「{joined}」" if language == "ja" else f"'{joined}'")
    role = given.get("role")
    if role:
        name = _ANY_EVENT if role == ANY else ROLE_NAMES[role]
        parts.append(name.in_(language) if language == "ja" or role == ANY else f"{role} events")
    if given.get("feature"):
        parts.append(
            f"機能「{given['feature']}」の操作"
            if language == "ja"
            else f"events of the feature '{given['feature']}'"
        )
    return " ".join(parts)


def _period(metric: Metric) -> Text:
    if metric.window:
        return Text(
            ja=f"その日を含む直近{metric.window}日間（現地の暦日）",
            en=f"The last {metric.window} local days, the day included",
        )
    if metric.shape in (
        *SETUP,
        "first_event",
        "days_since_event",
        "moments_last",
        "days_since_moment",
    ):
        return _SINCE_ZERO
    return _AS_OF


def _exclusions(metric: Metric) -> Text:
    if metric.source == "contracts":
        return _CONTRACT_LEFT_OUT
    if metric.source == "tickets" or metric.how.stage == "moments":
        return _TICKETS_LEFT_OUT
    if metric.source == "usage":
        return _EVERY_DAY_LEFT_OUT if metric.parameters.get("tenure") == "any" else _USAGE_LEFT_OUT
    return Text()
