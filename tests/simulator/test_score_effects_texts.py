"""Effects of plays, themes and moods against the truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from banso.science.proportions import wilson
from simulator.scoring import score
from simulator.texts import THEMES
from tests.simulator.truths import write_csv, write_truth


def test_bias_coverage_and_false_claims(tmp_path: Path) -> None:
    truth = write_truth(
        tmp_path / "truth",
        effects=[
            ("first_win", "A01", "treated", -0.2),
            ("first_win", "A02", "control", 0.0),
            ("newsletter", "A03", "treated", 0.0),
            ("third", "A04", "treated", 1.0),
        ],
    )
    file = write_csv(
        tmp_path / "p.csv",
        ("kind", "play", "target", "estimate", "low", "high"),
        [
            ("effect", "first_win", "", -0.12, -0.2, -0.04),
            ("effect", "first_win", "treated", -0.12, "", ""),
            ("effect", "newsletter", "all", 2.0, 1.0, 3.0),
        ],
    )
    found = score(files=[file], truth_folder=truth).effects
    assert found is not None
    one, treated, none = found.plays
    assert (one.truth, treated.truth, none.truth) == pytest.approx((-0.1, -0.2, 0.0))
    assert (one.covered, treated.covered, none.covered) == (True, None, False)
    assert (one.false_claim, none.false_claim, found.false_claims) == (False, True, 1)
    assert found.coverage == wilson(hits=1, of=2)
    assert found.missing == ("third",)
    assert found.bias["user-days"] == pytest.approx(2.0)
    assert found.bias["probability"] == pytest.approx((-0.02 + 0.08) / 2)
    assert (one.unit, one.assignment) == ("probability", "randomised")


def test_themes_and_moods_are_counted_in_all_by_language_and_by_kind(tmp_path: Path) -> None:
    texts = [
        ("T1", "ticket", "ja", "setup", -0.8),
        ("T2", "ticket", "en", "setup", 0.0),
        ("T3", "comment", "ja", "pricing", 0.5),
        ("T4", "comment", "ja", "pricing", -0.2),
    ]
    truth = write_truth(tmp_path / "truth", texts=texts)
    file = write_csv(
        tmp_path / "p.csv",
        ("kind", "id", "theme", "sentiment"),
        [
            ("text", "T1", "setup", "negative"),
            ("text", "T2", "pricing", 0.1),
            ("text", "T3", "pricing", ""),
            ("text", "T4", "", -0.19),
        ],
    )
    parts = {t.part: t for t in score(files=[file], truth_folder=truth).texts}
    assert set(parts) == {"all", "ja", "en", "ticket", "comment"}
    whole = parts["all"]
    assert whole.theme is not None and whole.theme.accuracy == wilson(hits=2, of=3)
    assert whole.mood is not None and whole.mood.accuracy == wilson(hits=2, of=3)
    assert whole.mood.mistaken == (("negative", "neutral", 1),)
    assert (parts["ja"].texts, parts["ja"].answered) == (3, 3)


def test_a_prediction_the_truth_says_nothing_about_is_told(tmp_path: Path) -> None:
    truth = write_truth(tmp_path / "truth")
    for file in ("churns.csv", "effects.csv", "texts.csv"):
        (truth / file).unlink()
    file = write_csv(
        tmp_path / "p.csv",
        ("kind", "account_id", "as_of", "score", "play", "estimate", "id", "theme"),
        [
            ("risk", "A01", "2025-03-01", 1, "", "", "", ""),
            ("effect", "", "", "", "any", 1, "", ""),
            ("text", "", "", "", "", "", "any", next(iter(THEMES))),
        ],
    )
    board = score(files=[file], truth_folder=truth)
    assert board.no_truth == ("risk", "effect", "text")
    assert (board.risk, board.effects, board.texts) == ((), None, ())
    assert "risk" in "\n".join(board.lines("ja"))
