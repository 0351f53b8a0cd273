"""Killed at any boundary and run again, a mending ends as if nothing had happened."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

import banso.connectors.steps  # noqa: F401  declares the boundaries
from banso.lib.steps import declared
from tests.connectors.helping import ACCOUNTS, CONTRACTS, EVENTS_ROWS, write
from tests.ground.servers import WorkspaceFolder

BOUNDARIES = declared("mend.")
UNSEEN = BOUNDARIES[: BOUNDARIES.index("mend.committed")]


def run(
    workspace: WorkspaceFolder, *words: str, kill_at: str = ""
) -> subprocess.CompletedProcess[str]:
    return workspace.module("tests.connectors.killing", *words, check=False, BANSO_KILL_AT=kill_at)


def seen(workspace: WorkspaceFolder, how: str = "seen") -> dict[str, Any]:
    done = run(workspace, how)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    for row in found["QuarantineRow"]:  # ids of runs, and when
        assert row
    found.pop("QuarantineRow")
    return found


@pytest.fixture(scope="module")
def imported(
    prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> WorkspaceFolder:
    """A workspace with an import of which a contract and an event are in quarantine."""
    folder = tmp_path_factory.mktemp("export")
    write(folder, "accounts.csv", ACCOUNTS)
    write(folder, "contracts.csv", [*CONTRACTS, ("S3", "A1", "pro", "bad", "", "1", "1")])
    write(folder, "events.csv", [*EVENTS_ROWS, ("A1", "u9", "login", "bad", "")])
    workspace = prepared_workspace.copy_to(tmp_path_factory.mktemp("imported"))
    assert run(workspace, "import", str(folder)).returncode == 0
    return workspace


@pytest.fixture(scope="module")
def undisturbed(
    imported: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    workspace = imported.copy_to(tmp_path_factory.mktemp("whole"))
    done = run(workspace, "mend")
    assert done.returncode == 0, done.stderr
    return seen(workspace)


def test_the_boundaries_come_from_the_code(undisturbed: dict[str, Any]) -> None:
    assert len(BOUNDARIES) >= 6
    assert len(undisturbed["events"]) == 5 and len(undisturbed["ContractLine"]) == 3


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_mending_killed_and_run_again_is_whole(
    boundary: str, imported: WorkspaceFolder, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    workspace = imported.copy_to(tmp_path / "home")
    before = seen(workspace)
    killed = run(workspace, "mend", kill_at=boundary)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    if boundary in UNSEEN:
        half = seen(workspace, "visible")
        for name in ("ContractLine", "Coverage", "clock", "quarantined", "ProductUser"):
            assert half[name] == before[name], name
        assert len(half["events"]) == len(before["events"])
    again = run(workspace, "mend")
    assert again.returncode == 0, again.stderr
    after = seen(workspace)
    assert after == undisturbed


def test_the_undo_takes_a_mending_that_died(imported: WorkspaceFolder, tmp_path: Path) -> None:
    workspace = imported.copy_to(tmp_path / "home")
    assert run(workspace, "mend", kill_at="mend.events-written").returncode != 0
    assert run(workspace, "undo").returncode == 0
    after = seen(workspace)
    assert (after["events"], after["Account"], after["states"]) == ([], [], ["undone"])


def test_the_sweep_clears_a_mending_that_died(imported: WorkspaceFolder, tmp_path: Path) -> None:
    workspace = imported.copy_to(tmp_path / "home")
    before = seen(workspace)
    assert run(workspace, "mend", kill_at="mend.events-written").returncode != 0
    assert run(workspace, "sweep").returncode == 0
    after = seen(workspace)
    after.pop("uploads"), before.pop("uploads")
    assert after == before
