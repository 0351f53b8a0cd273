"""A workspace goes: moved aside in one step, then removed; who still reads it reads nothing."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from pathlib import Path

from django.db import connections

from banso.lib.problems import BansoError, problem
from banso.workspace import records
from banso.workspace.dump import another_connection
from banso.workspace.homes.registry import drop_home, home_of

ASIDE = ".removed"
BACKUPS = "backups"


class WorkspaceInUse(BansoError):
    """Its worker is running, so it cannot be removed."""


def backups_of(*, home: Path, key: str) -> Path:
    """The folder that holds a workspace's backups: beside the workspaces, not inside one."""
    return home / BACKUPS / key


def remove_folder(*, home: Path, key: str) -> None:
    """This function will take a workspace off the list and remove its folder; its pair must not run.

    Raises WorkspaceInUse.
    """
    entry = home_of(home=home, key=key)
    folder = home / key
    _require_no_worker(folder)
    _drop_schema(folder, key)
    aside = home / ASIDE
    aside.mkdir(exist_ok=True)
    if folder.exists():
        os.rename(folder, aside / f"{key}-{secrets.token_hex(4)}")
    if entry is not None and entry.with_backups:
        shutil.rmtree(backups_of(home=home, key=key), ignore_errors=True)
    drop_home(home=home, key=key)
    clear_removed(home=home)


def clear_removed(*, home: Path) -> None:
    """This function will remove what was moved aside, also by a process that died before it could."""
    aside = home / ASIDE
    for left in aside.iterdir() if aside.is_dir() else ():
        shutil.rmtree(left, ignore_errors=True)


def _drop_schema(folder: Path, key: str) -> None:
    """Records in PostgreSQL go with their schema, where that is the workspace's alone."""
    if not folder.exists():  # of a removal that was interrupted
        return
    found = records.records(folder, key, os.environ)
    schema = found.get("SCHEMA")
    own = (folder / records.ADDRESS_FILE).is_file() or schema == records.schema_of(key)
    if schema is None or not own:
        return
    with another_connection({**connections["default"].settings_dict, **found}) as alias:
        connection = connections[alias]
        with connection.cursor() as cursor:
            cursor.execute(f"drop schema if exists {connection.ops.quote_name(schema)} cascade")


def _require_no_worker(folder: Path) -> None:
    try:
        handle = os.open(folder / "worker.lock", os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refused:
        raise WorkspaceInUse(
            problem(
                "workspace.in-use",
                ja="このワークスペースのワーカーが動いています。",
                en="This workspace's worker is running.",
                remedy_ja="ワーカーを終了してから、もう一度実行してください。",
                remedy_en="Stop it, then try again.",
                path=str(folder),
            )
        ) from refused
    finally:
        os.close(handle)
