"""Named boundaries between the steps of long work, and the switch that kills the process at one.

Work that must survive a crash calls ``step("import.records_written")`` between its steps. The
names are declared once with :func:`declare`, so a test can take the list from the code, set
``BANSO_KILL_AT`` to each of them in turn, and show that running again gives the same result.
"""

from __future__ import annotations

import os
import signal

_DECLARED: dict[str, str] = {}


def declare(name: str, what_is_done: str) -> str:
    """Register a boundary; ``what_is_done`` says what a crash right after it leaves behind."""
    _DECLARED[name] = what_is_done
    return name


def declared(prefix: str = "") -> tuple[str, ...]:
    """Every boundary whose modules are imported, in order of declaration."""
    return tuple(name for name in _DECLARED if name.startswith(prefix))


def step(name: str) -> None:
    """Pass a boundary. Dies by SIGKILL here if the environment asks for it (tests only)."""
    if name not in _DECLARED:
        raise KeyError(f"boundary {name!r} was never declared")
    if os.environ.get("BANSO_KILL_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
