"""``banso import`` in a terminal: counts, exit codes, JSON, dry run."""

from __future__ import annotations

import json
from pathlib import Path

from tests.connectors.helping import CONTRACTS, small_export, write
from tests.ground.servers import WorkspaceFolder


def test_it_imports_and_says_what_came_in(other_workspace: WorkspaceFolder, tmp_path: Path) -> None:
    folder = str(small_export(tmp_path / "a"))
    dry = json.loads(other_workspace.run("import", folder, "--dry-run", "--json").stdout)
    assert dry["dry_run"] is True and dry["counts"]["account"]["created"] == 2

    done = other_workspace.run("import", folder, "--json")
    result = json.loads(done.stdout)
    assert result["state"] == "committed" and len(result["batch"]) == 12
    assert {k: c["created"] for k, c in result["counts"].items()} == {
        "account": 2,
        "contract": 2,
        "event": 4,
        "user": 0,
    }
    assert result["backfill"]["first"] is not None

    again = other_workspace.run("import", folder, "--no-backfill", BANSO_LANGUAGE="ja")
    assert "変更なし 4" in again.stdout and "backfill" not in again.stdout


def test_rows_that_stay_out_make_exit_code_3(
    other_workspace: WorkspaceFolder, tmp_path: Path
) -> None:
    path = write(tmp_path, "contracts.csv", [*CONTRACTS, ("S3", "A1", "pro", "bad", "", "1", "1")])
    done = other_workspace.run("import", str(path), "--no-backfill", check=False)
    assert done.returncode == 3
    assert "import.row.date" in done.stdout and "contracts.csv:4" in done.stdout


def test_a_refusal_makes_exit_code_1_and_says_fact_place_remedy(
    other_workspace: WorkspaceFolder, tmp_path: Path
) -> None:
    empty = tmp_path / "a.csv"
    empty.touch()
    done = other_workspace.run("import", str(empty), check=False)
    assert done.returncode == 1 and "[import.empty]  a.csv" in done.stderr and "→" in done.stderr
    as_json = other_workspace.run("import", str(empty), "--json", check=False)
    assert as_json.returncode == 1
    assert json.loads(as_json.stdout)["problems"][0]["id"] == "import.empty"
    wrong = other_workspace.run("import", str(tmp_path), "--mapping", "nope", check=False)
    assert wrong.returncode == 1 and "import.mapping-not-found" in wrong.stderr
