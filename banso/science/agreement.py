"""How often two sets of names agree: accuracy with its interval, macro F1, who is taken for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from banso.science.proportions import Interval, wilson


@dataclass(frozen=True, slots=True)
class ByName:
    """One name: how many there are, how many were found, how many were called so."""

    name: str
    true: int
    said: int
    both: int

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.true + self.said) if self.true + self.said else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    accuracy: Interval  # share with Wilson's interval
    chance: float  # accuracy of always naming the most frequent
    macro_f1: float  # mean F1 over the names that occur in the truth
    names: tuple[ByName, ...]  # most frequent first
    mistaken: tuple[tuple[str, str, int], ...]  # (true, said, how often), most frequent first


def agreement(*, true: Sequence[str], said: Sequence[str]) -> Agreement | None:
    """Compare name by name; None where there is nothing to compare. Sequences of equal length."""
    if len(true) != len(said):
        raise ValueError("as many names said as true ones")
    hits = sum(a == b for a, b in zip(true, said, strict=True))
    accuracy = wilson(hits=hits, of=len(true))
    if accuracy is None:
        return None
    there, called = Counter(true), Counter(said)
    both = Counter(a for a, b in zip(true, said, strict=True) if a == b)
    wrong = Counter((a, b) for a, b in zip(true, said, strict=True) if a != b)
    names = tuple(
        ByName(name, count, called[name], both[name])
        for name, count in sorted(there.items(), key=lambda kv: (-kv[1], kv[0]))
    )
    return Agreement(
        accuracy=accuracy,
        chance=max(there.values()) / len(true),
        macro_f1=sum(n.f1 for n in names) / len(names),
        names=names,
        mistaken=tuple(
            (a, b, n) for (a, b), n in sorted(wrong.items(), key=lambda kv: (-kv[1], kv[0]))
        ),
    )
