"""What customers write: tickets, voices, survey comments, minutes, with known theme and mood.

A small grammar over phrases (``phrases/*.txt``). Moods are not a count of words: praise is quoted
and denied, complaints are quoted and dismissed, some texts weigh both sides, some only ask. The
same generator state gives the same text; every text moves the generator on by the same step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.texts import english, japanese, minutes
from simulator.texts.dice import Dice
from simulator.texts.phrases import LANGUAGES as LANGUAGES
from simulator.texts.phrases import Table, tables, themes
from simulator.texts.phrases import Theme as Theme
from simulator.texts.slips import SLIPS as SLIPS
from simulator.texts.slips import typed_english, typed_japanese

What = Literal["ticket", "voice", "comment", "minutes"]
KINDS: tuple[What, ...] = ("ticket", "voice", "comment", "minutes")
THEMES: Mapping[str, Theme] = themes()

# Moods at and beyond these are told as unhappy and happy; between them lies neutral. The
# scoreboard judges by the same two numbers.
UNHAPPY, HAPPY = -0.2, 0.2
_STRONG = 0.6

_Writer = Callable[[Dice, Table, int], tuple[str, str]]
_WRITERS: Mapping[tuple[str, str], _Writer] = {
    ("ticket", "ja"): japanese.ticket, ("ticket", "en"): english.ticket,
    ("voice", "ja"): japanese.voice, ("voice", "en"): english.voice,
    ("comment", "ja"): japanese.comment, ("comment", "en"): english.comment,
    ("minutes", "ja"): minutes.in_japanese, ("minutes", "en"): minutes.in_english,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """``subject`` is empty for voices and comments; of minutes it is the meeting's title."""

    subject: str
    body: str


def level(sentiment: float) -> int:
    """The mood in five steps: -2 very unhappy, -1, 0 neutral or mixed, 1, 2 very happy."""
    if sentiment <= UNHAPPY:
        return -2 if sentiment <= -_STRONG else -1
    if sentiment >= HAPPY:
        return 2 if sentiment >= _STRONG else 1
    return 0


def write(
    rng: np.random.Generator,
    *,
    what: What,
    theme: str,
    sentiment: float,
    language: str,
    slips: float = SLIPS,
) -> Written:
    """One text. ``theme``: a key of :data:`THEMES`; ``sentiment``: -1 to 1, told in five steps.

    ``language``: ``ja`` or ``en``; ``slips``: share of texts with a typing slip. An unknown
    theme, kind or language is a ``KeyError``: the caller is a program, not a person.
    """
    ja = language == "ja"
    words = japanese if ja else english
    dice = Dice(rng, departments=words.DEPARTMENTS, since=words.SINCE)
    table = tables(language)[theme]
    subject, body = _WRITERS[what, language](dice, table, level(sentiment))
    typed = typed_japanese if ja else typed_english
    return Written(subject=subject, body=typed(body, dice, slips))
