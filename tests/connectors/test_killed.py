"""Killed at any boundary and run again, an import and an undo end as if nothing had happened."""

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

BOUNDARIES = declared("import.")
OF_UNDO = [b for b in BOUNDARIES if b.startswith("import.und")]
OF_IMPORT = [b for b in BOUNDARIES if b not in OF_UNDO]
UNSEEN = OF_IMPORT[: OF_IMPORT.index("import.committed")]


def run(
    workspace: WorkspaceFolder, *words: str, kill_at: str = ""
) -> subprocess.CompletedProcess[str]:
    return workspace.module("tests.connectors.killing", *words, check=False, BANSO_KILL_AT=kill_at)


def seen(workspace: WorkspaceFolder, how: str = "seen") -> dict[str, Any]:
    done = run(workspace, how)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    write(folder, "accounts.csv", ACCOUNTS)
    write(folder, "contracts.csv", [*CONTRACTS, ("S3", "A1", "pro", "bad", "", "1", "1")])
    write(folder, "events.csv", [*EVENTS_ROWS, ("A7", "u1", "login", "2026-04-03 09:00:00", "")])
    return folder


@pytest.fixture(scope="module")
def undisturbed(
    prepared_workspace: WorkspaceFolder, export: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[WorkspaceFolder, dict[str, Any], dict[str, Any]]:
    """A workspace with the import in it, what is seen there, and what was seen before."""
    workspace = prepared_workspace.copy_to(tmp_path_factory.mktemp("whole"))
    before = seen(workspace)
    assert run(workspace, "import", str(export)).returncode == 0
    return workspace, seen(workspace), before


def test_the_boundaries_come_from_the_code() -> None:
    assert len(OF_IMPORT) >= 8 and len(OF_UNDO) >= 3


@pytest.mark.parametrize("boundary", OF_IMPORT)
def test_an_import_killed_and_run_again_is_whole(
    boundary: str,
    other_workspace: WorkspaceFolder,
    export: Path,
    undisturbed: tuple[WorkspaceFolder, dict[str, Any], dict[str, Any]],
) -> None:
    _, whole, before = undisturbed
    killed = run(other_workspace, "import", str(export), kill_at=boundary)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    if boundary in UNSEEN:
        half = seen(other_workspace, "visible")
        for name in ("Account", "ContractLine", "Coverage", "events", "clock", "quarantined"):
            assert half[name] == before[name], name
    again = run(other_workspace, "import", str(export))
    assert again.returncode == 0, again.stderr
    after = seen(other_workspace)
    # Killed behind the commit, the second run is the same file once more: a batch that changed nothing.
    if boundary not in UNSEEN:
        assert after.pop("states") == ["committed", "committed"]
        after["quarantined"] -= 1
        after["QuarantineRow"] = after["QuarantineRow"][:1]
    assert after == {k: v for k, v in whole.items() if k in after}


@pytest.mark.parametrize("boundary", OF_UNDO)
def test_an_undo_killed_and_run_again_is_whole(
    boundary: str,
    tmp_path: Path,
    undisturbed: tuple[WorkspaceFolder, dict[str, Any], dict[str, Any]],
) -> None:
    whole, _, before = undisturbed
    workspace = whole.copy_to(tmp_path / "home")
    killed = run(workspace, "undo", kill_at=boundary)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    half = seen(workspace, "visible")
    assert half["events"] == before["events"] and half["Account"] == before["Account"]
    assert run(workspace, "undo").returncode == 0
    after = seen(workspace)
    assert after.pop("states") == ["undone"]
    assert after == {k: v for k, v in before.items() if k in after}


def test_a_dead_import_is_swept_by_the_next_one_of_other_files(
    other_workspace: WorkspaceFolder, export: Path, tmp_path: Path
) -> None:
    assert (
        run(other_workspace, "import", str(export), kill_at="import.part-written").returncode != 0
    )
    other = tmp_path / "other"
    other.mkdir()
    write(other, "events.csv", EVENTS_ROWS)
    assert run(other_workspace, "import", str(other)).returncode == 0
    after = seen(other_workspace)
    assert len(after["events"]) == 4
    assert (after["states"], after["hidden"], after["uploads"]) == (["committed"], 0, [])
