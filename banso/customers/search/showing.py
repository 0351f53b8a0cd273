"""The line of a note that shows why it was found, the words in it marked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from banso.lib.width import fold_words, tidy

_AROUND = 48  # characters before the first word that was found
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    hit: bool = False


def snippet(texts: Sequence[str], words: Sequence[str]) -> tuple[Piece, ...]:
    """This function will choose the line with most of the words and cut it around the first of them.

    Without words, or where none stands in a line of its own: the first line there is.
    """
    lines = [tidy(line) for text in texts for line in text.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return ()
    folded = [_folded(line) for line in lines]
    counts = [sum(word in text for word in words) for text, _ in folded]
    at = max(range(len(lines)), key=lambda n: (counts[n], -n))
    return _marked(lines[at], *folded[at], words)


def _folded(line: str) -> tuple[str, list[int]]:
    """The line folded letter by letter, and for each folded letter where it comes from."""
    found: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(line):
        for part in fold_words(letter):
            found.append(part)
            places.append(at)
    return "".join(found), places


def _marked(line: str, text: str, places: list[int], words: Sequence[str]) -> tuple[Piece, ...]:
    spans: list[tuple[int, int]] = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            spans.append((places[at], places[at + len(word) - 1] + 1))
            at = text.find(word, at + len(word))
    spans.sort()
    begin = max(0, spans[0][0] - _AROUND) if spans else 0
    end = min(len(line), begin + _LONGEST)
    pieces = [Piece("…")] if begin else []
    here = begin
    for first, last in spans:
        if first < here or last > end:
            continue
        pieces += [Piece(line[here:first]), Piece(line[first:last], hit=True)]
        here = last
    pieces.append(Piece(line[here:end] + ("…" if end < len(line) else "")))
    return tuple(p for p in pieces if p.text)
