"""Predictions of any tool, as CSV or JSON lines: read row by row, every fault told at once."""

from __future__ import annotations

import csv
import difflib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from banso.lib.problems import BansoError, Level, Problem
from simulator.scoring import words
from simulator.scoring.truth import World

KINDS = ("risk", "alert", "effect", "text")
OUTCOMES = ("left", "decided")
TARGETS = ("all", "treated")
BANDS = ("green", "yellow", "red")
MOODS = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
HORIZON = 90  # days
_JSON = (".jsonl", ".ndjson", ".json")
_KNOWN = ", ".join(KINDS)


class PredictionsRefused(BansoError):
    """The file of predictions holds faults; nothing was scored."""


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely one account leaves within the horizon after a day."""

    account: str
    as_of: date
    horizon: int  # days
    outcome: str
    score: float  # higher: more likely to leave
    probability: float | None
    band: str


@dataclass(frozen=True, slots=True)
class Alert:
    account: str
    as_of: date


@dataclass(frozen=True, slots=True)
class EffectOf:
    """An estimate of a play's effect in the play's unit; limits of a 95 % interval."""

    play: str
    target: str
    estimate: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class TextOf:
    id: str
    theme: str | None
    sentiment: float | None


@dataclass
class Predictions:
    risks: list[Risk] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    effects: list[EffectOf] = field(default_factory=list)
    texts: list[TextOf] = field(default_factory=list)
    cautions: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.risks) + len(self.alerts) + len(self.effects) + len(self.texts)


def read(files: Sequence[Path], *, world: World, themes: Sequence[str]) -> Predictions:
    """Every row of ``files``; raises :class:`PredictionsRefused` with all faults of all files."""
    found, problems, seen = Predictions(), _Problems(), dict[tuple[Any, ...], str]()
    for file in files:
        before = found.rows
        try:
            for line, row in _rows(file, problems):
                _take(_Row(str(file), line, row, problems), found, world, themes, seen)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            problems.add(words.unreadable(file=str(file), why=str(error)))
        else:
            if found.rows == before and not problems.of(str(file)):
                problems.add(words.empty(file=str(file)))
    if problems.errors:
        raise PredictionsRefused(problems.told())
    found.cautions = problems.kept
    return found


@dataclass
class _Problems:
    """All are counted, the first ``words.SHOWN`` are kept."""

    kept: list[Problem] = field(default_factory=list)
    errors: int = 0
    _left_out: int = 0
    _files: set[str] = field(default_factory=set)

    def add(self, problem: Problem) -> None:
        if problem.level is Level.ERROR:
            self.errors += 1
            self._files.add(problem.file or "")
        if len(self.kept) < words.SHOWN:
            self.kept.append(problem)
        else:
            self._left_out += 1

    def of(self, file: str) -> bool:
        return file in self._files

    def told(self) -> list[Problem]:
        return [*self.kept, words.more(count=self._left_out)] if self._left_out else self.kept


def _rows(file: Path, problems: _Problems) -> Iterator[tuple[int, Mapping[str, str]]]:
    with file.open(encoding="utf-8-sig", newline="") as handle:
        if file.suffix.lower() in _JSON:
            yield from _json_rows(file, handle, problems)
        else:
            yield from _csv_rows(file, csv.reader(handle), problems)


def _json_rows(
    file: Path, lines: Iterator[str], problems: _Problems
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            problems.add(words.json_line(file=str(file), line=number))
            continue
        yield number, {k: "" if v is None else str(v) for k, v in value.items()}


def _csv_rows(file: Path, reader: Any, problems: _Problems) -> Iterator[tuple[int, dict[str, str]]]:
    header = [cell.strip() for cell in next(reader, [])]
    if "kind" not in header:
        problems.add(words.column_missing(file=str(file), columns="kind", kinds=_KNOWN))
        return
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            problems.add(
                words.too_wide(
                    file=str(file), line=reader.line_num, cells=len(cells), columns=len(header)
                )
            )
            continue
        yield reader.line_num, {h: c.strip() for h, c in zip(header, cells, strict=False)}


@dataclass
class _Row:
    """One line and its faults; each reader gives a value or notes why there is none."""

    file: str
    line: int
    values: Mapping[str, str]
    problems: _Problems
    faulty: bool = False

    def wrong(self, problem: Problem) -> None:
        self.problems.add(problem)
        self.faulty = self.faulty or problem.level is Level.ERROR

    def text(self, column: str, *, needed: bool = True) -> str:
        value = self.values.get(column, "").strip()
        if needed and not value:
            self.wrong(
                words.value_missing(
                    file=self.file, line=self.line, column=column, kind=self.values["kind"]
                )
            )
        return value

    def number(
        self, column: str, *, needed: bool = False, low: float = -math.inf, high: float = math.inf
    ) -> float | None:
        value = self.text(column, needed=needed)
        if not value:
            return None
        at = {"file": self.file, "line": self.line, "column": column, "sample": value}
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.wrong(words.not_a_number(**at, whole=False))  # type: ignore[arg-type]
            return None
        if not low <= number <= high:
            self.wrong(words.out_of_range(**at, low=f"{low:g}", high=f"{high:g}"))  # type: ignore[arg-type]
        return number

    def days(self, column: str, default: int) -> int:
        value = self.text(column, needed=False)
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 3650:
            self.wrong(
                words.not_a_number(
                    file=self.file, line=self.line, column=column, sample=value, whole=True
                )
            )
            return default
        return int(value)

    def day(self, column: str) -> date:
        value = self.text(column)
        try:
            return date.fromisoformat(value)
        except ValueError:
            if value:
                self.wrong(
                    words.not_a_date(file=self.file, line=self.line, column=column, sample=value)
                )
            return date.min

    def word(self, column: str, allowed: Sequence[str], default: str) -> str:
        value = self.text(column, needed=False) or default
        if value and value not in allowed:
            self.wrong(
                words.not_one_of(
                    file=self.file, line=self.line, column=column, sample=value,
                    allowed=", ".join(allowed), suggestion=near(value, allowed),
                )
            )  # fmt: skip
        return value

    def known(self, column: str, among: Mapping[str, object] | None, *, guess: bool = False) -> str:
        value = self.text(column)
        if value and among is not None and value not in among:
            suggestion = near(value, list(among)) if guess else None
            self.wrong(
                words.unknown(
                    file=self.file, line=self.line, column=column, sample=value,
                    suggestion=suggestion,
                )
            )  # fmt: skip
        return value

    def once(self, key: tuple[Any, ...], seen: dict[tuple[Any, ...], str]) -> None:
        if self.faulty:
            return
        if key in seen:
            self.wrong(words.twice(file=self.file, line=self.line, first=seen[key]))
        else:
            seen[key] = f"{self.file}:{self.line}"


def near(value: str, among: Sequence[str]) -> str | None:
    """The one word somebody probably meant."""
    return next(iter(difflib.get_close_matches(value, among, n=1)), None)


def _take(
    row: _Row,
    found: Predictions,
    world: World,
    themes: Sequence[str],
    seen: dict[tuple[Any, ...], str],
) -> None:
    kind = row.values.get("kind", "").strip()
    reader = _READERS.get(kind)
    if reader is None:
        row.wrong(
            words.kind(
                file=row.file,
                line=row.line,
                sample=kind,
                kinds=_KNOWN,
                suggestion=near(kind, KINDS),
            )
        )
        return
    reader(row, found, world, themes, seen)


def _risk(row: _Row, found: Predictions, world: World, _: Sequence[str], seen: Any) -> None:
    probability = row.number("probability", low=0.0, high=1.0)
    score = row.number("score", needed=not row.values.get("probability", "").strip())
    each = Risk(
        account=row.known("account_id", world.customers),
        as_of=row.day("as_of"),
        horizon=row.days("horizon_days", HORIZON),
        outcome=row.word("outcome", OUTCOMES, "left"),
        score=score if score is not None else probability or 0.0,
        probability=probability,
        band=row.word("band", BANDS, ""),
    )
    row.once(("risk", each.account, each.as_of, each.horizon, each.outcome), seen)
    if not row.faulty:
        found.risks.append(each)


def _alert(row: _Row, found: Predictions, world: World, _: Sequence[str], seen: Any) -> None:
    each = Alert(row.known("account_id", world.customers), row.day("as_of"))
    row.once(("alert", each.account, each.as_of), seen)
    if not row.faulty:
        found.alerts.append(each)


def _effect(row: _Row, found: Predictions, world: World, _: Sequence[str], seen: Any) -> None:
    play = row.known("play", world.effects, guess=True)
    target = row.word("target", TARGETS, "all")
    estimate = row.number("estimate", needed=True)
    low, high = row.number("low"), row.number("high")
    if (low is None) != (high is None) and not row.faulty:
        row.text("high" if high is None else "low")
    if None not in (low, estimate, high) and not low <= estimate <= high:  # type: ignore[operator]
        row.wrong(words.bounds(file=row.file, line=row.line))
    row.once(("effect", play, target), seen)
    if not row.faulty and estimate is not None:
        found.effects.append(EffectOf(play, target, estimate, low, high))


def _text(row: _Row, found: Predictions, world: World, themes: Sequence[str], seen: Any) -> None:
    id = row.known("id", world.texts)
    theme = row.text("theme", needed=not row.values.get("sentiment", "").strip()) or None
    if theme is not None and theme not in themes:
        row.wrong(
            words.unknown_theme(
                file=row.file, line=row.line, sample=theme, suggestion=near(theme, themes)
            )
        )
    said = row.text("sentiment", needed=False)
    mood = MOODS[said] if said in MOODS else row.number("sentiment", low=-1.0, high=1.0)
    row.once(("text", id), seen)
    if not row.faulty:
        found.texts.append(TextOf(id, theme, mood))


_READERS: Mapping[str, Callable[[_Row, Predictions, World, Sequence[str], Any], None]] = {
    "risk": _risk,
    "alert": _alert,
    "effect": _effect,
    "text": _text,
}
