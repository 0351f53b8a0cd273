"""``banso``: refusals as fact, place and remedy; the workspace chosen before anything is read."""

from __future__ import annotations

import json
import os

import pytest

from banso.interfaces.commands import cli
from banso.lib.problems import BansoError, problem
from tests.ground.servers import WorkspaceFolder


class Refused(BansoError):
    pass


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_words: list[str]) -> None:
        raise Refused(
            problem(
                "toy.refused",
                ja="玩具は断られました。",
                en="The toy was refused.",
                remedy_ja="別の玩具をお使いください。",
                remedy_en="Use another toy.",
                file="toys.csv",
                line=12,
                sample="熊",
            )
        )

    monkeypatch.setattr("django.core.management.execute_from_command_line", refuse)


@pytest.mark.parametrize(
    ("language", "fact", "remedy"),
    [
        ("ja_JP.UTF-8", "玩具は断られました。", "別の玩具をお使いください。"),
        ("C.UTF-8", "The toy was refused.", "Use another toy."),
    ],
)
def test_a_refusal_is_told_without_a_traceback(
    language: str,
    fact: str,
    remedy: str,
    refusing: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("BANSO_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", language)
    assert cli.main(["toy"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert fact in said.err
    assert remedy in said.err
    assert "[toy.refused]" in said.err
    assert "toys.csv:12" in said.err
    assert "Traceback" not in said.err


def test_machines_get_json(refusing: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["toy", "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)["problems"]
    assert (told["id"], told["line"], told["sample"]) == ("toy.refused", 12, "熊")


def test_ctrl_c_ends_in_peace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_words: list[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.management.execute_from_command_line", interrupted)
    assert cli.main(["toy"]) == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--workspace", "acme"], ["--workspace=acme"]])
def test_the_workspace_is_taken_out_of_the_words(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr("django.core.management.execute_from_command_line", seen.append)
    monkeypatch.setenv("BANSO_WORKSPACE", "test")
    assert cli.main(["toy", *words, "--fast"]) == 0
    assert seen == [["banso", "toy", "--fast"]]
    assert os.environ["BANSO_WORKSPACE"] == "acme"


@pytest.mark.parametrize("name", ["../elsewhere", "a/b", ".hidden", "x" * 60, "日本"])
def test_a_workspace_is_a_plain_folder_name(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BANSO_WORKSPACE", name)
    assert cli.main(["check"]) == 1
    assert "[workspace.name]" in capsys.readouterr().err


def test_the_launcher_runs_a_command(other_workspace: WorkspaceFolder) -> None:
    assert "no issues" in other_workspace.run("check").stdout
