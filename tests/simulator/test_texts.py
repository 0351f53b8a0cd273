"""The grammar of customers' texts: known theme and mood, many different ones, always the same."""

from __future__ import annotations

import time

import numpy as np
import pytest

from banso.lib.width import tidy
from simulator.seeds import stream
from simulator.texts import KINDS, LANGUAGES, SLIPS, THEMES, level, write
from simulator.texts.phrases import MARKS, tables

ALL = list(THEMES)


def comments(
    n: int, *, language: str, mood: float | None = None, slips: float = SLIPS
) -> list[tuple[str, float, str]]:
    """(theme, mood, text) of ``n`` comments."""
    rng = stream(5, "comments", language, str(mood))
    found = []
    for i in range(n):
        theme = ALL[i % len(ALL)]
        felt = float(rng.uniform(-1, 1)) if mood is None else mood
        text = write(
            rng, what="comment", theme=theme, sentiment=felt, language=language, slips=slips
        )
        found.append((theme, felt, text.body))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_than_1900_of_2000_comments_differ(language: str) -> None:
    assert len({text for _, _, text in comments(2000, language=language)}) > 1900


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", KINDS)
def test_every_kind_theme_and_mood_can_be_written(what: str, language: str) -> None:
    rng = stream(1, what, language)
    for theme in THEMES:
        for felt in (-1.0, -0.6, -0.21, -0.2, 0.0, 0.2, 0.21, 0.6, 1.0):
            text = write(rng, what=what, theme=theme, sentiment=felt, language=language)  # type: ignore[arg-type]
            assert text.body and text.body == text.body.strip()
            assert not set("{}") & set(text.subject + text.body)
            assert bool(text.subject) == (what in ("ticket", "minutes"))


def test_the_same_generator_writes_the_same_text_and_moves_on_by_the_same_step() -> None:
    def after(what: str, felt: float) -> float:
        rng = stream(2, "step")
        write(rng, what=what, theme="setup", sentiment=felt, language="ja")  # type: ignore[arg-type]
        return float(rng.random())

    assert len({after(what, felt) for what in KINDS for felt in (-1.0, 0.0, 1.0)}) == 1
    first, second = (comments(50, language="ja") for _ in range(2))
    assert first == second


def test_known_texts_stay_what_they_are() -> None:
    """A change of these is a change of the world: raise ``simulator.VERSION`` with it."""
    rng = np.random.Generator(np.random.PCG64(7))
    said = [
        write(rng, what="voice", theme="performance", sentiment=-0.5, language=lang).body
        for lang in LANGUAGES
    ]
    assert said == [
        "大阪支店の立場では、一覧の表示で待つことがなくなりましたが、朝一番のログインの待ち時間が長いです。現場から不満が出ています。",
        "According to them: painfully slow.",
    ]


@pytest.mark.parametrize(("language", "wide"), [("ja", True), ("en", False)])
def test_slips_come_at_their_rate(language: str, wide: bool) -> None:
    def told(slips: float) -> list[str]:
        return [text for _, _, text in comments(3000, language=language, slips=slips)]

    clean = told(0.0)
    differing = sum(a != b for a, b in zip(clean, told(0.3), strict=True)) / 3000
    assert 0.25 < differing <= 0.33
    assert clean == told(0.0)
    changed = sum(tidy(text) != text for text in clean) / 3000  # full-width digits, half-width kana
    assert (0.01 < changed < 0.2) if wide else changed == 0


def test_mood_is_not_a_count_of_words() -> None:
    """Praise is quoted by the unhappy and complaints by the happy, in a stated part of texts."""
    for language in LANGUAGES:
        for mood, other in ((-0.5, ("+", "t+")), (0.5, ("-", "t-"))):
            turned = sum(
                any(
                    all(piece.lower() in text.lower() for piece in phrase[::2])
                    for mark in other
                    for phrase in tables(language)[theme][mark]
                )
                for theme, _, text in comments(600, language=language, mood=mood, slips=0.0)
            )
            assert 0.1 < turned / 600 < 0.5, (language, mood)


def test_five_steps_of_mood() -> None:
    steps = [level(x) for x in (-1, -0.6, -0.59, -0.2, -0.19, 0, 0.19, 0.2, 0.59, 0.6, 1)]
    assert steps == [-2, -2, -1, -1, 0, 0, 0, 1, 1, 2, 2]


def test_both_languages_have_the_same_themes_with_phrases_for_every_mark() -> None:
    assert list(tables("ja")) == list(tables("en")) == ALL
    for language in LANGUAGES:
        for theme, table in tables(language).items():
            assert set(table) == set(MARKS)
            assert all(table[mark] for mark in MARKS), (language, theme)
            assert all(len(thing) == 1 for thing in table["o"]), "an object has no slots"


def test_texts_are_quick() -> None:
    rng, begin = stream(3, "quick"), time.process_time()
    for i in range(2000):
        write(rng, what="comment", theme=ALL[i % 19], sentiment=(i % 21 - 10) / 10, language="ja")
    assert 2000 / (time.process_time() - begin) > 5_000  # 60,000 on the machine it was made on
