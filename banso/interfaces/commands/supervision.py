"""Keep a few child processes running until somebody says stop; nothing here knows Banso.

Children get sessions of their own, so that Ctrl-C reaches only the parent, which stops them in
order. A child that ends by itself is announced and started again; one that keeps ending at once is
given up. Children may be added and taken away while it runs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType

_LOOKS_EVERY = 0.2  # seconds
_GRACE = 4.0  # seconds between asking to stop and killing
_SHORT_LIFE = 5.0  # a child that lived less than this counts as failed at once
_GIVES_UP_AFTER = 3  # short lives in a row


@dataclass
class Child:
    """``vital``: giving it up ends everything. ``environment`` is laid over the common one."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    vital: bool = True
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    short_lives: int = 0
    given_up: bool = False


@dataclass
class Supervisor:
    """``say(event, name, code)``: events are ``ended``, ``gave_up`` and ``stopping``.

    ``look`` is called between two looks at the children; it may add and remove some.
    """

    children: list[Child]
    environment: Mapping[str, str]
    folder: str
    say: Callable[[str, str, int], None]
    look: Callable[[], None] = lambda: None
    _stop: bool = field(default=False, init=False)

    def start(self) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._asked_to_stop)
        for child in self.children:
            self._spawn(child)

    def run(self) -> int:
        """Watch until told to stop (0) or until a vital child cannot be kept alive (1)."""
        code = 0
        while not self._stop and code == 0:
            time.sleep(_LOOKS_EVERY)
            for child in list(self.children):
                if self._stop or code:
                    break
                code = self._look_at(child)
            if not self._stop and not code:
                self.look()
        self.say("stopping", "", 0)
        self.stop()
        return code

    @property
    def asked_to_stop(self) -> bool:
        return self._stop

    def add(self, child: Child) -> None:
        """Start one more."""
        self.children.append(child)
        self._spawn(child)

    def remove(self, *children: Child) -> None:
        """Stop some, and look after them no longer."""
        self.children = [c for c in self.children if c not in children]
        self._end(children)

    def stop(self) -> None:
        """Ask every child to end, then kill what has not."""
        self._end(self.children)

    def _end(self, children: list[Child] | tuple[Child, ...]) -> None:
        running = [c.process for c in children if c.process and c.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _GRACE
        for process in running:
            try:
                process.wait(timeout=max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_group(process)

    def _asked_to_stop(self, _signum: int, _frame: FrameType | None) -> None:
        self._stop = True

    def _spawn(self, child: Child) -> None:
        child.born = time.monotonic()
        child.process = subprocess.Popen(  # noqa: S603
            child.command,
            env={**self.environment, **child.environment},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _look_at(self, child: Child) -> int:
        code = child.process.poll() if child.process else None
        if code is None or child.given_up:
            return 0
        if child.process is not None:
            _kill_group(child.process)  # what it had started would keep its port
        lived = time.monotonic() - child.born
        child.short_lives = child.short_lives + 1 if lived < _SHORT_LIFE else 0
        if child.short_lives >= _GIVES_UP_AFTER:
            child.given_up = True
            self.say("gave_up", child.name, code)
            return 1 if child.vital else 0
        self.say("ended", child.name, code)
        self._spawn(child)
        return 0


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """The child leads a session; its own children go with it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
