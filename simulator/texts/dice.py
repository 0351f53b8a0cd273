"""Chance for one text: numbers drawn from the generator in one go, because one by one is slow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from simulator.texts.phrases import Phrase, Table

DRAWS = 96  # more than the longest minutes take; every text takes the same, whatever it says
T = TypeVar("T")


class Dice:
    """Chooses, and fills slots. The generator moves on by ``DRAWS`` doubles, always."""

    __slots__ = ("_at", "_departments", "_drawn", "_since", "thing")

    def __init__(
        self, rng: np.random.Generator, *, departments: Sequence[str], since: Sequence[str]
    ) -> None:
        self._drawn: list[float] = rng.random(DRAWS).tolist()
        self._at = -1
        self._departments = departments
        self._since = since
        self.thing: str | None = None  # once set, every {o} is this one: a text about one thing

    def stay(self, table: Table) -> None:
        """Choose what the whole text is about."""
        self.thing = self.pick(table["o"])[0]

    def roll(self) -> float:
        """The next number, 0 <= x < 1."""
        self._at += 1
        return self._drawn[self._at]

    def pick(self, among: Sequence[T]) -> T:
        self._at += 1
        return among[int(self._drawn[self._at] * len(among))]

    def two(self, among: Sequence[T]) -> tuple[T, T]:
        """Two different ones (the same twice where there is only one)."""
        size = len(among)
        first = int(self.roll() * size)
        second = (first + 1 + int(self.roll() * (size - 1))) % size
        return among[first], among[second]

    def say(self, phrase: Phrase, table: Table) -> str:
        """A phrase with its slots filled."""
        if len(phrase) == 1:
            return phrase[0]
        said = list(phrase)
        for i in range(1, len(phrase), 2):
            said[i] = self._fill(phrase[i], table)
        return "".join(said)

    def of(self, table: Table, mark: str) -> str:
        """One phrase of a mark, filled."""
        return self.say(self.pick(table[mark]), table)

    def _fill(self, slot: str, table: Table) -> str:
        if slot == "o":
            return self.thing or self.pick(table["o"])[0]
        if slot == "d":
            return self.pick(self._departments)
        if slot == "n":
            return str(2 + int(self.roll() * 8))
        if slot == "k":
            return str(15 + 5 * int(self.roll() * 16))
        if slot == "p":
            return str(10 + 5 * int(self.roll() * 11))
        if slot == "m":
            return str(1 + int(self.roll() * 12))
        return self.pick(self._since)
