"""A reader over YAML that collects every problem with its line, and hands out typed values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

from banso.lib import yaml
from banso.lib.problems import Problem, problem
from banso.lib.text import Text

Path = tuple[Any, ...]
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
# Columns every row of a day has; a metric of that name could not be told apart from them.
RESERVED = frozenset({
    "month", "day", "account", "lane", "release", "generation", "computed_at", "true", "false",
    "null", "and", "or", "not", "in", "is", "between", "date",
})  # fmt: skip


class Reader:
    """Reads one text. ``area`` begins the ids of its problems (``metric.unknown-key``)."""

    def __init__(self, loaded: yaml.Loaded, area: str) -> None:
        self.loaded, self.area = loaded, area
        self.problems: list[Problem] = list(loaded.problems)

    @classmethod
    def of(cls, text: str, *, file: str | None, area: str) -> Reader:
        return cls(yaml.load(text, file=file), area)

    # Access

    def get(self, path: Path) -> Any:
        """The value at ``path``, None where there is none."""
        value = self.loaded.value
        for part in path:
            if isinstance(value, dict):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def line(self, path: Path) -> int:
        return self.loaded.key_at(path).line

    def items(self, path: Path) -> list[Path]:
        """The paths of the entries of a list; no list there is a problem."""
        value = self.get(path)
        if not isinstance(value, list):
            if self.loaded.value is not None or not self.problems:
                self._add(
                    path,
                    "not-a-list",
                    "ここは一覧（- で始まる行）で書きます。",
                    "This must be a list (lines that begin with '-').",
                )
            return []
        return [(*path, i) for i in range(len(value))]

    def mapping(self, path: Path) -> bool:
        if isinstance(self.get(path), dict):
            return True
        self._add(
            path,
            "not-a-mapping",
            "ここは「キー: 値」の組で書きます。",
            "This must be 'key: value' pairs.",
        )
        return False

    # Typed values

    def schema(self, wanted: str) -> None:
        found = self.get(("schema",))
        if found != wanted and self.loaded.value is not None:
            self._add(
                ("schema",), "schema",
                f"書式は「schema: {wanted}」です。", f"The format is 'schema: {wanted}'.",
                "1行目に書いてください。", "Write it as the first line.",
                sample=None if found is None else str(found)[:60], suggestion=wanted,
            )  # fmt: skip

    def key(self, path: Path) -> str | None:
        """A key of our own: small letters, digits, underscores; names of columns are taken."""
        value = self.get(path)
        if isinstance(value, str) and _KEY.match(value) and value not in RESERVED:
            return value
        if value is None:
            self.need(path)
        else:
            self._add(
                path, "key",
                f"キー「{str(value)[:60]}」は使えません。", f"'{str(value)[:60]}' cannot be a key.",
                "英小文字で始め、英小文字・数字・_ だけで書いてください。",
                "Begin with a small letter; use small letters, digits and _ only.", sample=str(value)[:60],
            )  # fmt: skip
        return None

    def plain_text(self, path: Path, *, required: bool = False) -> str | None:
        value = self.get(path)
        if value is None:
            if required:
                self.need(path)
            return None
        if isinstance(value, str):
            return value
        self._add(
            path,
            "not-a-text",
            "文字で書いてください。",
            "This must be a text.",
            sample=str(value)[:60],
        )
        return None

    def text(self, path: Path, *, required: bool = False) -> Text | None:
        """A text people read: a string, or {ja, en}."""
        value = self.get(path)
        if value is None:
            if required:
                self.need(path)
            return None
        if isinstance(value, str):
            return Text.of(value)
        if (
            isinstance(value, dict)
            and value
            and set(value) <= {"ja", "en"}
            and all(v is None or isinstance(v, str) for v in value.values())
        ):
            return Text(ja=value.get("ja"), en=value.get("en"))
        self._add(
            path,
            "not-a-text",
            "文字、または {ja: …, en: …} で書いてください。",
            "Write a text, or {ja: …, en: …}.",
        )
        return None

    def texts(self, path: Path) -> tuple[str, ...] | None:
        value = self.get(path)
        if value is None:
            return None
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        self._add(
            path, "not-texts", "文字の一覧で書いてください。", "This must be a list of texts."
        )
        return None

    def rising(self, path: Path) -> tuple[float, ...] | None:
        """Numbers, each larger than the one before; needed."""
        value = self.get(path)
        if value is None:
            self.need(path)
            return None
        listed = value if isinstance(value, list) else [value]
        plain = all(isinstance(v, int | float) and not isinstance(v, bool) for v in listed)
        if listed and plain and all(a < b for a, b in zip(listed, listed[1:], strict=False)):
            return tuple(listed)
        self._add(
            path, "not-rising",
            "区切りは、小さいほうから順に並べた数で書いてください。",
            "The cuts must be numbers, the smallest first.",
            "例: [1, 4, 12]", "For example [1, 4, 12].", sample=str(value)[:60],
        )  # fmt: skip
        return None

    def window(self, path: Path, *, most: int) -> int | None:
        """How many days a number looks back, its own included; 0 would look at nothing."""
        value = self.get(path)
        if value is None or (
            isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most
        ):
            return value
        self._add(
            path, "window",
            f"期間「{str(value)[:60]}」では計算できません。", f"A window of '{str(value)[:60]}' days cannot be counted.",
            f"その日を含む日数を、1〜{most}の整数で書いてください。",
            f"Write the number of days, the day itself included: a whole number from 1 to {most}.",
            sample=str(value)[:60],
        )  # fmt: skip
        return None

    def count(self, path: Path, *, most: int, required: bool = False) -> int | None:
        value = self.get(path)
        if value is None:
            if required:
                self.need(path)
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
            return value
        self._add(
            path, "count", f"1〜{most}の整数で書いてください。", f"This must be a whole number from 1 to {most}.",
            f"例: {most // 4}", f"For example {most // 4}.", sample=str(value)[:60],
        )  # fmt: skip
        return None

    def choice(
        self, path: Path, allowed: tuple[str, ...], *, required: bool = False, id: str = "choice"
    ) -> str | None:
        value = self.get(path)
        if value is None:
            if required:
                self.need(path)
            return None
        if value in allowed:
            return str(value)
        near = nearest(str(value), allowed)
        self._add(
            path, id,
            f"「{str(value)[:60]}」は使えません。", f"'{str(value)[:60]}' is not known here.",
            f"使えるもの: {', '.join(allowed)}", f"Use one of: {', '.join(allowed)}.",
            sample=str(value)[:60], suggestion=near,
        )  # fmt: skip
        return None

    # Refusals

    def only(self, path: Path, allowed: tuple[str, ...]) -> None:
        """A problem for every key at ``path`` that is not in ``allowed``."""
        value = self.get(path)
        if not isinstance(value, dict):
            return
        for key in value:
            if key not in allowed:
                self._add(
                    (*path, key), "unknown-key",
                    f"キー「{str(key)[:60]}」はここでは使えません。", f"There is no key '{str(key)[:60]}' here.",
                    f"使えるもの: {', '.join(allowed)}", f"Use one of: {', '.join(allowed)}.",
                    sample=str(key)[:60], suggestion=nearest(str(key), allowed),
                )  # fmt: skip

    def need(self, path: Path) -> None:
        name = path[-1]
        self._add(
            path, "missing", f"「{name}」がありません。", f"'{name}' is missing.",
            f"「{name}: …」を加えてください。", f"Add '{name}: …'.",
        )  # fmt: skip

    def refuse_kind(self, path: Path, kind: str, allowed: tuple[str, ...]) -> None:
        self._add(
            path, "kind",
            f"この形では種類「{kind}」にできません。", f"This shape cannot give the kind '{kind}'.",
            f"使えるもの: {', '.join(allowed)}", f"Use one of: {', '.join(allowed)}.", sample=kind,
        )  # fmt: skip

    def add(
        self,
        path: Path,
        id: str,
        ja: str,
        en: str,
        remedy_ja: str = "",
        remedy_en: str = "",
        **more: Any,
    ) -> None:
        """A problem of the caller's own at ``path``."""
        self._add(path, id, ja, en, remedy_ja, remedy_en, **more)

    def _add(
        self,
        path: Path,
        id: str,
        ja: str,
        en: str,
        remedy_ja: str = "",
        remedy_en: str = "",
        **more: Any,
    ) -> None:
        where = self.loaded.key_at(path)
        self.problems.append(
            problem(
                f"{self.area}.{id}",
                ja=ja,
                en=en,
                remedy_ja=remedy_ja,
                remedy_en=remedy_en,
                file=self.loaded.file,
                line=where.line,
                column=where.column,
                path=dotted(path),
                **more,
            )  # fmt: skip
        )


def dotted(path: Path) -> str:
    """``metrics[2].with.role`` of a path."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out


def nearest(value: str, allowed: Iterable[str]) -> str | None:
    """The one allowed word that was probably meant."""
    found = difflib.get_close_matches(value.lower(), list(allowed), n=1, cutoff=0.6)
    return found[0] if found else None


def unknown_name(
    key: str, name: str, known: Iterable[str], *, file: str | None = None, line: int | None
) -> Problem:
    """A metric names a number that does not exist."""
    return problem(
        "metric.unknown-name",
        ja=f"指標「{key}」が使う「{name}」がありません。",
        en=f"The metric '{key}' uses '{name}', which does not exist.",
        remedy_ja="綴りを確かめてください。",
        remedy_en="Check the spelling.",
        file=file,
        line=line,
        path=key,
        sample=name,
        suggestion=nearest(name, known),
    )
