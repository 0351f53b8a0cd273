"""``banso up``: web and worker for one workspace, until somebody says stop."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.ground.servers import PROJECT, WorkspaceFolder, free_port

WITHIN = 180.0


class Running:
    """One ``banso up`` with what it printed."""

    def __init__(self, workspace: WorkspaceFolder, port: int, **more: str) -> None:
        self.port = port
        self.log = workspace.home / "up.log"
        launcher = Path(sys.executable).with_name("banso")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(launcher), "up", "--port", str(port)],
                env=workspace.environment(LANG="C.UTF-8", BANSO_LANGUAGE="en", **more),
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + WITHIN
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, f"no {words!r} in:\n{self.said()}"
            time.sleep(0.05)

    def children(self) -> dict[str, int]:
        """Process ids by what they run."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found = {}
        for line in listed.splitlines():
            pid, _, command = line.strip().partition(" ")
            found["web" if "uvicorn" in command else "worker"] = int(pid)
        return found


@contextmanager
def up(workspace: WorkspaceFolder, port: int | None = None, **more: str) -> Iterator[Running]:
    running = Running(workspace, port or free_port(), **more)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.terminate()
            running.process.wait(timeout=60)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(("how", "processes"), [(signal.SIGINT, 1), (signal.SIGTERM, 2)])
def test_it_serves_and_stops_all_within_seconds(
    how: signal.Signals, processes: int, other_workspace: WorkspaceFolder
) -> None:
    with up(other_workspace, BANSO_WEB_PROCESSES=str(processes)) as running:
        running.wait_for("Ctrl-C")
        address = re.search(r"http://127\.0\.0\.1:\d+/", running.said())
        assert address
        with urlopen(f"{address[0]}accounts/login/", timeout=60) as answer:  # noqa: S310
            assert answer.status == 200
        children = running.children()
        assert set(children) == {"web", "worker"}
        asked = time.monotonic()
        running.process.send_signal(how)
        assert running.process.wait(timeout=60) == 0
        assert time.monotonic() - asked < 10
        assert not any(alive(pid) for pid in children.values())


@pytest.fixture(scope="module")
def serving(
    prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Running, WorkspaceFolder]]:
    """One for the tests that leave it running."""
    workspace = prepared_workspace.copy_to(tmp_path_factory.mktemp("home"))
    with up(workspace) as running:
        running.wait_for("Ctrl-C")
        yield running, workspace


def test_a_port_in_use_is_told_with_its_remedy(serving: tuple[Running, WorkspaceFolder]) -> None:
    running, workspace = serving
    second = workspace.run("up", "--port", str(running.port), check=False, LANG="C")
    assert second.returncode == 1
    assert "[up.port-in-use]" in second.stderr
    assert f"--port {running.port + 1}" in second.stderr
    assert "Traceback" not in second.stderr


def test_one_worker_serves_a_workspace(serving: tuple[Running, WorkspaceFolder]) -> None:
    _, workspace = serving
    deadline = time.monotonic() + WITHIN
    while not (workspace.folder / "worker.lock").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    second = workspace.run("worker", check=False, LANG="C")
    assert second.returncode == 1
    assert "[worker.running]" in second.stderr


def test_a_dead_worker_is_announced_and_replaced(serving: tuple[Running, WorkspaceFolder]) -> None:
    running, _ = serving
    first = running.children()["worker"]
    os.kill(first, signal.SIGKILL)
    running.wait_for("worker ended with code -9")
    deadline = time.monotonic() + WITHIN
    while running.children().get("worker") in (None, first):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_new_folder_leads_to_the_first_run(tmp_path: Path) -> None:
    empty = WorkspaceFolder(tmp_path, "fresh")
    with up(empty) as running:
        running.wait_for("Ctrl-C")
        assert "The first page makes you the administrator." in running.said()
        with urlopen(f"http://127.0.0.1:{running.port}/", timeout=60) as answer:  # noqa: S310
            assert answer.url.endswith("/welcome/")
