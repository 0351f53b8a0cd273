"""What a text is found by: pairs of neighbouring Japanese characters, and whole words of other scripts.

Japanese has no spaces, so a search for 更新 must find 契約更新日: each pair of neighbours is a gram,
and the last character of a run stands alone too. Words of other scripts are found by how they begin.
A text that has all grams of a word may still not hold the word (契更 約新): whoever searches looks
into the few texts that are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from banso.lib.width import fold_words

_RUN = re.compile(r"[^\W_]+")
# Kana, ideographs and their marks; everything before is written with spaces between words.
_PIECE = re.compile(r"[\u0000-\u2e7f]+|[^\u0000-\u2e7f]+")
_LONGEST = 40  # characters of a word that are kept


def grams(text: str) -> set[str]:
    """This function will give the grams of a text, folded."""
    found: set[str] = set()
    for piece in _pieces(text):
        if piece[0] < "\u2e80":
            found.add(piece[:_LONGEST])
        else:
            found.update(piece[at : at + 2] for at in range(len(piece)))
    return found


def wanted(word: str) -> list[tuple[str, bool]]:
    """This function will give what a text must have to hold ``word``: (gram, only its beginning)."""
    found: dict[tuple[str, bool], None] = {}
    for piece in _pieces(word):
        if piece[0] < "\u2e80":
            found[piece[:_LONGEST], True] = None
        elif len(piece) == 1:
            found[piece, True] = None
        else:
            found.update({(piece[at : at + 2], False): None for at in range(len(piece) - 1)})
    return list(found)


def words(text: str) -> list[str]:
    """This function will cut what somebody typed into folded words, those without a letter left out."""
    return [w for w in fold_words(text).split() if _RUN.search(w)]


def _pieces(text: str) -> Iterator[str]:
    for run in _RUN.findall(fold_words(text)):
        yield from _PIECE.findall(run)
