"""Killed at any boundary and done again, a change of the map or a move by hand ends as if nothing happened."""

from __future__ import annotations

import json
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import banso.journey.planning  # noqa: F401  declares the boundaries
from banso.lib.steps import declared
from tests.ground.servers import WorkspaceFolder

BOUNDARIES = declared("journey.")
# No account is re-opened here, and the map is ready.
DAY = [b for b in declared("day.") if b != "day.map_ready" and not b.startswith("day.some_")]


@dataclass(frozen=True)
class World:
    workspace: WorkspaceFolder
    told: dict[str, Any]

    def run(self, *words: str, kill_at: str = "") -> subprocess.CompletedProcess[str]:
        return self.workspace.module(
            "tests.journey_plan.killing", *words, check=False, BANSO_KILL_AT=kill_at
        )

    def done(self, *words: str) -> Any:
        finished = self.run(*words)
        assert finished.returncode == 0, finished.stderr
        return json.loads(finished.stdout) if finished.stdout.strip() else None

    def killed(self, *words: str, at: str) -> None:
        assert self.run(*words, kill_at=at).returncode == -signal.SIGKILL

    def copy(self, home: Path) -> World:
        return World(self.workspace.copy_to(home), self.told)


def begin(prepared: WorkspaceFolder, home: Path, *words: str) -> World:
    world = World(prepared.copy_to(home), {})
    return World(world.workspace, world.done("prepare", *words))


@pytest.fixture(scope="module")
def standing(
    prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> World:
    return begin(prepared_workspace, tmp_path_factory.mktemp("standing"), "stands")


@pytest.fixture(scope="module")
def running(prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory) -> World:
    return begin(prepared_workspace, tmp_path_factory.mktemp("running"))


@pytest.fixture(scope="module")
def moved(running: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A person has moved an account on a day that is still open."""
    world = running.copy(tmp_path_factory.mktemp("moved"))
    world.done("move", str(running.told["aoi"]))
    return world


@pytest.fixture(scope="module")
def whole(
    standing: World, running: World, moved: World, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What is left where nothing was cut short."""
    applied = standing.copy(tmp_path_factory.mktemp("applied"))
    found = {"answer": applied.done("apply", standing.told["pin"]), "applied": applied.done("seen")}
    applied.done("close")
    found["applied and closed"] = applied.done("seen")
    by_hand = standing.copy(tmp_path_factory.mktemp("by-hand"))
    by_hand.done("move", str(standing.told["aoi"]))
    found["standing moved"] = by_hand.done("seen")
    found["running moved"] = moved.done("seen")
    closed = moved.copy(tmp_path_factory.mktemp("closed"))
    closed.done("close")
    return found | {"moved and closed": closed.done("seen")}


def test_there_are_boundaries() -> None:
    assert BOUNDARIES == ("journey.recorded", "journey.rewritten")


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_apply_killed_and_done_again(
    boundary: str, standing: World, whole: dict[str, Any], tmp_path: Path
) -> None:
    cut = standing.copy(tmp_path)
    cut.killed("apply", standing.told["pin"], at=boundary)
    assert cut.done("apply", standing.told["pin"]) == whole["answer"]
    assert cut.done("seen") == whole["applied"]


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_apply_killed_and_the_days_closed_instead(
    boundary: str, standing: World, whole: dict[str, Any], tmp_path: Path
) -> None:
    cut = standing.copy(tmp_path)
    cut.killed("apply", standing.told["pin"], at=boundary)
    cut.done("close")
    assert cut.done("seen") == whole["applied and closed"]


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("clock", ["standing", "running"])
def test_a_move_by_hand_killed_and_done_again(
    boundary: str,
    clock: str,
    standing: World,
    running: World,
    whole: dict[str, Any],
    tmp_path: Path,
) -> None:
    world = standing if clock == "standing" else running
    cut, account = world.copy(tmp_path), str(world.told["aoi"])
    cut.killed("move", account, at=boundary)
    cut.done("move", account)
    assert cut.done("seen") == whole[f"{clock} moved"]


@pytest.mark.parametrize("boundary", DAY)
def test_days_closed_around_a_move_on_an_open_day(
    boundary: str, moved: World, whole: dict[str, Any], tmp_path: Path
) -> None:
    cut = moved.copy(tmp_path)
    cut.killed("close", at=boundary)
    cut.done("close")
    assert cut.done("seen") == whole["moved and closed"]
