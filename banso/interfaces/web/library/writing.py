"""An own metric as a form and as text: each is written from the other. Neither Django nor a store."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from banso.metrics.definitions import SCHEMA, Metric, parse_metrics


@dataclass(frozen=True, slots=True)
class Way:
    """What a number counts: the shape it is written as, its kind, whether it looks back over a window."""

    shape: str
    kind: str
    window: bool


WAYS: Mapping[str, Way] = {
    "events": Way("event_count", "count", True),
    "people": Way("distinct_users", "count", True),
    "days": Way("active_days", "count", True),
    "features": Way("distinct_features", "count", True),
    "sum": Way("event_value", "number", True),
    "since": Way("days_since_event", "days", False),
    "ratio": Way("ratio", "rate", False),
}
FIELDS = (
    "way", "what", "window", "of", "to", "result", "key", "name_ja", "name_en", "help_ja", "help_en",
    "unit_ja", "unit_en", "direction",
)  # fmt: skip
EMPTY: Mapping[str, str] = dict.fromkeys(FIELDS, "") | {
    "way": "events",
    "what": "role:use",
    "window": "28",
    "direction": "up",
    "result": "rate",
}
_MOST = 300


def key_of(name: str, fallback: str = "own_metric") -> str:
    """A key made from an English name; the fallback where nothing of it can stand in one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return key[:60] if key[:1].isalpha() else fallback


def text_of(given: Mapping[str, str]) -> str:
    """The text the form means. What the form leaves open stays open, so that the check asks for it."""
    says = {k: given.get(k, EMPTY[k]).strip()[:_MOST] for k in FIELDS}
    way = WAYS.get(says["way"], WAYS["events"])
    kind = "number" if way.shape == "ratio" and says["result"] == "number" else way.kind
    lines = [
        f"schema: {SCHEMA}",
        "metrics:",
        f"  - key: {says['key'] or key_of(says['name_en'])}",
        f"    name: {_both(says['name_ja'], says['name_en'])}",
    ]
    for part in ("help", "unit"):
        if says[f"{part}_ja"] or says[f"{part}_en"]:
            lines.append(f"    {part}: {_both(says[f'{part}_ja'], says[f'{part}_en'])}")
    lines += [f"    kind: {kind}", f"    direction: {says['direction'] or 'none'}"]
    if way.window:
        lines.append(f"    window: {_number(says['window'])}")
    lines += [f"    shape: {way.shape}", f"    with: {_with(way, says)}"]
    return "\n".join(lines) + "\n"


def _with(way: Way, says: Mapping[str, str]) -> str:
    if way.shape == "ratio":
        return f"{{of: {says['of'] or '~'}, to: {says['to'] or '~'}}}"
    part, _sep, name = says["what"].partition(":")
    if part == "name":
        return f"{{names: [{_quoted(name)}]}}"
    return f"{{{part or 'role'}: {_plain(name) if name else '~'}}}"


def _plain(name: str) -> str:
    return name if re.fullmatch(r"[a-z][a-z0-9_]*", name) else _quoted(name)


def _number(text: str) -> str:
    """A whole number as it is; anything else as a text, which the check then names."""
    return text if re.fullmatch(r"-?\d{1,6}", text) else _quoted(text)


def _both(ja: str, en: str) -> str:
    given = [f"{k}: {_quoted(v)}" for k, v in (("ja", ja), ("en", en)) if v]
    return f"{{{', '.join(given)}}}" if given else "~"


def _quoted(text: str) -> str:
    """As JSON writes it, which YAML reads."""
    return json.dumps(text, ensure_ascii=False)


def values_of(text: str) -> dict[str, str] | None:
    """What the form would show for a text; None where the text says more than the form can."""
    metrics, problems = parse_metrics(text, own=True)
    if len(metrics) != 1 or problems:
        return None
    return values_of_metric(metrics[0])


def values_of_metric(metric: Metric) -> dict[str, str] | None:
    """The form of one metric, None where it says more than the form can."""
    way = next((k for k, w in WAYS.items() if w.shape == metric.shape), None)
    what = _what(metric)
    if way is None or what is None or metric.choices:
        return None
    return {
        "way": way, "what": what, "window": str(metric.window or EMPTY["window"]),
        "of": str(metric.parameters.get("of") or ""), "to": str(metric.parameters.get("to") or ""),
        "result": "number" if (metric.shape, metric.kind) == ("ratio", "number") else "rate", "key": metric.key,
        "name_ja": metric.name.ja or "", "name_en": metric.name.en or "",
        "help_ja": metric.help.ja or "", "help_en": metric.help.en or "",
        "unit_ja": metric.unit.ja or "", "unit_en": metric.unit.en or "",
        "direction": metric.direction,
    }  # fmt: skip


def _what(metric: Metric) -> str | None:
    given: dict[str, Any] = {k: v for k, v in metric.parameters.items() if v}
    if given.pop("tenure", "current") != "current" or given.get("else"):
        return None
    if metric.shape == "ratio":
        return EMPTY["what"]
    names = given.get("names") or ()
    parts = [f"{k}:{given[k]}" for k in ("role", "feature") if given.get(k)]
    parts += [f"name:{n}" for n in names]
    return parts[0] if len(parts) == 1 else None
