"""What a world knows about itself, read from its ``truth/`` folder as far as a score needs it."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from banso.lib import yaml
from banso.lib.problems import BansoError, Problem
from simulator.scoring import words


class TruthUnreadable(BansoError):
    """The folder is not the truth of a world, or was changed by hand."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """One account leaving: last day of the contract, day of the decision, foretold or not."""

    left_on: date
    decided_on: date
    sudden: bool

    def on(self, outcome: str) -> date:
        return self.decided_on if outcome == "decided" else self.left_on


@dataclass(frozen=True, slots=True)
class Effect:
    """What a play does to one account, in the play's unit, whether it was given or not."""

    treated: bool
    effect: float


@dataclass(frozen=True, slots=True)
class TrueText:
    kind: str
    language: str
    theme: str
    sentiment: float


@dataclass(frozen=True, slots=True)
class World:
    """None stands for a file that is not there: its part of the scoreboard says so."""

    parameters: Mapping[str, Any]
    until: date  # last covered day
    customers: Mapping[str, frozenset[int]] | None  # account -> months it was there (see month_of)
    leavings: Mapping[str, tuple[Leaving, ...]] | None
    effects: Mapping[str, tuple[Effect, ...]] | None
    texts: Mapping[str, TrueText] | None

    def play(self, key: str) -> Mapping[str, Any]:
        """What the parameters say about a play: outcome, unit, assignment."""
        plays = self.parameters.get("plays")
        found = plays.get(key) if isinstance(plays, dict) else None
        return found if isinstance(found, dict) else {}


def month_of(day: date) -> int:
    """Months since year 0: comparable and one apart from month to month."""
    return day.year * 12 + day.month - 1


def read(folder: Path) -> World:
    """The world of ``folder``; raises :class:`TruthUnreadable` with every problem at once."""
    reader = _Reader(folder)
    parameters = reader.parameters()
    until = reader.day(parameters.get("until"), file="parameters.yaml", line=1, column="until")
    world = World(
        parameters=parameters,
        until=until,
        customers=reader.customers(),
        leavings=reader.leavings(),
        effects=reader.effects(),
        texts=reader.texts(),
    )
    if reader.problems:
        told = reader.problems[: words.SHOWN]
        if len(reader.problems) > len(told):
            told.append(words.more(count=len(reader.problems) - len(told)))
        raise TruthUnreadable(told)
    return world


@dataclass
class _Reader:
    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def parameters(self) -> dict[str, Any]:
        path = self.folder / "parameters.yaml"
        try:
            loaded = yaml.load(path.read_text("utf-8"), file=str(path))
        except (OSError, UnicodeDecodeError):
            raise TruthUnreadable(words.no_truth(folder=str(self.folder))) from None
        if loaded.problems or not isinstance(loaded.value, dict):
            raise TruthUnreadable(loaded.problems or [words.no_truth(folder=str(self.folder))])
        return loaded.value

    def customers(self) -> dict[str, frozenset[int]] | None:
        months: dict[str, set[int]] = defaultdict(set)
        rows = self._rows("accounts.csv", ("account_id", "month"))
        if rows is None:
            return None
        numbers: dict[str, int] = {}  # the same few months come again and again
        for line, (account, month) in rows:
            if month not in numbers:
                day = self.day(f"{month}-01", file="accounts.csv", line=line, column="month")
                numbers[month] = month_of(day)
            months[account].add(numbers[month])
        return {account: frozenset(there) for account, there in months.items()}

    def leavings(self) -> dict[str, tuple[Leaving, ...]] | None:
        file, found = "churns.csv", defaultdict[str, list[Leaving]](list)
        rows = self._rows(file, ("account_id", "left_on", "sudden"), ("decided_on",))
        if rows is None:
            return None
        for line, (account, left, sudden, decided) in rows:
            left_on = self.day(left, file=file, line=line, column="left_on")
            decided_on = (
                self.day(decided, file=file, line=line, column="decided_on") if decided else left_on
            )
            found[account].append(
                Leaving(left_on, decided_on, self._flag(sudden, file, line, "sudden"))
            )
        return {account: tuple(each) for account, each in found.items()}

    def effects(self) -> dict[str, tuple[Effect, ...]] | None:
        file, found = "effects.csv", defaultdict[str, list[Effect]](list)
        rows = self._rows(file, ("play", "arm", "effect"))
        if rows is None:
            return None
        for line, (play, arm, effect) in rows:
            if arm not in ("treated", "control"):
                self._wrong(file, line, "arm", arm)
            each = found[play]  # known even where no effect is
            if effect:  # empty: the account was gone before it could have one
                each.append(Effect(arm == "treated", self._number(effect, file, line, "effect")))
        return {play: tuple(each) for play, each in found.items()}

    def texts(self) -> dict[str, TrueText] | None:
        file = "texts.csv"
        rows = self._rows(file, ("id", "kind", "theme", "sentiment"), ("language",))
        if rows is None:
            return None
        return {
            id: TrueText(kind, language, theme, self._number(mood, file, line, "sentiment"))
            for line, (id, kind, theme, mood, language) in rows
        }

    def day(self, value: object, *, file: str, line: int, column: str) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self._wrong(file, line, column, str(value))
            return date.min

    def _flag(self, value: str, file: str, line: int, column: str) -> bool:
        if value not in ("0", "1"):
            self._wrong(file, line, column, value)
        return value == "1"

    def _number(self, value: str, file: str, line: int, column: str) -> float:
        try:
            return float(value)
        except ValueError:
            self._wrong(file, line, column, value)
            return 0.0

    def _wrong(self, file: str, line: int, column: str, sample: str) -> None:
        path = str(self.folder / file)
        self.problems.append(words.truth_value(file=path, line=line, column=column, sample=sample))

    def _rows(
        self, file: str, needed: Sequence[str], wanted: Sequence[str] = ()
    ) -> Iterator[tuple[int, list[str]]] | None:
        """Line and the values of the columns; None where the file is not there."""
        path = self.folder / file
        if not path.is_file():
            return None
        with path.open(encoding="utf-8", newline="") as handle:
            header = next(csv.reader(handle), [])
        if lacking := [c for c in needed if c not in header]:
            self.problems.append(words.truth_header(file=str(path), columns=", ".join(lacking)))
            return None
        places = [header.index(c) if c in header else None for c in (*needed, *wanted)]
        return _picked(path, places)


def _picked(path: Path, places: Sequence[int | None]) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        next(reader, None)
        for row in reader:
            yield (
                reader.line_num,
                [row[p] if p is not None and p < len(row) else "" for p in places],
            )
