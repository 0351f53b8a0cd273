"""Killed at any boundary and started again, a night's work ends as if nothing had happened."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

import banso.connectors.nightly.works  # noqa: F401  declares the boundaries
from banso.lib.steps import declared
from tests.ground.servers import WorkspaceFolder

# That people are told once is shown in test_mail_killed, with a server that mails go to.
BOUNDARIES = [*declared("schedule."), *(b for b in declared("pickup.") if b != "pickup.told")]


def night(workspace: WorkspaceFolder) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(workspace.module("tests.clock.killing", "work").stdout)
    return found


@pytest.fixture(scope="module")
def evening(
    prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> WorkspaceFolder:
    workspace = prepared_workspace.copy_to(tmp_path_factory.mktemp("evening"))
    export = tmp_path_factory.mktemp("export")
    workspace.module("tests.clock.killing", "prepare", str(export))
    return workspace


@pytest.fixture(scope="module")
def undisturbed(
    evening: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    return night(evening.copy_to(tmp_path_factory.mktemp("whole")))


def test_it_is_worth_killing(undisturbed: dict[str, Any]) -> None:
    assert len(BOUNDARIES) >= 8
    assert [r[1] for r in undisturbed["rows"]] == ["taken", "refused", "taken"]
    assert undisturbed["runs"] == ["done"]


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_night_killed_and_begun_again_is_whole(
    boundary: str, evening: WorkspaceFolder, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    workspace = evening.copy_to(tmp_path / "home")
    killed = workspace.module("tests.clock.killing", "work", check=False, BANSO_KILL_AT=boundary)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    after = night(workspace)
    assert after.pop("runs") == ["lost", "done"]
    assert after == {k: v for k, v in undisturbed.items() if k != "runs"}
