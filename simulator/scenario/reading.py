"""A scenario file: every problem at once, with its line and what to write instead."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from banso.lib import yaml
from banso.lib.problems import BansoError, Problem, problem
from banso.lib.text import Text
from simulator.scenario.parameters import PARAMETERS, Parameter

SCHEMA = "banso/scenario@1"
SHIPPED = Path(__file__).resolve().parent.parent / "scenarios"
NAMES = ("demo", "planted", "null", "small", "stress")
_TOP = ("schema", "key", "name", "like", "parameters", "plays")
_PLAY = ("key", "outcome", "effect", "spread", "by_fit", "how", "share", "at_tenure_day", "on_day", "source")  # fmt: skip
OUTCOMES = ("user_days_56d", "left_180d")
HOW = ("randomised", "by_hand")
_NUMBERS = {"effect": (-5.0, 5.0), "spread": (0.0, 5.0), "by_fit": (-5.0, 5.0), "share": (0.0, 1.0)}
_DAYS = {"at_tenure_day": (0, 3_650), "on_day": (0, 3_650)}


class ScenarioNotAccepted(BansoError):
    """The scenario has problems; no world was made."""


@dataclass(frozen=True, slots=True)
class Play:
    """A measure with known effect. ``effect`` is its mean: on the logarithm of use for
    ``user_days_56d``, on the log-odds of leaving for ``left_180d``; ``spread`` the sd between
    accounts, ``by_fit`` what a unit of fit adds."""

    key: str
    outcome: str
    effect: float
    how: str
    share: float
    spread: float = 0.0
    by_fit: float = 0.0
    at_tenure_day: int | None = None
    on_day: int | None = None
    source: str = "assumed"


@dataclass(frozen=True)
class Scenario:
    """Values by parameter, the source of each, and the plays."""

    key: str
    name: Text
    values: dict[str, Any]
    sources: dict[str, str] = field(default_factory=dict)
    plays: tuple[Play, ...] = ()

    def number(self, key: str) -> float:
        return float(self.values[key])

    def whole(self, key: str) -> int:
        return int(self.values[key])

    @property
    def until(self) -> date:
        return date.fromisoformat(str(self.values["until"]))

    def changed(self, **values: Any) -> Scenario:
        """The same scenario with other values, unchecked; None changes nothing."""
        new = {k: v for k, v in values.items() if v is not None}
        sources = self.sources | dict.fromkeys(new, "asked for on the command line")
        return Scenario(self.key, self.name, self.values | new, sources, self.plays)


def shipped(name: str) -> Scenario:
    """One of the scenarios that come with Banso."""
    path = SHIPPED / f"{name}.yaml"
    return read(path.read_text(encoding="utf-8"), file=path.name)


def named(name: str) -> Scenario:
    """A shipped scenario by name, else a file. Raises ScenarioNotAccepted."""
    if name in NAMES:
        return shipped(name)
    path = Path(name)
    try:
        return read(path.read_text(encoding="utf-8"), file=path.name)
    except (OSError, UnicodeDecodeError):
        near = difflib.get_close_matches(name, NAMES, n=1)
        raise ScenarioNotAccepted(
            problem(
                "scenario.missing",
                ja=f"シナリオ「{name[:80]}」がありません（UTF-8のファイルとして読めません）。",
                en=f"There is no scenario '{name[:80]}', nor a file of that name in UTF-8.",
                remedy_ja=f"{'、'.join(NAMES)}のいずれか、またはYAMLファイルの場所を書いてください。",
                remedy_en=f"Name one of {', '.join(NAMES)}, or the path of a YAML file.",
                sample=name[:80],
                suggestion=near[0] if near else None,
            )
        ) from None


def asked(scenario: Scenario, **values: int | None) -> Scenario:
    """The scenario with values asked for on the command line. Raises ScenarioNotAccepted."""
    problems = []
    for key, value in values.items():
        spec = PARAMETERS[key]
        if value is not None and not spec.low <= value <= spec.high:
            problems.append(
                problem(
                    "scenario.range",
                    ja=f"--{key} {value} は使えません。",
                    en=f"--{key} {value} cannot be used.",
                    remedy_ja=f"{spec.low:g}から{spec.high:g}までの整数を書いてください。",
                    remedy_en=f"Write a whole number from {spec.low:g} to {spec.high:g}.",
                    path=f"--{key}",
                    sample=str(value),
                )
            )
    if problems:
        raise ScenarioNotAccepted(problems)
    return scenario.changed(**values)


def read(text: str, *, file: str | None = None) -> Scenario:
    """The scenario of a text. Raises ScenarioNotAccepted with every problem."""
    scenario, problems = parse(text, file=file)
    if scenario is None or problems:
        raise ScenarioNotAccepted(problems)
    return scenario


def parse(text: str, *, file: str | None = None) -> tuple[Scenario | None, list[Problem]]:
    """The scenario as far as it can be read, and everything that is wrong with the text."""
    reader = _Reader(yaml.load(text, file=file))
    scenario = reader.scenario()
    return scenario, reader.problems


class _Reader:
    def __init__(self, loaded: yaml.Loaded) -> None:
        self.loaded = loaded
        self.problems: list[Problem] = list(loaded.problems)

    def scenario(self) -> Scenario | None:
        top = self.loaded.value
        if not isinstance(top, dict):
            if not self.problems:
                self._wrong(
                    (), "mapping", "「キー: 値」の組で書いてください。", "Write 'key: value' pairs."
                )
            return None
        if top.get("schema") != SCHEMA:
            self._wrong(("schema",), "schema", f"1行目に「schema: {SCHEMA}」と書いてください。", f"Write 'schema: {SCHEMA}' as the first line.", top.get("schema"))  # fmt: skip
        self._known(top, (), _TOP)
        key = top.get("key")
        if not isinstance(key, str) or not key.replace("-", "").replace("_", "").isalnum():
            self._wrong(("key",), "key", "key に英数字・-・_ の名前を書いてください。", "Give it a key of letters, digits, - and _.", key)  # fmt: skip
        values, sources, plays = self._like(top)
        self._parameters(top.get("parameters"), values, sources)
        if "plays" in top:
            plays = self._plays(top["plays"])
        self._fit(values)
        return Scenario(str(key), self._name(top.get("name")), values, sources, plays)

    def _like(self, top: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str], tuple[Play, ...]]:
        like = top.get("like")
        if top.get("key") == "base":
            return {}, {}, ()
        if like is not None and like not in NAMES:
            self._unlike(("like",), like, NAMES)
            like = None
        parent = shipped(like) if like else shipped("base")
        return dict(parent.values), dict(parent.sources), parent.plays

    def _name(self, value: Any) -> Text:
        if isinstance(value, str):
            return Text.of(value)
        if isinstance(value, dict) and set(value) <= {"ja", "en"} and value:
            return Text(ja=value.get("ja"), en=value.get("en"))
        self._wrong(("name",), "name", "name: {ja: …, en: …} と書いてください。", "Write name: {ja: …, en: …}.", value)  # fmt: skip
        return Text()

    def _parameters(self, given: Any, values: dict[str, Any], sources: dict[str, str]) -> None:
        if given is None:
            return
        if not isinstance(given, dict):
            self._wrong(("parameters",), "mapping", "parameters は「名前: {value: …, source: …}」の組で書いてください。", "Write parameters as 'name: {value: …, source: …}'.", given)  # fmt: skip
            return
        for key, entry in given.items():
            path = ("parameters", key)
            spec = PARAMETERS.get(key) if isinstance(key, str) else None
            if spec is None:
                self._unlike(path, key, PARAMETERS)
                continue
            if not isinstance(entry, dict) or "value" not in entry:
                self._wrong(path, "value", f"{key}: {{value: …, source: …}} と書いてください。", f"Write {key}: {{value: …, source: …}}.", entry)  # fmt: skip
                continue
            self._known(entry, path, ("value", "source"))
            source = entry.get("source")
            if not isinstance(source, str) or not source.strip():
                self._wrong(path, "source", "値の出典を source に書いてください。なければ「assumed」とします。", "Say in source where the value comes from, or 'assumed'.", key)  # fmt: skip
            value = self._value(spec, entry["value"], (*path, "value"))
            if value is not None:
                values[key], sources[key] = value, str(source)

    def _value(self, spec: Parameter, value: Any, path: tuple[Any, ...]) -> Any:
        if spec.type == "date":
            try:
                return date.fromisoformat(str(value)).isoformat()
            except ValueError:
                self._wrong(path, "date", "2026-03-31 のように書いてください。", "Write it like 2026-03-31.", value)  # fmt: skip
                return None
        return self._figure(value, path, spec.low, spec.high, whole=spec.type == "whole")

    def _figure(self, value: Any, path: tuple[Any, ...], low: float, high: float, *, whole: bool) -> Any:  # fmt: skip
        fits = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if fits and low <= value <= high:
            return value
        ja = f"{low:g}から{high:g}までの{'整数' if whole else '数'}を書いてください。"
        en = f"Write a {'whole number' if whole else 'number'} from {low:g} to {high:g}."
        self._wrong(path, "range" if fits else "number", ja, en, value)
        return None

    def _plays(self, given: Any) -> tuple[Play, ...]:
        if not isinstance(given, list):
            self._wrong(("plays",), "list", "plays は「- 」で始まる一覧で書いてください。", "Write plays as a list of lines that begin with '-'.", given)  # fmt: skip
            return ()
        found = [self._play(entry, ("plays", n)) for n, entry in enumerate(given)]
        keys = [p.key for p in found if p]
        for n, play in enumerate(found):
            if play and play.key in keys[: sum(1 for p in found[:n] if p)]:
                self._wrong(("plays", n, "key"), "twice", "同じ key が2つあります。名前を変えてください。", "The same key is there twice; rename one.", play.key)  # fmt: skip
        return tuple(p for p in found if p)

    def _play(self, entry: Any, path: tuple[Any, ...]) -> Play | None:
        before = len(self.problems)
        if not isinstance(entry, dict):
            self._wrong(path, "mapping", "「キー: 値」の組で書いてください。", "Write 'key: value' pairs.", entry)  # fmt: skip
            return None
        self._known(entry, path, _PLAY)
        for key, allowed in (("outcome", OUTCOMES), ("how", HOW)):
            if entry.get(key) not in allowed:
                self._unlike((*path, key), entry.get(key), allowed)
        for key in ("key", "source"):
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                self._wrong((*path, key), key, f"{key} を書いてください。", f"Write its {key}.")
        for key, (low, high) in _NUMBERS.items():
            if key in entry or key in ("effect", "share"):
                self._figure(entry.get(key), (*path, key), low, high, whole=False)
        for key, bounds in _DAYS.items():
            if entry.get(key) is not None:
                self._figure(entry[key], (*path, key), *bounds, whole=True)
        if (entry.get("at_tenure_day") is None) == (entry.get("on_day") is None):
            self._wrong(path, "when", "at_tenure_day か on_day のどちらか一方を書いてください。", "Write either at_tenure_day or on_day.")  # fmt: skip
        return None if len(self.problems) > before else Play(**entry)

    def _fit(self, values: dict[str, Any]) -> None:
        """What single values allow and both together do not."""
        if {"leave_exactly", "accounts"} <= values.keys() and values["leave_exactly"] > values["accounts"]:  # fmt: skip
            self._wrong(("parameters", "leave_exactly"), "too-many", "離脱する社数を、顧客の数以下にしてください。", "No more can leave than there are accounts.", values["leave_exactly"])  # fmt: skip

    # Problems

    def _known(self, given: dict[Any, Any], path: tuple[Any, ...], known: Any) -> None:
        for key in given:
            if key not in known:
                self._unlike((*path, key), key, known)

    def _unlike(self, path: tuple[Any, ...], value: Any, known: Any) -> None:
        near = difflib.get_close_matches(str(value), list(known), n=1)
        hint_ja = f"「{near[0]}」ではありませんか。" if near else ""
        hint_en = f"Did you mean '{near[0]}'? " if near else ""
        listed = ", ".join(list(known)[:12]) + (" …" if len(known) > 12 else "")
        self._wrong(path, "unknown", f"{hint_ja}使えるのは {listed} です。", f"{hint_en}It may be {listed}.", value, near[0] if near else None)  # fmt: skip

    def _wrong(
        self,
        path: tuple[Any, ...],
        short: str,
        remedy_ja: str,
        remedy_en: str,
        seen: Any = None,
        suggestion: str | None = None,
    ) -> None:
        where = self.loaded.key_at(path)
        place = ".".join(map(str, path)) or "scenario"
        self.problems.append(
            problem(
                f"scenario.{short}",
                ja=f"「{place}」を読み取れません。",
                en=f"'{place}' cannot be used as it is written.",
                remedy_ja=remedy_ja,
                remedy_en=remedy_en,
                file=self.loaded.file,
                line=where.line,
                column=where.column,
                path=place,
                sample=None if seen is None else str(seen)[:60],
                suggestion=suggestion,
            )
        )
