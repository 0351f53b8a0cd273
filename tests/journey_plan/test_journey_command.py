"""``banso journey``: check, plan, apply, export, history, rollback; readable, as JSON, with exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from banso.interfaces.commands.management.commands.journey import FileUnreadable, NobodyToAsk
from banso.journey import planning
from tests.ground.servers import PROJECT, WorkspaceFolder
from tests.journey_plan.worlds import LAST, MAP, SYSTEM, places, world

pytestmark = pytest.mark.django_db

EASIER = MAP.replace("seats_assigned >= 3", "seats_assigned >= 2")


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSO_LANGUAGE", "en")


def run(*words: str) -> tuple[int, str]:
    """The exit code and what was said."""
    out = StringIO()
    try:
        call_command("journey", *words, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def file_of(folder: Path, text: str) -> str:
    path = folder / "journey.yaml"
    path.write_bytes(text.encode())
    return str(path)


def as_json(*words: str) -> tuple[int, Any]:
    code, said = run(*words, "--json")
    return code, json.loads(said)


def test_check_says_every_problem_with_its_place(workspace: None, tmp_path: Path) -> None:
    world()
    wrong = MAP.replace("seats_assigned >= 3", "seats_asigned >= 3").replace("to: grow", "to: grw")
    code, said = run("check", file_of(tmp_path, wrong))
    assert code == 1
    assert "journey.yaml:15" in said
    assert "Did you mean 'grow'" in said
    assert run("check", file_of(tmp_path, MAP)) == (0, "No errors.\n")
    code, found = as_json("check", file_of(tmp_path, wrong))
    assert code == 1
    assert {p["suggestion"] for p in found["problems"]} >= {"seats_assigned", "grow"}


def test_plan_names_accounts_and_why(workspace: None, tmp_path: Path) -> None:
    world()
    code, said = run("plan", file_of(tmp_path, EASIER))
    assert code == 3
    assert "aoi 株式会社（架空）: Set-up → Use" in said
    assert "1 of 5 accounts would move" in said
    assert "2 ≥ 2 ✓" in said
    assert "in force:" in said
    assert "2 ≥ 3 ✗" in said
    code, found = as_json("plan", file_of(tmp_path, EASIER))
    assert code == 3
    assert [m["name"] for m in found["moves"]] == ["aoi 株式会社（架空）"]


def test_plan_speaks_japanese(
    workspace: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world()
    monkeypatch.setenv("BANSO_LANGUAGE", "ja")
    _, said = run("plan", file_of(tmp_path, EASIER))
    assert "5社のうち 1社が動きます" in said
    assert "準備 → 利用" in said


def test_apply_asks_and_does_it_when_told(workspace: None, tmp_path: Path) -> None:
    world()
    before = places()
    path = file_of(tmp_path, EASIER)
    with pytest.raises(NobodyToAsk):
        run("apply", path, "--why", "見直し")
    assert places() == before
    code, said = run("apply", path, "--why", "見直し", "--yes")
    assert code == 0
    assert f"Applied: version 2, release 2, 1 account moved, dated {LAST}." in said
    assert planning.export(viewer=SYSTEM) == EASIER


def test_apply_of_a_text_with_errors_changes_nothing(workspace: None, tmp_path: Path) -> None:
    world()
    assert run("apply", file_of(tmp_path, "key: ["), "--why", "x", "--yes")[0] == 1
    assert planning.export(viewer=SYSTEM) == MAP


def test_history_and_rollback(workspace: None, tmp_path: Path) -> None:
    world()
    run("apply", file_of(tmp_path, EASIER), "--why", "やさしく", "--yes")
    _, said = run("history")
    assert said.splitlines()[0].startswith("*   2")
    assert "やさしく" in said
    code, found = as_json("rollback", "1", "--why", "元に戻す", "--yes")
    assert (code, found["version"]) == (0, 3)
    assert planning.export(viewer=SYSTEM) == MAP
    _, listed = as_json("history")
    assert [(v["version"], v["in_force"]) for v in listed] == [(3, True), (2, False), (1, False)]


def test_export_gives_the_bytes_back(workspace: None, tmp_path: Path) -> None:
    odd = "# 全角　空白\r\n" + MAP.replace("\n", "\r\n") + "# 終わりに改行なし　"
    world(text=odd)
    assert run("export") == (0, odd)
    assert run("export", "--version", "1") == (0, odd)


def test_a_file_that_is_not_text_is_refused(workspace: None, tmp_path: Path) -> None:
    path = tmp_path / "journey.yaml"
    path.write_bytes("名前: マップ".encode("cp932"))
    with pytest.raises(FileUnreadable):
        run("check", str(path))
    with pytest.raises(FileUnreadable):
        run("check", str(tmp_path / "none.yaml"))


def test_in_a_process_of_its_own_the_bytes_are_the_files(
    other_workspace: WorkspaceFolder, tmp_path: Path
) -> None:
    """As a person runs it, where line ends could be changed on their way out."""
    odd = (MAP.replace("\n", "\r\n") + "# 　").encode()
    path = tmp_path / "journey.yaml"
    path.write_bytes(odd)
    other_workspace.run("journey", "apply", str(path), "--why", "はじめて", "--yes")
    command = [str(Path(sys.executable).with_name("banso")), "journey", "export"]
    done = subprocess.run(
        command, env=other_workspace.environment(), cwd=PROJECT, capture_output=True
    )
    assert (done.returncode, done.stdout) == (0, odd)


def test_an_empty_folder_is_told_so(tmp_path: Path) -> None:
    empty = WorkspaceFolder(tmp_path)
    done = empty.run("journey", "history", check=False)
    assert done.returncode == 1
    assert "workspace.none" in done.stderr
    assert "Traceback" not in done.stderr
