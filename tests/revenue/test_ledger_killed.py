"""Killed at any boundary of keeping the ledger and run again, it stands as if nothing had happened."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

import banso.revenue.ledger.writing  # noqa: F401  declares the boundaries
from banso.lib.steps import declared
from tests.ground.servers import WorkspaceFolder

BOUNDARIES = declared("ledger.")
Begun = tuple[WorkspaceFolder, str]


def done(workspace: WorkspaceFolder, word: str) -> str:
    finished = workspace.module("tests.revenue.ledger_killing", word, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def begun(
    prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Begun]:
    """Never written, and written once with contracts changed since; each with what it comes to."""
    new = prepared_workspace.copy_to(tmp_path_factory.mktemp("new"))
    done(new, "prepare")
    changed = new.copy_to(tmp_path_factory.mktemp("changed"))
    done(changed, "write")
    done(changed, "change")
    found = {}
    for name, workspace in (("new", new), ("changed", changed)):
        whole = workspace.copy_to(tmp_path_factory.mktemp("whole"))
        done(whole, "write")
        found[name] = (workspace, done(whole, "seen"))
    assert found["new"][1] != found["changed"][1]
    return found


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("beginning", ["new", "changed"])
def test_a_ledger_killed_is_whole_after_the_next_run(
    beginning: str, boundary: str, begun: dict[str, Begun], tmp_path: Path
) -> None:
    start, whole = begun[beginning]
    workspace = start.copy_to(tmp_path / "home")
    killed = workspace.module(
        "tests.revenue.ledger_killing", "write", check=False, BANSO_KILL_AT=boundary
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    done(workspace, "write")
    assert done(workspace, "seen") == whole


def test_the_boundaries_come_from_the_code() -> None:
    assert BOUNDARIES == ("ledger.spans", "ledger.movements")
