"""``banso up`` with several workspaces: a pair for each, started, stopped and removed while it runs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.commands.test_up import Running, up
from tests.ground.servers import WorkspaceFolder, free_port

WITHIN = 240.0
Row = dict[str, Any]


def listed(workspace: WorkspaceFolder) -> dict[str, Row]:
    said = workspace.run("workspace", "list", "--json").stdout
    return {row["workspace"]: row for row in json.loads(said)}


def told(home: Path) -> dict[str, Row]:
    """What ``banso up`` says of its pairs."""
    try:
        return dict(json.loads((home / "up.json").read_text())["pairs"])
    except FileNotFoundError:
        return {}


def wait(running: Running, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not until():
        assert running.process.poll() is None, running.said()
        assert time.monotonic() < deadline, running.said()
        time.sleep(0.1)


def is_running(home: Path, key: str) -> bool:
    return told(home).get(key, {}).get("state") == "running"


def answered(port: int) -> int:
    with urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=60) as answer:  # noqa: S310
        return int(answer.status)


def test_a_pair_for_every_workspace_as_they_come_and_go(
    other_workspace: WorkspaceFolder,
) -> None:
    home = other_workspace.home
    port = free_port()
    with up(other_workspace, port) as running:
        running.wait_for("Ctrl-C")
        assert set(running.children()) == {"web", "worker"}
        # One more, made while it runs.
        made = other_workspace.run("workspace", "create", "Acme", LANG="C")
        assert "Made: Acme (acme)" in made.stdout
        wait(running, lambda: is_running(home, "acme"))
        place = told(home)["acme"]["port"]
        assert place > port and answered(place) == answered(port) == 200
        assert listed(other_workspace)["acme"]["running"]
        # Out of service, and back at the same address.
        other_workspace.run("workspace", "archive", "acme")
        wait(running, lambda: "acme" not in told(home))
        assert (home / "acme" / "records.sqlite3").exists()
        other_workspace.run("workspace", "restore", "acme")
        wait(running, lambda: is_running(home, "acme"))
        assert told(home)["acme"]["port"] == place and answered(place) == 200
        # Gone.
        refused = other_workspace.run(
            "workspace", "delete", "acme", "--confirm", "Other", check=False, LANG="C"
        )
        assert refused.returncode == 1 and "[workspace.name-not-repeated]" in refused.stderr
        other_workspace.run("workspace", "delete", "acme", "--confirm", "Acme")
        assert not (home / "acme").exists() and "acme" not in listed(other_workspace)
        assert answered(port) == 200
    assert running.process.returncode == 0


def test_addresses_stay_and_a_dead_neighbour_ends_nothing(
    other_workspace: WorkspaceFolder,
) -> None:
    home = other_workspace.home
    other_workspace.run("workspace", "create", "Acme")
    with up(other_workspace) as running:
        wait(running, lambda: is_running(home, "acme"))
        place = told(home)["acme"]["port"]
        twice = other_workspace.run("up", "--port", str(free_port()), check=False, LANG="C")
        assert twice.returncode == 1 and "[up.running]" in twice.stderr
    # Its records cannot be reached: it is given up, and the first goes on.
    (home / "acme" / "database.url").write_text("nowhere")
    with up(other_workspace) as running:
        running.wait_for("Ctrl-C")
        wait(running, lambda: told(home).get("acme", {}).get("state") == "gave_up")
        assert told(home)["acme"]["port"] == place
        assert answered(running.port) == 200


def test_a_folder_of_an_earlier_version_is_served_too(
    other_workspace: WorkspaceFolder, prepared_workspace: WorkspaceFolder, tmp_path: Path
) -> None:
    copy = prepared_workspace.copy_to(tmp_path / "copy")
    copy.folder.rename(other_workspace.home / "older")
    with up(other_workspace) as running:
        wait(running, lambda: is_running(other_workspace.home, "older"))
        # Its own name, which its worker tells once it runs, and not the folder's.
        wait(running, lambda: {r["name"] for r in listed(other_workspace).values()} == {"試験用"})
