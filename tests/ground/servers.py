"""A workspace folder apart from this process, commands run on it, and a real server in front of it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ground import postgres, zygote

if TYPE_CHECKING:
    import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
STARTS_WITHIN = 180.0  # seconds; a loaded machine with two cores needs a few


@dataclass(frozen=True)
class WorkspaceFolder:
    """``$BANSO_HOME`` with one workspace called ``test`` in it."""

    home: Path
    name: str = "test"

    @property
    def folder(self) -> Path:
        return self.home / self.name

    def environment(self, **more: str) -> dict[str, str]:
        own = {
            "BANSO_HOME": str(self.home),
            "BANSO_WORKSPACE": self.name,
            "DJANGO_SETTINGS_MODULE": "banso.settings",
        }
        return {**os.environ, **own, **more}

    def run(
        self, *words: str, check: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """``banso <words>`` on this workspace; with ``check`` a failure shows what it printed."""
        return self.module("banso.interfaces.commands.cli", *words, check=check, **environment)

    def python(self, *words: str, check: bool = True) -> str:
        """``python <words>`` with this workspace as its own; gives back what it printed."""
        name, *rest = words[1:] if words[0] == "-m" else words
        return self.module(name, *rest, check=check).stdout

    def module(
        self, name: str, *words: str, check: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """``python -m name words…`` on this workspace, in a process of its own; ``-c`` runs code."""
        done = zygote.run_module(name, words, environment=self.environment(**environment))
        return _checked(done, words, check)

    def copy_to(self, home: Path) -> WorkspaceFolder:
        shutil.copytree(self.folder, home / self.name)
        own = home / self.name / "database.url"
        if own.exists():
            own.write_text(postgres.new_database(like=own.read_text().strip()))
        return WorkspaceFolder(home, self.name)


def _checked(
    done: subprocess.CompletedProcess[str], words: tuple[str, ...], check: bool
) -> subprocess.CompletedProcess[str]:
    if check and done.returncode:
        said = f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        raise AssertionError(f"{words} ended with {done.returncode}:\n{said}")
    return done


def prepared(home: Path) -> WorkspaceFolder:
    """A migrated workspace with all the people of the tests."""
    workspace = WorkspaceFolder(home)
    workspace.folder.mkdir(parents=True, exist_ok=True)
    if postgres.in_use():
        (workspace.folder / "database.url").write_text(postgres.new_database())
    workspace.python("-m", "tests.ground.prepare")
    return workspace


def migrated(home: Path) -> WorkspaceFolder:
    """A workspace with all tables, in its SQLite file, and no row."""
    workspace = WorkspaceFolder(home)
    workspace.folder.mkdir(parents=True, exist_ok=True)
    (workspace.folder / "database.url").write_text("sqlite")
    workspace.run("migrate", "--verbosity", "0")
    return workspace


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], WorkspaceFolder]
) -> WorkspaceFolder:
    """What is dear to make is made by the first process of a run that needs it; the others wait for it."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home, done = shared / f"once-{name}", shared / f"once-{name}.done"
    with (shared / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(home, ignore_errors=True)  # of a process that failed on the way
            home.mkdir()
            make(home)
            done.touch()
    return WorkspaceFolder(home)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Live:
    """uvicorn on 127.0.0.1 in front of a workspace folder, and the worker beside it if asked for."""

    workspace: WorkspaceFolder
    worker: bool = False
    port: int = field(default_factory=free_port)
    cookies: dict[str, list[dict[str, object]]] = field(default_factory=dict)  # by person
    _processes: list[zygote.Running] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """The end of what server and worker wrote, for the message of a failing test."""
        path = self.workspace.home / "live.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def start(self) -> Live:
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        self._spawn("uvicorn", "banso.asgi:application", *options)
        if self.worker:
            self._spawn("banso.interfaces.commands.cli", "worker", "--interval", "0.1")
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if self._processes[0].poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"the server did not start:\n{self.log}")
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        for process in self._processes:
            process.stop()
        self._processes.clear()

    def _spawn(self, module: str, *words: str) -> None:
        log = self.workspace.home / "live.log"
        environment = self.workspace.environment()
        self._processes.append(zygote.Running(module, words, environment=environment, log=log))

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
