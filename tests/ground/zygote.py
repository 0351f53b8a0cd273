"""Processes that start at once: a prepared process forks one for each request.

Starting Python and loading Banso costs over a second of a core, and tests that kill a process at
every boundary start hundreds. This one loads everything, opens nothing, and waits; each request
gives a child of its own, with its own environment, workspace and exit: killing it kills it alone.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent.parent
_running: subprocess.Popen[str] | None = None


def run_module(
    module: str, words: Sequence[str], *, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """``python -m module words…`` in a child of the prepared process; waits for its end."""
    with tempfile.TemporaryDirectory(prefix="banso-fork-") as scratch:
        out, err = Path(scratch) / "out", Path(scratch) / "err"
        code = _asked(
            {
                "do": "run",
                "module": module,
                "words": list(words),
                "environment": environment,
                "out": str(out),
                "err": str(err),
            }
        )
        return subprocess.CompletedProcess(
            [module, *words], int(code or 0), out.read_text("utf-8"), err.read_text("utf-8")
        )


class Running:
    """A module that goes on in a child of the prepared process: a server, a worker."""

    def __init__(
        self, module: str, words: Sequence[str], *, environment: dict[str, str], log: Path
    ) -> None:
        request = {
            "do": "spawn",
            "module": module,
            "words": list(words),
            "environment": environment,
            "out": str(log),
            "err": str(log),
        }
        self.pid = int(_asked(request) or 0)

    def poll(self) -> int | None:
        """How it ended, or None while it runs."""
        return _asked({"do": "poll", "pid": self.pid})

    def stop(self, *, patience: float = 10.0) -> None:
        """Ask it to end; kill it when it does not."""
        _asked({"do": "stop", "pid": self.pid, "patience": patience})


def _asked(request: dict[str, Any]) -> int | None:
    process = _started()
    assert process.stdin and process.stdout
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise AssertionError(f"the prepared process ended with {process.wait()}")
    found: int | None = json.loads(answer)
    return found


def _started() -> subprocess.Popen[str]:
    global _running
    if _running is None or _running.poll() is not None:
        _running = subprocess.Popen(
            [sys.executable, "-m", "tests.ground.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "banso.settings"},
        )
        atexit.register(_running.terminate)
    return _running


# In the prepared process -------------------------------------------------------------------------


def main() -> None:
    import django

    django.setup()
    for module in ("banso.journey.day", "banso.urls", "banso.interfaces.commands.cli"):
        importlib.import_module(module)
    # What the requests are answered on must not be what a child prints on.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    ended: dict[int, int] = {}
    for line in sys.stdin:
        answers.write(f"{json.dumps(_done(json.loads(line), ended))}\n")
        answers.flush()


def _done(request: dict[str, Any], ended: dict[int, int]) -> int | None:
    if request["do"] == "poll":
        return _ended(request["pid"], ended)
    if request["do"] == "stop":
        return _stopped(request["pid"], request["patience"], ended)
    child = os.fork()
    if child == 0:
        _child(request)
    if request["do"] == "spawn":
        return child
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _ended(pid: int, ended: dict[int, int]) -> int | None:
    if pid not in ended:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            ended[pid] = os.waitstatus_to_exitcode(status)
    return ended.get(pid)


def _stopped(pid: int, patience: float, ended: dict[int, int]) -> int | None:
    if _ended(pid, ended) is None:
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + patience
    while _ended(pid, ended) is None:
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    return ended[pid]


def _child(request: dict[str, Any]) -> None:
    """Become the process that was asked for; never comes back."""
    code = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
        _become(request["environment"])
        sys.argv = [request["module"], *request["words"]]
        if request["module"] == "-c":
            exec(request["words"][0], {"__name__": "__main__"})  # noqa: S102  a test's own words
        else:
            runpy.run_module(request["module"], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001  as the interpreter does it
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _become(environment: dict[str, str]) -> None:
    """Settings are read from the environment once; here they are read again."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    os.environ.clear()
    os.environ.update(environment)
    importlib.reload(sys.modules["banso.settings"])
    settings.__dict__.clear()
    settings._wrapped = empty
    with contextlib.suppress(AttributeError):
        del connections["default"]  # made, never opened, while everything was loaded
    connections.__dict__.pop("settings", None)
    connections._settings = None  # type: ignore[assignment]
    settings.INSTALLED_APPS  # noqa: B018  loads them


if __name__ == "__main__":
    main()
