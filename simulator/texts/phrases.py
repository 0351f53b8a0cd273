"""The phrases of ``phrases/{ja,en}.txt``, cut at their slots once.

A file is made of sections, one a theme: ``[key] name in Japanese | name in English | usual mood``
(the names stand in the Japanese file). Each line is a mark and a phrase:

=====  ==========================================================================
``o``  what the theme is about: a noun phrase, fits every ``{o}`` of its section
``-``  unhappy; ``--`` very unhappy; ``+`` happy; ``++`` very happy: whole clauses
``=``  neutral: a statement or a question
``w``  a wish
``t-`` ``t+`` ``t=`` the same in note form
``s``  subject of a ticket
``a<``   something the customer is to do, ``a>`` something we are to do, for minutes
=====  ==========================================================================

Slots: ``{o}`` the theme's object, ``{d}`` a department, ``{n}`` 2-9, ``{k}`` 15-90, ``{p}`` a
percentage, ``{m}`` a month's number, ``{t}`` since when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from banso.lib.text import Text

Phrase = tuple[str, ...]  # text, slot, text, slot, … text: odd places name slots
Table = Mapping[str, tuple[Phrase, ...]]  # mark -> phrases

LANGUAGES = ("ja", "en")
MARKS = ("o", "-", "--", "+", "++", "=", "w", "t-", "t+", "t=", "s", "a<", "a>")
_FOLDER = Path(__file__).parent / "phrases"
_SLOT = re.compile(r"\{([odnkpmt])\}")
_HEAD = re.compile(r"\[(?P<key>[a-z]+)\](?:\s*(?P<ja>.+?)\s*\|\s*(?P<en>.+?)\s*\|\s*(?P<mood>.+))?")


@dataclass(frozen=True, slots=True)
class Theme:
    """What a text is about. ``usual`` is the mood most texts of it have, -1 to 1."""

    key: str
    name: Text
    usual: float


def cut(text: str) -> Phrase:
    """A phrase in pieces; the odd ones are names of slots."""
    return tuple(_SLOT.split(text))


def cut_all(lines: Sequence[str]) -> tuple[Phrase, ...]:
    return tuple(cut(line) for line in lines)


@cache
def tables(language: str) -> Mapping[str, Table]:
    """theme -> mark -> phrases of one language. ``language``: ``ja`` or ``en``."""
    return {key: marks for _, key, marks in _sections(language)}


@cache
def themes() -> Mapping[str, Theme]:
    """Every theme by its key, in the order of the file."""
    found: dict[str, Theme] = {}
    for head, key, _ in _sections("ja"):
        name = Text(ja=head["ja"], en=head["en"])
        found[key] = Theme(key=key, name=name, usual=float(head["mood"]))
    return found


@cache
def _sections(language: str) -> tuple[tuple[re.Match[str], str, Table], ...]:
    text = (_FOLDER / f"{language}.txt").read_text("utf-8")
    found: list[tuple[re.Match[str], str, dict[str, list[Phrase]]]] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if head := _HEAD.fullmatch(line):
            found.append((head, head["key"], {mark: [] for mark in MARKS}))
            continue
        mark, _, phrase = line.partition(" ")
        found[-1][2][mark].append(cut(phrase))
    return tuple(
        (head, key, {mark: tuple(each) for mark, each in marks.items()})
        for head, key, marks in found
    )
