"""Segments: a list kept under a name, as versioned texts ``Definition(kind="segment")``.

The text holds the condition byte for byte, with the columns, the order, whose accounts, and whether
everyone sees it. Who saved the first version owns it. A segment that is given up ends by a version
that says so, so it can be brought back. A segment whose condition names what is gone is *broken*:
it is kept, shown with its problem, and selects nobody until it is mended.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from banso.lib import yaml
from banso.lib.problems import Problem, problem
from banso.lib.text import Text
from banso.metrics.conditions import Condition, NameTable, parse

KIND = "segment"
SCHEMA = "banso/segment@1"
MINE = "mine"
MOST_COLUMNS = 24
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Segment:
    """What a version says.

    ``when`` empty: every account. ``of``: whose accounts, "" everyone's, ``mine`` whoever looks, else
    the public id of a person. ``sort`` a name or ``name``. ``columns`` empty: the usual ones.
    """

    name: Text
    when: str = ""
    of: str = ""
    columns: tuple[str, ...] = ()
    sort: str = "name"
    down: bool = False
    shared: bool = False
    ended_on: date | None = None

    def read(self, names: NameTable) -> tuple[Condition | None, tuple[Problem, ...]]:
        """The condition over the names there are now, and what is wrong with it."""
        if not self.when.strip():
            return None, ()
        found = parse(self.when, names=names)
        return found.condition, tuple(p for p in found.problems if p.level == "error")


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A segment as somebody sees it. ``version`` is the newest; ``may_change``: by who looks.

    ``group``: it comes with the product (``metrics.ready_made``), and nobody saved it.
    """

    key: str
    version: int
    segment: Segment
    owner_id: int | None
    mine: bool
    may_change: bool
    saved_at: datetime | None
    saved_by_id: int | None
    group: str = ""

    @property
    def name(self) -> Text:
        return self.segment.name


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two versions, as texts."""

    what: str  # name, when, of, columns, sort, shared, ended
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    version: int
    segment: Segment
    changes: tuple[Change, ...]
    why: str
    at: datetime | None
    by_id: int | None


def write(segment: Segment) -> str:
    """The text of a segment; :func:`read` gives an equal one back."""
    name: Any = segment.name.ja if segment.name.plain else _languages(segment.name)
    pairs: list[tuple[str, Any]] = [("name", name), ("when", segment.when)]
    if segment.of:
        pairs.append(("of", segment.of))
    if segment.columns:
        pairs.append(("columns", list(segment.columns)))
    if segment.sort != "name" or segment.down:
        pairs.append(("sort", {"by": segment.sort, "down": segment.down}))
    pairs.append(("visible", "all" if segment.shared else "me"))
    if segment.ended_on:
        pairs.append(("ended_on", segment.ended_on.isoformat()))
    lines = [f"schema: {SCHEMA}", *(f"{key}: {_json(value)}" for key, value in pairs)]
    return "\n".join(lines) + "\n"


def _json(value: Any) -> str:
    """JSON is YAML, but for a few characters that are no text, or line breaks, there."""
    text = json.dumps(value, ensure_ascii=False)
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _languages(name: Text) -> dict[str, str]:
    return {k: v for k, v in (("ja", name.ja), ("en", name.en)) if v}


@lru_cache(maxsize=512)
def read(text: str) -> Segment:
    """The segment a text says; what is missing or odd is as usual. Never raises."""
    loaded = yaml.load(text).value
    data: dict[str, Any] = loaded if isinstance(loaded, dict) else {}
    sort = data.get("sort") if isinstance(data.get("sort"), dict) else {}
    return Segment(
        name=_name(data.get("name")),
        when=_text(data.get("when")),
        of=_text(data.get("of")),
        columns=tuple(c for c in _list(data.get("columns")) if isinstance(c, str)),
        sort=_text((sort or {}).get("by")) or "name",
        down=bool((sort or {}).get("down")),
        shared=data.get("visible") == "all",
        ended_on=_day(data.get("ended_on")),
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(value: Any) -> Text:
    if isinstance(value, dict):
        return Text(ja=_text(value.get("ja")) or None, en=_text(value.get("en")) or None)
    return Text.of(_text(value))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def differences(before: Segment, after: Segment) -> tuple[Change, ...]:
    """What changed from one version to the next, thing by thing."""
    left, right = _said(before), _said(after)
    return tuple(Change(k, left[k], right[k]) for k in left if left[k] != right[k])


def _said(segment: Segment) -> dict[str, str]:
    names = [n for n in (segment.name.ja, segment.name.en) if n]
    return {
        "name": " / ".join(dict.fromkeys(names)),
        "when": segment.when,
        "of": segment.of,
        "columns": ", ".join(segment.columns),
        "sort": f"{segment.sort} {'↓' if segment.down else '↑'}",
        "shared": "all" if segment.shared else "me",
        "ended": segment.ended_on.isoformat() if segment.ended_on else "",
    }


def checked(segment: Segment, names: NameTable) -> tuple[Segment, list[Problem]]:
    """A segment fit to be saved, and why it is not: columns and an order nobody knows fall away."""
    problems: list[Problem] = []
    if not (segment.name.ja or "").strip() and not (segment.name.en or "").strip():
        problems.append(_nameless())
    problems += segment.read(names)[1]
    columns = tuple(c for c in dict.fromkeys(segment.columns) if c in names)[:MOST_COLUMNS]
    sort = segment.sort if segment.sort in names else "name"
    return replace(segment, columns=columns, sort=sort), problems


def _nameless() -> Problem:
    return problem(
        "segment.name-missing",
        ja="名前がありません。",
        en="The name is missing.",
        remedy_ja="一覧で見分けられる名前を入力してください。",
        remedy_en="Give it a name that can be told from the others.",
    )
