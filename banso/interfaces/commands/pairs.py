"""Web and worker of every workspace in service: started, stopped and removed as the list says."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from banso.interfaces.commands.ports import HOST, answers, is_free
from banso.interfaces.commands.supervision import Child, Supervisor
from banso.lib.problems import BansoError
from banso.workspace.homes import making, registry, removing, running
from banso.workspace.homes.registry import Home

PYTHON = [sys.executable, "-m"]
BANSO = [*PYTHON, "banso.interfaces.commands.cli"]
_TIDIES_EVERY = 60.0  # seconds
Say = Callable[[str, str], None]  # the same line in Japanese and in English


def web_command(port: int, *, processes: int = 1) -> list[str]:
    several = ["--workers", str(processes)] if processes > 1 else []
    return [
        *PYTHON,
        "uvicorn",
        "banso.asgi:application",
        *("--host", HOST, "--port", str(port), "--log-level", "warning", "--no-access-log"),
        *("--no-server-header", "--lifespan", "off", "--timeout-graceful-shutdown", "3"),
        *several,
    ]


def _processes(environment: Mapping[str, str]) -> int:
    """How many processes answer requests; one works on one request at a time, nearly."""
    wanted = environment.get("BANSO_WEB_PROCESSES", "1")
    return max(1, min(int(wanted), 16)) if wanted.isdigit() else 1


@dataclass
class _Pair:
    port: int
    state: str
    children: list[Child] = field(default_factory=list)
    migration: subprocess.Popen[bytes] | None = None


@dataclass
class Pairs:
    """Looks at the list of BANSO_HOME and makes the running pairs match it."""

    home: Path
    first: str  # the workspace of this process, on the port that was asked for
    first_port: int
    environment: Mapping[str, str]
    folder: str
    out: Say
    supervisor: Supervisor = field(init=False)
    _pairs: dict[str, _Pair] = field(default_factory=dict)
    _since: str = field(default_factory=lambda: datetime.now(UTC).isoformat())
    _seen: int = -1  # the list as it was at the last look, by its time of change
    _tidied: float = 0.0

    def __post_init__(self) -> None:
        self.supervisor = Supervisor([], self.environment, self.folder, self._say, self.look)

    def begin(self) -> None:
        """Start the first pair; the others come one after the other, as the looks go on."""
        registry.change_home(home=self.home, key=self.first, port=self.first_port)
        self.supervisor.start()
        self._serve(self.first, self.first_port)
        self._tell()

    def look(self) -> None:
        """One look: what the list wants, and how far what runs has come."""
        changed = self._follow_list()
        for key, pair in list(self._pairs.items()):
            changed |= self._go_on(key, pair)
        if changed:
            self._tell()
        if time.monotonic() - self._tidied > _TIDIES_EVERY:
            self._tidied = time.monotonic()
            making.clear_away(home=self.home)

    def _follow_list(self) -> bool:
        try:
            stamp = (self.home / registry.FILE).stat().st_mtime_ns
        except FileNotFoundError:
            stamp = 0
        if stamp == self._seen:
            return False
        self._seen = stamp
        listed = {h.key: h for h in registry.homes(home=self.home)}
        for key in [k for k in self._pairs if k not in listed or not listed[k].active]:
            self._stop(key)
        for entry in listed.values():
            if entry.state == registry.REMOVING:
                self._remove(entry)
            elif entry.active and entry.key not in self._pairs:
                self._start(entry)
        return True

    def _start(self, entry: Home) -> None:
        port = self._port_for(entry)
        if port != entry.port:
            registry.change_home(home=self.home, key=entry.key, port=port)
        if entry.created >= self._since:  # made by this version a moment ago
            self._serve(entry.key, port)
            return
        migration = subprocess.Popen(  # noqa: S603
            [*BANSO, "migrate", "--verbosity", "0"],
            env={**self.environment, "BANSO_WORKSPACE": entry.key},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
        )
        self._pairs[entry.key] = _Pair(port, running.PREPARING, migration=migration)

    def _serve(self, key: str, port: int) -> None:
        label = "" if key == self.first else f" ({key})"
        own = {"BANSO_WORKSPACE": key}
        vital = key == self.first
        pair = _Pair(port, running.STARTING)
        processes = _processes(self.environment)
        for name, command in (
            ("web", web_command(port, processes=processes)),
            ("worker", [*BANSO, "worker"]),
        ):
            child = Child(f"{name}{label}", command, own, vital)
            pair.children.append(child)
            self.supervisor.add(child)
        self._pairs[key] = pair

    def _go_on(self, key: str, pair: _Pair) -> bool:
        """Whether the pair has come further."""
        if pair.migration is not None:
            code = pair.migration.poll()
            if code is None:
                return False
            pair.migration = None
            if code:
                self._say("gave_up", f"migrate ({key})", code)
                pair.state = running.GAVE_UP
            else:
                self._serve(key, pair.port)
            return True
        if any(c.given_up for c in pair.children) and pair.state != running.GAVE_UP:
            pair.state = running.GAVE_UP
            return True
        if pair.state == running.STARTING and answers(pair.port):
            pair.state = running.RUNNING
            if key != self.first:
                line = f"  {key}  http://{HOST}:{pair.port}/"
                self.out(line, line)
            return True
        return False

    def _stop(self, key: str) -> None:
        pair = self._pairs.pop(key)
        if pair.migration is not None:
            pair.migration.terminate()
            pair.migration.wait()
        self.supervisor.remove(*pair.children)

    def _remove(self, entry: Home) -> None:
        try:
            removing.remove_folder(home=self.home, key=entry.key)
        except BansoError as refused:  # somebody runs its worker by hand
            self.out(refused.in_("ja"), refused.in_("en"))

    def _port_for(self, entry: Home) -> int:
        """The port it had; else the next one that is nobody's."""
        taken = {p.port for p in self._pairs.values()}
        if entry.port and entry.port not in taken and is_free(entry.port):
            return entry.port
        known = {h.port for h in registry.homes(home=self.home) if h.key != entry.key}
        port = self.first_port + 1
        while port in taken or port in known or not is_free(port):
            port += 1
        return port

    def _tell(self) -> None:
        told = {key: running.Pair(p.port, p.state) for key, p in self._pairs.items()}
        running.tell(home=self.home, pairs=told)

    def _say(self, event: str, name: str, code: int) -> None:
        ja, en = {
            "ended": (
                f"{name} が終了しました(コード {code})。もう一度起動します。",
                f"{name} ended with code {code}; starting it again.",
            ),
            "gave_up": (
                f"{name} が続けて終了しました(コード {code})。上の記録をご確認ください。",
                f"{name} keeps ending (code {code}). See what it wrote above.",
            ),
            "stopping": ("終了しています…", "Stopping…"),
        }[event]
        self.out(ja, en)
