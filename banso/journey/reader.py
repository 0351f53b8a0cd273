"""Reading parts of a definition: every problem is collected with its line, none stops the reading."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from banso.journey.model import Spot, When
from banso.lib.dates import Duration, DurationUnreadable, Unit, parse_duration
from banso.lib.problems import Level, Problem, problem
from banso.lib.text import Text
from banso.lib.yaml import Loaded, Path

KEY = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*\Z")


def suggest(word: str, words: Iterable[str]) -> str | None:
    """The one of ``words`` that ``word`` was probably meant to be."""
    found = difflib.get_close_matches(word, sorted(words), n=1, cutoff=0.6)
    return found[0] if found else None


def shown(path: Path) -> str:
    """A path as people read it: ``phases[2].exits[0].when``."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else str(part))
    return out


@dataclass
class Reader:
    """The text of one definition and what was found wrong so far."""

    loaded: Loaded
    problems: list[Problem] = field(default_factory=list)

    def spot(self, path: Path) -> Spot:
        where = self.loaded.key_at(path)
        return Spot(where.line, where.column, shown(path))

    def report(
        self,
        id: str,
        path: Path,
        *,
        ja: str,
        en: str,
        remedy_ja: str = "",
        remedy_en: str = "",
        level: Level = Level.ERROR,
        sample: str | None = None,
        suggestion: str | None = None,
        at_value: bool = False,
    ) -> None:
        """Add a problem at the line of ``path`` (``at_value``: of its value rather than its key)."""
        where = self.loaded.at(path) if at_value else self.loaded.key_at(path)
        self.problems.append(
            problem(
                id, ja=ja, en=en, remedy_ja=remedy_ja, remedy_en=remedy_en, level=level,
                file=self.loaded.file, line=where.line, column=where.column,
                path=shown(path), sample=sample, suggestion=suggestion,
            )
        )  # fmt: skip

    # Parts --------------------------------------------------------------------------------------

    def mapping(
        self, value: Any, path: Path, *, known: tuple[str, ...], needed: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """``value`` as a mapping with only ``known`` keys; what is missing or unknown is reported."""
        if not isinstance(value, dict):
            self.report(
                "journey.type",
                path,
                ja="ここには「キー: 値」の組が必要です。",
                en="A mapping of keys and values is expected here.",
                remedy_ja=f"使えるキー: {', '.join(known)}",
                remedy_en=f"Keys allowed here: {', '.join(known)}.",
                sample=_short(value),
            )
            return {}
        for key in value:
            if key not in known:
                self.unknown_key(str(key), (*path, key), known)
        for key in needed:
            if value.get(key) is None:
                self.missing(key, path)
        return {k: v for k, v in value.items() if k in known}

    def unknown_key(self, key: str, path: Path, known: tuple[str, ...]) -> None:
        near = suggest(key, known)
        self.report(
            "journey.unknown-key",
            path,
            ja=f"「{key}」というキーはここでは使えません。",
            en=f"The key '{key}' is not known here.",
            remedy_ja=f"「{near}」のことですか。" if near else f"使えるキー: {', '.join(known)}",
            remedy_en=f"Did you mean '{near}'?"
            if near
            else f"Keys allowed here: {', '.join(known)}.",
            sample=key,
            suggestion=near,
        )

    def missing(self, key: str, path: Path) -> None:
        self.report(
            "journey.missing",
            path,
            ja=f"「{key}」がありません。",
            en=f"'{key}' is missing.",
            remedy_ja=f"「{key}」を書き加えてください。",
            remedy_en=f"Add '{key}'.",
            sample=key,
        )

    def items(self, value: Any, path: Path) -> list[Any]:
        """``value`` as a list; absent is empty, anything else is reported."""
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.report(
            "journey.type",
            path,
            ja="ここには一覧が必要です。",
            en="A list is expected here.",
            remedy_ja="各項目の行頭に「- 」を付けてください。",
            remedy_en="Begin each item with '- '.",
            sample=_short(value),
        )
        return []

    def text(self, value: Any, path: Path) -> Text | None:
        """A text: a string, or ``{ja, en}`` with at least one of them."""
        if value is None:
            return None
        if isinstance(value, str) and value.strip():
            return Text.of(value)
        if isinstance(value, dict):
            known = self.mapping(value, path, known=("ja", "en"))
            words = {k: v for k, v in known.items() if isinstance(v, str) and v.strip()}
            if words and len(words) == len({k for k, v in known.items() if v is not None}):
                return Text(ja=words.get("ja"), en=words.get("en"))
        self.report(
            "journey.text",
            path,
            ja="ここには文が必要です。",
            en="A text is expected here.",
            remedy_ja="文をそのまま書くか、{ja: 日本語, en: 英語} の形で書いてください。",
            remedy_en="Write a string, or {ja: …, en: …} with at least one of them.",
            sample=_short(value),
        )
        return None

    def key(self, value: Any, path: Path) -> str:
        """A key of ours: lower case letters, digits, '_' and '-'; '' when it cannot be read."""
        if isinstance(value, str) and KEY.match(value) and len(value) <= 60:
            return value
        if value is not None:
            self.report(
                "journey.key",
                path,
                ja=f"「{_short(value)}」はキーとして使えません。",
                en=f"'{_short(value)}' cannot be a key.",
                remedy_ja="英小文字で始め、英小文字・数字・「_」・「-」だけで書いてください。",
                remedy_en="Begin with a lower-case letter; use lower-case letters, digits, '_' and '-' only.",
                sample=_short(value),
            )
        return ""

    def when(self, value: Any, path: Path) -> When | None:
        """The text of a condition. ``true`` and ``false`` need no quotes."""
        if value is None:
            return None
        if isinstance(value, bool):
            value = "true" if value else "false"
        if isinstance(value, str) and value.strip():
            where = self.loaded.at(path)
            return When(value, Spot(where.line, where.column, shown(path)))
        self.report(
            "journey.condition-type",
            path,
            ja="ここには条件式が必要です。",
            en="A condition is expected here.",
            remedy_ja="例: active_days_7d >= 3 and plan = 'pro'",
            remedy_en="For example: active_days_7d >= 3 and plan = 'pro'",
            sample=_short(value),
        )
        return None

    def span(self, value: Any, path: Path, *, business: bool = True) -> Duration | None:
        """A limit in days, weeks or (where a calendar can count them) business days."""
        if value is None:
            return None
        try:
            found = parse_duration(value)
        except DurationUnreadable:
            found = None
        wrong_unit = found is not None and (
            found.unit is Unit.MONTH or (found.unit is Unit.BUSINESS_DAY and not business)
        )
        if found is None or wrong_unit or found.n < 1:
            example = "30 days, 2 weeks, 10 business days" if business else "28 days, 4 weeks"
            self.report(
                "journey.duration",
                path,
                ja=f"「{_short(value)}」はここでは期間として使えません。",
                en=f"'{_short(value)}' cannot be used as a length of time here.",
                remedy_ja=f"日数で書いてください。例: {example}",
                remedy_en=f"Write it in days, for example: {example}.",
                sample=_short(value),
                at_value=True,
            )
            return None
        return found

    def keys(self, value: Any, path: Path) -> tuple[str, ...]:
        """A list of keys, each reported that cannot be one; the same one twice is reported."""
        found: list[str] = []
        for n, item in enumerate(self.items(value, path)):
            key = self.key(item, (*path, n))
            if key in found:
                self.twice(key, (*path, n))
            elif key:
                found.append(key)
        return tuple(found)

    def twice(self, key: str, path: Path) -> None:
        self.report(
            "journey.duplicate-key",
            path,
            ja=f"「{key}」が2つあります。",
            en=f"'{key}' is here twice.",
            remedy_ja="どちらか一方を消すか、名前を変えてください。",
            remedy_en="Remove or rename one of them.",
            sample=key,
        )


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
