"""Themes and moods a tool reads out of texts, against those the texts were written with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from banso.science.agreement import Agreement, agreement
from simulator.scoring.predictions import TextOf
from simulator.scoring.truth import TrueText, World
from simulator.texts import HAPPY, UNHAPPY


@dataclass(frozen=True, slots=True)
class TextScore:
    """``part``: ``all``, or a language or a kind of text."""

    part: str
    texts: int
    answered: int
    theme: Agreement | None
    mood: Agreement | None


def mood(sentiment: float) -> str:
    """negative up to -0.2, positive from 0.2, neutral between: the classes texts are written by."""
    if sentiment <= UNHAPPY:
        return "negative"
    return "positive" if sentiment >= HAPPY else "neutral"


def score_texts(predicted: Sequence[TextOf], *, world: World) -> tuple[TextScore, ...]:
    """All texts first, then by language and by kind; empty without truth or predictions."""
    if world.texts is None or not predicted:
        return ()
    said = {each.id: each for each in predicted}
    groups: dict[str, dict[str, TrueText]] = {"all": dict(world.texts)}
    for id, text in world.texts.items():
        for part in (text.language, text.kind):
            if part:
                groups.setdefault(part, {})[id] = text
    first, *rest = (_one(part, texts, said) for part, texts in groups.items())
    return (first, *sorted((r for r in rest if r.answered), key=lambda r: r.part))


def _one(part: str, texts: dict[str, TrueText], said: dict[str, TextOf]) -> TextScore:
    both = [(text, said[id]) for id, text in texts.items() if id in said]
    themes = [(t.theme, s.theme) for t, s in both if s.theme is not None]
    moods = [(mood(t.sentiment), mood(s.sentiment)) for t, s in both if s.sentiment is not None]
    return TextScore(
        part=part,
        texts=len(texts),
        answered=len(both),
        theme=agreement(true=[a for a, _ in themes], said=[b for _, b in themes]),
        mood=agreement(true=[a for a, _ in moods], said=[b for _, b in moods]),
    )
