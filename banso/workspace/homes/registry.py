"""The list of workspaces: ``workspaces.json`` in BANSO_HOME, written whole and at once.

It holds no secret and nothing of any workspace's data: folder, name, port, state.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from banso.lib.problems import BansoError, Problem, problem

FILE = "workspaces.json"
ACTIVE, ARCHIVED, REMOVING = "active", "archived", "removing"
RESERVED = frozenset({"backups"})
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}\Z")
# Any of them makes a folder a workspace; records may lie in a database that the environment names.
_RECORDS = ("records.sqlite3", "database.url", "lake")


class WorkspaceUnknown(BansoError):
    """No workspace of this installation has this folder."""


class WorkspaceTaken(BansoError):
    """There is a workspace of this folder already, or the folder's name cannot be used."""


@dataclass(frozen=True, slots=True)
class Home:
    """One workspace of the list. ``key`` is its folder; ``port`` 0 until it was first served."""

    key: str
    name: str
    state: str = ACTIVE
    port: int = 0
    is_demo: bool = False
    created: str = ""  # UTC, ISO
    with_backups: bool = False  # while being removed: its backups go too

    @property
    def active(self) -> bool:
        return self.state == ACTIVE


def homes(*, home: Path) -> list[Home]:
    """This function will list the workspaces in the order they were made; empty before the first."""
    return list(_read(home).values())


def home_of(*, home: Path, key: str) -> Home | None:
    """This function will give one workspace of the list, None if it is not there."""
    return _read(home).get(key)


def require_home(*, home: Path, key: str) -> Home:
    """This function will give one workspace of the list; raises WorkspaceUnknown."""
    found = home_of(home=home, key=key)
    if found is None:
        raise WorkspaceUnknown(
            problem(
                "workspace.unknown",
                ja=f"ワークスペース「{key}」が見つかりません。",
                en=f"There is no workspace '{key}'.",
                remedy_ja="banso workspace list で一覧をご確認ください。",
                remedy_en="See the list: banso workspace list",
            )
        )
    return found


def add_home(*, home: Path, entry: Home) -> None:
    """This function will put a workspace on the list; raises WorkspaceTaken if its folder is on it."""

    def add(known: dict[str, Home]) -> None:
        if entry.key in known:
            raise WorkspaceTaken(taken(entry.key))
        known[entry.key] = entry

    _change(home, add)


def change_home(*, home: Path, key: str, **changes: Any) -> Home | None:
    """This function will change fields of a workspace on the list; None if it is not there."""

    def change(known: dict[str, Home]) -> None:
        if key in known:
            known[key] = replace(known[key], **changes)

    return _change(home, change).get(key)


def drop_home(*, home: Path, key: str) -> None:
    """This function will take a workspace off the list; its folder is not touched."""
    _change(home, lambda known: known.pop(key, None))


def adopt(*, home: Path, created: str) -> list[Home]:
    """This function will put folders on the list that are workspaces and are not on it yet.

    Installations from before there was a list have such folders, and copies made by hand.
    """
    folders = sorted(home.iterdir()) if home.is_dir() else []
    found = [f.name for f in folders if _FOLDER.match(f.name) and is_workspace(f)]

    def take_in(known: dict[str, Home]) -> None:
        for key in found:
            known.setdefault(key, Home(key, key, created=created))

    if all(key in _read(home) for key in found):
        return homes(home=home)
    return list(_change(home, take_in).values())


def is_workspace(folder: Path) -> bool:
    """Whether a folder holds records."""
    return any((folder / name).exists() for name in _RECORDS)


def new_key(*, home: Path, name: str) -> str:
    """This function will choose the folder of a new workspace: from its name where that is plain
    letters, else short and random. It is free now; only the making itself reserves it."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:24].strip("-")
    if len(plain) >= 2 and is_free(home=home, key=plain):
        return plain
    while True:
        key = f"{plain}-{secrets.token_hex(2)}" if len(plain) >= 2 else f"ws-{secrets.token_hex(3)}"
        if is_free(home=home, key=key):
            return key


def is_free(*, home: Path, key: str) -> bool:
    return (
        bool(_FOLDER.match(key))
        and key.lower() not in RESERVED
        and key not in _read(home)
        and not is_workspace(home / key)
    )


def require_free_key(*, home: Path, key: str) -> None:
    """This function will refuse (WorkspaceTaken) a folder that is there or cannot be used."""
    if not is_free(home=home, key=key):
        raise WorkspaceTaken(taken(key))


# The file ------------------------------------------------------------------------------------------


def _read(home: Path) -> dict[str, Home]:
    try:
        found = json.loads((home / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    known = Home.__dataclass_fields__.keys()
    rows = [{k: v for k, v in row.items() if k in known} for row in found["workspaces"]]
    return {row["key"]: Home(**row) for row in rows}


def _change(home: Path, change: Callable[[dict[str, Home]], object]) -> dict[str, Home]:
    with _held(home):
        known = _read(home)
        before = dict(known)
        change(known)
        if known != before:
            rows = [asdict(entry) for entry in known.values()]
            write_whole(home / FILE, {"version": 1, "workspaces": rows})
        return known


def write_whole(path: Path, data: Any, *, durable: bool = True) -> None:
    """This function will put JSON in place of a file, so that a reader sees the old or the new."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with scratch.open("w", encoding="utf-8") as file:
        os.chmod(scratch, 0o600)
        json.dump(data, file, ensure_ascii=False, indent=1)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    os.replace(scratch, path)


@contextmanager
def _held(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".workspaces.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def taken(key: str) -> Problem:
    """The problem of a folder that is there or cannot be used."""
    return problem(
        "workspace.taken",
        ja=f"「{key}」という名前のフォルダーは使えません。",
        en=f"The folder name '{key}' cannot be used.",
        remedy_ja="すでにあるか、使えない文字を含みます。半角英数字・-・_ の別の名前にしてください。",
        remedy_en="It is taken, or holds letters it may not. Choose another of A-Z, a-z, 0-9, - and _.",
        sample=key[:60],
    )
