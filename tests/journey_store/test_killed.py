"""Killed at any boundary of the day and run again, the days end as if nothing had happened."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

import banso.journey.day  # noqa: F401  declares the boundaries
from banso.lib.steps import declared
from tests.ground.servers import WorkspaceFolder

# A first close re-opens no account: those boundaries belong to walking some accounts again.
BOUNDARIES = tuple(b for b in declared("day.") if not b.startswith("day.some_"))
# In the order of the day, each run killed one further on. What a killed run measured and did not
# walk is walked for everybody by the next; only the first run knows that it was a few accounts.
ON_THE_WAY = {
    "everybody": ("map_ready", "measured", "states_written", "stays_written", "classified"),
    "some, no record yet": ("some_states", "states_written", "stays_written", "classified"),
    "some, recorded": ("some_stays", "classified", "closed"),
}


def run(
    workspace: WorkspaceFolder, word: str, kill_at: str = ""
) -> subprocess.CompletedProcess[str]:
    return workspace.module("tests.journey_store.killing", word, check=False, BANSO_KILL_AT=kill_at)


def done(workspace: WorkspaceFolder, word: str) -> str:
    finished = run(workspace, word)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def killed(workspace: WorkspaceFolder, word: str, boundary: str) -> None:
    finished = run(workspace, word, kill_at=boundary)
    assert finished.returncode == -signal.SIGKILL, finished.stderr


Made = dict[str, tuple[WorkspaceFolder, str]]


@pytest.fixture(scope="module")
def made(prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two beginnings, each with what they come to when nothing is killed."""
    begun = prepared_workspace.copy_to(tmp_path_factory.mktemp("begun"))
    done(begun, "prepare")
    closed = begun.copy_to(tmp_path_factory.mktemp("closed"))
    done(closed, "close")
    whole = done(closed, "seen")
    late = closed.copy_to(tmp_path_factory.mktemp("late"))
    done(late, "correct")
    corrected = late.copy_to(tmp_path_factory.mktemp("corrected"))
    done(corrected, "late")
    return {"close": (begun, whole), "late": (late, done(corrected, "seen"))}


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_days_killed_and_closed_again_are_whole(boundary: str, made: Made, tmp_path: Path) -> None:
    begun, whole = made["close"]
    workspace = begun.copy_to(tmp_path)
    killed(workspace, "close", boundary)
    done(workspace, "close")
    assert done(workspace, "seen") == whole


@pytest.mark.parametrize("way", ON_THE_WAY)
def test_late_days_killed_at_one_boundary_after_the_other_are_whole(
    way: str, made: Made, tmp_path: Path
) -> None:
    """What goes on after a kill may be killed too."""
    begun, whole = made["late"]
    workspace = begun.copy_to(tmp_path)
    for boundary in ON_THE_WAY[way]:
        killed(workspace, "late", f"day.{boundary}")
    done(workspace, "late")
    assert done(workspace, "seen") == whole


@pytest.mark.parametrize("boundary", ["day.states_written", "day.stays_written"])
def test_a_first_close_that_died_is_gone_on_with_by_the_next_one(
    boundary: str, made: Made, tmp_path: Path
) -> None:
    begun, whole = made["close"]
    workspace = begun.copy_to(tmp_path)
    killed(workspace, "close", boundary)
    done(workspace, "next")
    assert done(workspace, "seen") == whole
