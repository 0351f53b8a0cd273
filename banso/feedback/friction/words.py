"""Words that some texts use more often than others do. Pure: neither Django nor the store.

Japanese is cut without a dictionary, into runs of kanji or katakana; English into words. That is
coarse, and enough to see what people who are stuck speak of. A word is told when it is clearly more
frequent among them: weighted log-odds with a prior (Monroe, Colaresi & Quinn 2008, Political
Analysis 16), at least ``LEAST_Z`` standard errors from nothing, in at least three texts.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST_Z = 1.96
LEAST_TEXTS = 3
_PIECES = re.compile(r"[一-龯々〆]{2,}|[ァ-ヴー]{3,}|[A-Za-z]{3,}")
_FILLERS = """
    the and for are was were with this that have has had not but you your our they them from will can cannot
    could would should there been into than then very just about which when what who how all any some too
    its his her she him also only more most much get got does did
"""
_EMPTY = frozenset(_FILLERS.split())


@dataclass(frozen=True, slots=True)
class Word:
    """``texts`` of these hold it, ``others`` of the others; ``z`` is how far that is from chance."""

    word: str
    texts: int
    others: int
    z: float


def pieces(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    found = (p.lower() if p.isascii() else p for p in _PIECES.findall(text))
    return frozenset(p for p in found if p not in _EMPTY)


def telling(these: Sequence[str], others: Iterable[str], *, most: int = 6) -> list[Word]:
    """This function will give the words these texts use clearly more often than the others."""
    counts = Counter(p for text in these for p in pieces(text))
    rest_texts = list(others)
    rest = Counter(p for text in rest_texts for p in pieces(text))
    n, m = len(these), len(rest_texts)
    found = []
    for word, a in counts.items():
        if a < LEAST_TEXTS:
            continue
        z = _z(a, n, rest[word], m)
        if z >= LEAST_Z:
            found.append(Word(word, a, rest[word], z))
    ranked = sorted(found, key=lambda w: (-w.z, w.word))
    return _without_parts(ranked)[:most]


def _z(a: int, n: int, b: int, m: int) -> float:
    """Log-odds of the word in n texts against m others, over its standard error; half a text as prior."""
    one, zero = (a + 0.5) / (n - a + 0.5), (b + 0.5) / (m - b + 0.5)
    return (math.log(one) - math.log(zero)) / math.sqrt(1 / (a + 0.5) + 1 / (b + 0.5))


def _without_parts(words: Sequence[Word]) -> list[Word]:
    """A word that is part of a better one says nothing more."""
    kept: list[Word] = []
    for w in words:
        if not any(w.word in k.word or k.word in w.word for k in kept):
            kept.append(w)
    return kept
