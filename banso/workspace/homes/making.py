"""A workspace in the making: built aside by a process of its own, seen only when it is whole.

The process works in ``.making/<token>/`` of BANSO_HOME and moves the finished folder into place as
its last act, so whatever kills it leaves nothing half-made. It holds a lock while it lives; what
nobody holds any more is cleared away. What it needs to know comes through its standard input and
stands in no file: a password may be among it. How far it is stands in ``status.json``.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from banso.lib.problems import BansoError, problem
from banso.workspace.homes.registry import (
    Home,
    WorkspaceTaken,
    add_home,
    taken,
    write_whole,
)
from banso.workspace.presence import is_held
from banso.workspace.progress import Throttle

FOLDER, STATUS, LOCK = ".making", "status.json", "lock"
CREATE, RESTORE = "create", "restore"
MAKING, DONE, FAILED = "making", "done", "failed"
_TOKEN = re.compile(r"[0-9a-f]{24}\Z")
_KEPT_FOR = 3600.0  # seconds: the word "done" or "failed" can still be read
_STARTS_WITHIN = 60.0
_EMPTY = {"secret.key", "uploads"}  # what a command leaves that was only called with the name


class MakingUnknown(BansoError):
    """Nothing of this token is in the making."""


@dataclass(frozen=True, slots=True)
class Status:
    """How far a making is. ``problems`` as JSON in both languages."""

    token: str
    what: str = CREATE
    key: str = ""
    name: str = ""
    state: str = MAKING
    step: str = ""
    done: int = 0
    total: int | None = None
    unit: str = ""
    rate: float | None = None
    remaining_seconds: float | None = None
    by: int | None = None  # who began it, of the workspace named next
    origin: str = ""
    problems: list[dict[str, Any]] = field(default_factory=list)


def begin(
    *,
    home: Path,
    what: str,
    key: str,
    name: str,
    spec: dict[str, Any],
    by: int | None = None,
    origin: str = "",
) -> str:
    """This function will start the process that makes the workspace ``key``; gives back its token.

    ``spec`` is what the process needs beside. It goes on when the caller ends.
    """
    clear_away(home=home)
    token = secrets.token_hex(12)
    folder = home / FOLDER / token
    folder.mkdir(parents=True)
    os.chmod(home / FOLDER, 0o700)
    lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    tell(home=home, status=Status(token, what, key, name, by=by, origin=origin))
    environment = {
        **os.environ,
        "BANSO_HOME": str(folder),
        "BANSO_WORKSPACE": key,
        "DJANGO_SETTINGS_MODULE": "banso.settings",
    }
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "banso.interfaces.commands.cli", "make-workspace"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        pass_fds=[lock],  # held for as long as the process lives
        start_new_session=True,
    )
    os.close(lock)
    told = {**spec, "what": what, "key": key, "name": name, "home": str(home), "token": token}
    assert process.stdin is not None  # noqa: S101
    with process.stdin:
        process.stdin.write(json.dumps(told).encode())
    threading.Thread(target=process.wait, daemon=True).start()
    return token


def status(*, home: Path, token: str) -> Status:
    """This function will say how far a making is; one whose process died is told as failed.

    Raises MakingUnknown.
    """
    folder = home / FOLDER / token
    if not _TOKEN.match(token) or not (folder / STATUS).exists():
        raise MakingUnknown(
            problem(
                "making.unknown",
                ja="作成中のワークスペースが見つかりません。",
                en="There is no such workspace in the making.",
                remedy_ja="ワークスペースの一覧をご確認ください。",
                remedy_en="See the list of workspaces.",
            )
        )
    alive = is_held(
        folder / LOCK
    )  # first this, then the file: a process that ends writes before it goes
    found = Status(**json.loads((folder / STATUS).read_text(encoding="utf-8")))
    if found.state == MAKING and not alive:
        return Status(**{**_plain(found), "state": FAILED, "problems": [_died()]})
    return found


def makings(*, home: Path) -> list[Status]:
    """This function will list what is in the making, and what failed within the hour."""
    folder = home / FOLDER
    tokens = (
        sorted(f.name for f in folder.iterdir() if _TOKEN.match(f.name)) if folder.is_dir() else []
    )
    found = []
    for token in tokens:
        try:
            found.append(status(home=home, token=token))
        except (MakingUnknown, FileNotFoundError):  # cleared away meanwhile
            continue
    return [s for s in found if s.state != DONE]


def wait(*, home: Path, token: str, timeout: float = 3600.0) -> Status:
    """This function will wait for the end of a making."""
    until = time.monotonic() + timeout
    while True:
        found = status(home=home, token=token)
        if found.state != MAKING or time.monotonic() > until:
            return found
        time.sleep(0.1)


def tell(*, home: Path, status: Status) -> None:
    """This function will let others know how far a making is."""
    write_whole(home / FOLDER / status.token / STATUS, _plain(status), durable=False)


def clear_away(*, home: Path) -> None:
    """This function will remove what dead makings left: their data at once, their word after an hour."""
    folder = home / FOLDER
    if not folder.is_dir():
        return
    for each in folder.iterdir():
        if not each.is_dir():
            continue
        word = each / STATUS
        begun = word.exists()  # asked first: the lock is taken before the first word is written
        if is_held(each / LOCK):
            continue
        try:
            age = time.time() - (word if begun else each).stat().st_mtime
        except FileNotFoundError:
            continue
        if age > _KEPT_FOR:
            shutil.rmtree(each, ignore_errors=True)
        elif begun or age > _STARTS_WITHIN:
            for left in each.iterdir():
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)


def _plain(found: Status) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Status.__dataclass_fields__}


def _died() -> dict[str, Any]:
    died = problem(
        "making.died",
        ja="作成の処理が途中で止まりました。何も作成されていません。",
        en="The making stopped half-way. Nothing was made.",
        remedy_ja="もう一度実行してください。",
        remedy_en="Try again.",
    )
    return problem_json(died)


def problem_json(found: Any) -> dict[str, Any]:
    """A problem as templates and terminals read it, in both languages."""
    return {**found.as_json("en"), "ja": found.in_("ja"), "en": found.in_("en")}


class Told:
    """Progress of a making, written where whoever waits reads it: a few times a second at most."""

    def __init__(self, home: Path, status: Status) -> None:
        self._home = home
        self.status = status
        self._began = time.monotonic()
        self._throttle = Throttle()

    def begin(self, step: str, total: int | None = None, unit: str = "") -> None:
        self._began = time.monotonic()
        self.change(step=step, done=0, total=total, unit=unit, rate=None, remaining_seconds=None)

    def advance(self, n: int = 1) -> None:
        self.status = replace(self.status, done=self.status.done + n)
        if not self._throttle.due():
            return
        passed = time.monotonic() - self._began
        rate = self.status.done / passed if passed > 0.2 else None
        left = (self.status.total - self.status.done) / rate if self.status.total and rate else None
        self.change(rate=rate, remaining_seconds=left)

    def change(self, **changes: Any) -> None:
        self.status = replace(self.status, **changes)
        tell(home=self._home, status=self.status)


def publish(*, home: Path, token: str, entry: Home) -> None:
    """This function will put the finished folder into its place and on the list: the last act."""
    built = home / FOLDER / token / entry.key
    target = home / entry.key
    if target.exists() and {p.name for p in target.iterdir()} <= _EMPTY:
        shutil.rmtree(target)
    try:
        os.rename(built, target)
    except OSError as refused:
        raise WorkspaceTaken(taken(entry.key)) from refused
    for folder in (target, home):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(handle)
        os.close(handle)
    add_home(home=home, entry=entry)
