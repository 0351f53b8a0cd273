"""Killed at any boundary, or without room on the disk, and run again: as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

import banso.metrics.operations  # noqa: F401  declares the boundaries
from banso.lib.steps import declared
from tests.ground.servers import WorkspaceFolder


def run(
    workspace: WorkspaceFolder, word: str, kill_at: str = ""
) -> subprocess.CompletedProcess[str]:
    return workspace.module("tests.metrics.killing", word, check=False, BANSO_KILL_AT=kill_at)


def done(workspace: WorkspaceFolder, word: str) -> str:
    finished = run(workspace, word)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def begun(
    prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> WorkspaceFolder:
    workspace = prepared_workspace.copy_to(tmp_path_factory.mktemp("begun"))
    done(workspace, "prepare")
    return workspace


@pytest.fixture(scope="module")
def whole(begun: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory) -> str:
    workspace = begun.copy_to(tmp_path_factory.mktemp("whole"))
    done(workspace, "measure")
    return done(workspace, "seen")


@pytest.mark.parametrize("boundary", declared("metrics."))
def test_measuring_killed_and_run_again_is_whole(
    boundary: str, begun: WorkspaceFolder, whole: str, tmp_path: Path
) -> None:
    workspace = begun.copy_to(tmp_path / os.path.basename(boundary))
    killed = run(workspace, "measure", kill_at=boundary)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    rows, corrected = done(workspace, "measure").split(maxsplit=1)
    # It goes on where it was, and still says whose rows became others.
    all_of_them = 2 * 25 + 3  # two accounts on new days, one corrected from the day of its event on
    assert (int(rows) < all_of_them) == (boundary in ("metrics.days_noted", "metrics.corrected"))
    assert corrected.strip() == "[2]"
    assert done(workspace, "seen") == whole


def test_measuring_goes_on_once_a_full_disk_has_room_again(
    begun: WorkspaceFolder, whole: str, tmp_path: Path
) -> None:
    workspace = begun.copy_to(tmp_path)
    assert int(done(workspace, "full")) >= 3
    assert done(workspace, "seen") == whole
