"""Killed at any boundary, a merge and its undo are done whole or not at all; the days' work is ordered with them."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest

import banso.connectors.merging  # noqa: F401  declares the boundaries
from banso.lib.steps import declared
from tests.ground.servers import WorkspaceFolder

BOUNDARIES = declared("merging.")


def run(workspace: WorkspaceFolder, word: str, kill_at: str = "") -> Any:
    return workspace.module(
        "tests.customers.merge_killing", word, check=False, BANSO_KILL_AT=kill_at
    )


def seen(workspace: WorkspaceFolder) -> dict[str, Any]:
    done = run(workspace, "seen")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_merge_killed_is_nothing_or_everything(
    boundary: str, other_workspace: WorkspaceFolder
) -> None:
    assert run(other_workspace, "prepare").returncode == 0
    before = seen(other_workspace)
    for word, state in (("merge", before), ("undo", None)):
        state = state or seen(other_workspace)
        killed = run(other_workspace, word, boundary)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        half = seen(other_workspace)
        assert (half == state) == (boundary == "merging.records-moved")
        assert len(half["acts"]) == int(half["jobs"][0]["n"]) or word == "undo"
        again = run(other_workspace, word)
        assert again.returncode == 0, again.stderr
    after = seen(other_workspace)
    for name in ("Account", "AccountKey", "Contact", "ContractLine"):
        assert after[name] == before[name]
    assert after["jobs"] == [{"n": "2"}], "one for the merge, one for its undo, never one too many"


def test_the_boundaries_come_from_the_code() -> None:
    assert len(BOUNDARIES) == 2
