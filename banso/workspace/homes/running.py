"""Is ``banso up`` running here, and which workspaces answer where? Told by a lock and ``up.json``."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from banso.lib.problems import BansoError, problem
from banso.workspace.homes.registry import write_whole
from banso.workspace.presence import is_held

LOCK, FILE = ".up.lock", "up.json"
PREPARING, STARTING, RUNNING, GAVE_UP = "preparing", "starting", "running", "gave_up"


class UpRunning(BansoError):
    """``banso up`` already serves this BANSO_HOME."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Web and worker of one workspace."""

    port: int
    state: str


def take_up_lock(*, home: Path) -> int:
    """This function will hold the lock of BANSO_HOME until the process ends; raises UpRunning."""
    handle = os.open(home / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refused:
        os.close(handle)
        places = ", ".join(f"http://127.0.0.1:{p.port}/" for p in _told(home).values())
        raise UpRunning(
            problem(
                "up.running",
                ja=f"このフォルダーでは banso up がすでに動いています（{places}）。",
                en=f"banso up already serves this folder ({places}).",
                remedy_ja="そのまま使うか、動いているほうを Ctrl-C で終了してください。",
                remedy_en="Use it, or stop it with Ctrl-C first.",
                path=str(home),
            )
        ) from refused
    return handle


def supervised(*, home: Path) -> bool:
    """This function will say whether ``banso up`` runs on this BANSO_HOME."""
    return is_held(home / LOCK)


def pairs(*, home: Path) -> dict[str, Pair]:
    """This function will give the pairs that ``banso up`` looks after; none while it does not run."""
    return _told(home) if supervised(home=home) else {}


def tell(*, home: Path, pairs: dict[str, Pair]) -> None:
    """This function will let web processes know what runs; only ``banso up`` calls it."""
    listed = {key: {"port": p.port, "state": p.state} for key, p in pairs.items()}
    write_whole(home / FILE, {"pid": os.getpid(), "pairs": listed}, durable=False)


def _told(home: Path) -> dict[str, Pair]:
    try:
        found = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {key: Pair(**row) for key, row in found["pairs"].items()}
