"""The difference of two texts, line by line, with what lies between folded away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_AROUND = 2


@dataclass(frozen=True, slots=True)
class DiffLine:
    kind: str  # same, add, del, fold
    number: int | None
    text: str = ""
    folded: int = 0


def diff(before: str, after: str) -> list[DiffLine]:
    """This function will give back the changed lines with two around them; the rest is counted in folds."""
    old, new = before.splitlines(), after.splitlines()
    found: list[DiffLine] = []
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for i, (kind, a1, a2, b1, b2) in enumerate(blocks):
        if kind == "equal":
            found.extend(_equal(new, b1, b2, first=i == 0, last=i == len(blocks) - 1))
            continue
        found.extend(DiffLine("del", n + 1, old[n]) for n in range(a1, a2))
        found.extend(DiffLine("add", n + 1, new[n]) for n in range(b1, b2))
    return found


def changed_lines(before: str, after: str) -> int:
    """How many lines differ: a changed line counts once."""
    blocks = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return sum(
        max(a2 - a1, b2 - b1) for kind, a1, a2, b1, b2 in blocks.get_opcodes() if kind != "equal"
    )


def _equal(new: list[str], start: int, end: int, *, first: bool, last: bool) -> Iterator[DiffLine]:
    head = 0 if first else min(_AROUND, end - start)
    tail = 0 if last else min(_AROUND, end - start - head)
    hidden = end - start - head - tail
    for n in range(start, start + head):
        yield DiffLine("same", n + 1, new[n])
    if hidden > 0:
        yield DiffLine("fold", None, folded=hidden)
    for n in range(end - tail, end):
        yield DiffLine("same", n + 1, new[n])
