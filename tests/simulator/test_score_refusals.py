"""Bad predictions: everything at once, each with file, line, fact, remedy and a stable id."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from banso.lib.problems import Problem
from simulator.scoring import PredictionsRefused, TruthUnreadable, score
from simulator.scoring.words import SHOWN
from tests.simulator.truths import write_truth

BAD_CSV = """\
kind,account_id,as_of,horizon_days,probability,score,band,outcome,play,target,estimate,low,high,id,theme,sentiment
risk,A01,2025-04-01,90,0.2,,green,left
rsk,A01,2025-04-01,90,0.2
risk,ZZ,2025-04-01,90,0.2
risk,A02,1 April,90,0.2
risk,A02,2025-04-01,ninety,0.2
risk,A02,2025-04-01,90,20
risk,A02,2025-04-01,90,high
risk,A02,2025-04-01,90,,
risk,A02,2025-04-01,90,0.2,,grean
risk,A01,2025-04-01,90,0.3
effect,,,,,,,,first_wni,,0.1
effect,,,,,,,,first_win,,0.1,0.2,0.3
effect,,,,,,,,newsletter,,0.1,0.05,
effect,,,,,,,,newsletter,some,0.1
text,,,,,,,,,,,,,T9,setup,0.1
text,,,,,,,,,,,,,T1,,
text,,,,,,,,,,,,,T1,setup,furious
risk,A03,2025-04-01,90,0.2,,,,,,,,,,,,surplus
,,,,
"""


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    return write_truth(
        tmp_path / "truth",
        churns=[("A01", date(2025, 6, 30), 0)],
        effects=[("first_win", "A01", "treated", -0.1), ("newsletter", "A01", "control", 0.0)],
        texts=[("T1", "comment", "ja", "setup", -0.5)],
    )


def refused(files: list[Path], truth: Path) -> list[Problem]:
    with pytest.raises(PredictionsRefused) as caught:
        score(files=files, truth_folder=truth)
    for each in caught.value.problems:
        for language in ("ja", "en"):
            assert each.fact.in_(language) and each.remedy.in_(language)
        assert each.fact.ja != each.fact.en
    return list(caught.value.problems)


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path, truth: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(BAD_CSV, "utf-8")
    found = [(p.line, p.id) for p in refused([file], truth)]
    assert found == [
        (3, "score.kind"),
        (4, "score.unknown-account-id"),
        (5, "score.date"),
        (6, "score.number"),
        (7, "score.range"),
        (8, "score.number"),
        (9, "score.missing"),
        (10, "score.word"),
        (11, "score.twice"),
        (12, "score.unknown-play"),
        (13, "score.bounds"),
        (14, "score.missing"),
        (15, "score.word"),
        (16, "score.unknown-id"),
        (17, "score.missing"),
        (18, "score.number"),
        (19, "score.cells"),
    ]


def test_did_you_mean_and_place(tmp_path: Path, truth: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(BAD_CSV, "utf-8")
    by_line = {p.line: p for p in refused([file], truth)}
    assert by_line[3].suggestion == "risk"
    assert by_line[10].suggestion == "green"
    assert by_line[12].suggestion == "first_win"
    assert by_line[11].place == f"{file}:11" and f"{file}:2" in by_line[11].in_("en")


def test_json_lines_are_judged_by_the_same_rules(tmp_path: Path, truth: Path) -> None:
    file = tmp_path / "p.jsonl"
    file.write_text(
        '{"kind": "risk", "account_id": "A01", "as_of": "2025-04-01", "probability": 0.5}\n'
        "\n"
        "not json\n"
        '["risk"]\n'
        '{"kind": "risk", "account_id": "A01", "as_of": null, "probability": true}\n'
        '{"kind": ["risk"]}\n'
        '{"kind": "risk", "account_id": "A01", "as_of": "9999-12-31", "score": NaN}\n',
        "utf-8",
    )
    assert [(p.line, p.id) for p in refused([file], truth)] == [
        (3, "score.json"),
        (4, "score.json"),
        (5, "score.number"),
        (5, "score.missing"),
        (6, "score.kind"),
        (7, "score.number"),
    ]


def test_faults_of_several_files_come_together(tmp_path: Path, truth: Path) -> None:
    first, second, third = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    first.write_text("account_id,as_of\nA01,2025-04-01\n", "utf-8")
    second.write_bytes("kind,account_id\nrisk,日本\n".encode("cp932"))
    third.write_text("kind,account_id,as_of,score\n", "utf-8")
    found = refused([first, second, third, tmp_path / "none.csv"], truth)
    assert [p.id for p in found] == ["score.header", "score.file", "score.empty", "score.file"]


def test_thousands_of_faults_are_counted_not_printed(tmp_path: Path, truth: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("kind,account_id\n" + "what,A01\n" * 5000, "utf-8")
    found = refused([file], truth)
    assert len(found) == SHOWN + 1 and found[-1].id == "score.more"
    assert "4,800" in found[-1].in_("en")


def test_a_far_day_is_no_accident(tmp_path: Path, truth: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("kind,account_id,as_of,score\nrisk,A01,9999-12-31,1\n", "utf-8")
    board = score(files=[file], truth_folder=truth)
    assert board.risk[0].rows == 0 and board.risk[0].not_customers == 1


def test_a_theme_of_ones_own_is_a_caution_and_counts_as_wrong(tmp_path: Path, truth: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("kind,id,theme\ntext,T1,set-up\n", "utf-8")
    board = score(files=[file], truth_folder=truth)
    assert [(p.id, p.suggestion) for p in board.cautions] == [("score.theme", "setup")]
    assert board.texts[0].theme is not None and board.texts[0].theme.accuracy.value == 0


def test_a_folder_that_is_no_truth_is_refused(tmp_path: Path, truth: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("kind,account_id,as_of,score\nrisk,A01,2025-04-01,1\n", "utf-8")
    with pytest.raises(TruthUnreadable) as caught:
        score(files=[file], truth_folder=tmp_path / "nothing")
    assert [p.id for p in caught.value.problems] == ["truth.folder"]
    (truth / "churns.csv").write_text("account_id,left_on\n", "utf-8")
    (truth / "effects.csv").write_text("play,arm,effect\nfirst_win,both,much\n", "utf-8")
    with pytest.raises(TruthUnreadable) as caught:
        score(files=[file], truth_folder=truth)
    assert [(p.id, p.line) for p in caught.value.problems] == [
        ("truth.header", 1),
        ("truth.value", 2),
        ("truth.value", 2),
    ]
