"""``banso world score`` at the terminal: a table, JSON, and refusals told as problems."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from banso.interfaces.commands.cli import main
from tests.simulator.truths import write_csv, write_truth


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    return write_truth(
        tmp_path / "truth", churns=[(f"A{i:02d}", date(2025, 5, 10), 0) for i in range(8)]
    )


def test_it_prints_a_table_and_json(
    tmp_path: Path, truth: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("risk", f"A{i:02d}", "2025-03-01", 40 - i) for i in range(40)]
    file = write_csv(tmp_path / "p.csv", ("kind", "account_id", "as_of", "score"), rows)
    words = ["world", "score", "--predictions", str(file), "--truth", str(truth)]
    monkeypatch.setenv("BANSO_LANGUAGE", "ja")
    assert main(words) == 0
    assert "AUC" in (table := capsys.readouterr().out) and "暫定です" in table
    monkeypatch.setenv("BANSO_LANGUAGE", "en")
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["risk"][0]["auc"]["value"] == 1.0


def test_it_refuses_with_place_and_remedy(
    tmp_path: Path, truth: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANSO_LANGUAGE", "ja")
    file = write_csv(tmp_path / "p.csv", ("kind", "account_id"), [("risk", "A01"), ("what", "A02")])
    assert main(["world", "score", "--predictions", str(file), "--truth", str(truth)]) == 1
    said = capsys.readouterr().err
    assert f"{file}:2" in said and "[score.missing]" in said and "[score.kind]" in said
    assert "→" in said and "必要です" in said
