"""The folder files are picked up from: where it may be, what of it is ready, where things go.

``done/`` and ``refused/`` lie inside it; what is being worked on is held in ``.taking/``, so that a
new file of the same name can arrive meanwhile. All moves are renames inside one file system.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from banso.connectors.files.unpack import TABLE_ENDINGS
from banso.lib.problems import BansoError, problem

DONE, REFUSED, HELD = "done", "refused", ".taking"
QUIET = timedelta(minutes=2)  # a file that changed later than this may still be being written
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", "~")


class FolderRefused(BansoError):
    """The folder lies where this installation picks nothing up, or cannot be written."""


def default_folder() -> Path:
    return Path(settings.BANSO_FOLDER) / "inbox"


def folder_of(options: dict[str, Any]) -> Path:
    """This function will give the folder that is set, made if it is not there. Raises FolderRefused."""
    given = str(options.get("folder") or "").strip()
    folder = Path(given) if given else default_folder()
    if given and not _allowed(folder):
        raise FolderRefused(
            problem(
                "pickup.folder-outside",
                ja=f"フォルダー「{given[:120]}」からは取り込めません。",
                en=f"Nothing is picked up from '{given[:120]}'.",
                remedy_ja="環境変数 BANSO_PICKUP に書かれた場所の下のフォルダーを指定してください。",
                remedy_en="Choose a folder below the places listed in the environment variable BANSO_PICKUP.",
            )
        )
    try:
        for inside in (folder, folder / DONE, folder / REFUSED, folder / HELD):
            inside.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise FolderRefused(
            problem(
                "pickup.folder",
                ja=f"フォルダー「{folder}」に書き込めません（{failed.strerror}）。",
                en=f"The folder '{folder}' cannot be written ({failed.strerror}).",
                remedy_ja="フォルダーの権限をご確認ください。",
                remedy_en="Check the rights of the folder.",
            )
        ) from failed
    return folder


def _allowed(folder: Path) -> bool:
    """Inside the workspace's own folder, or where the machine's owner says files arrive."""
    if not folder.is_absolute():
        return False
    roots = [default_folder(), *_roots()]
    return any(folder.resolve().is_relative_to(root.resolve()) for root in roots)


def _roots() -> list[Path]:
    listed = os.environ.get("BANSO_PICKUP", "").split(os.pathsep)
    return [Path(p) for p in listed if p and Path(p).is_absolute()]


def ready(folder: Path, *, now: datetime) -> Iterator[Path]:
    """This function will give what is ready to be taken, by name: tables, and folders with tables in them.

    Left alone: hidden and unfinished names, links, other kinds of files, what changed a moment ago.
    """
    for entry in sorted(folder.iterdir()):
        name = entry.name
        if name.startswith(".") or name.lower().endswith(_UNFINISHED) or entry.is_symlink():
            continue
        if entry.is_dir():
            inside = [p for p in entry.iterdir() if not p.is_symlink()]
            tables = [p for p in inside if _is_table(p)]
            if name not in (DONE, REFUSED) and tables and all(_quiet(p, now) for p in inside):
                yield entry
        elif _is_table(entry) and _quiet(entry, now):
            yield entry


def _is_table(path: Path) -> bool:
    return path.is_file() and path.name.lower().endswith(TABLE_ENDINGS)


def _quiet(path: Path, now: datetime) -> bool:
    return path.stat().st_mtime <= (now - QUIET).timestamp()


def place_for(name: str, *, into: str, day: date, public_id: str, folder: Path) -> str:
    """This function will name where a file goes, below the folder: its own name, or with an id behind
    it where that is taken."""
    wanted = Path(into) / day.isoformat() / name
    if (folder / wanted).exists():
        wanted = wanted.with_name(f"{wanted.stem}-{public_id}{wanted.suffix}")
    return str(wanted)


def move(source: Path, target: Path) -> None:
    """This function will move within the folder; moved already, it does nothing."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(source, target)
