"""The backups of this workspace that lie in BANSO_HOME, and how large a workspace is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from banso.connectors.backup.taking import SUFFIX
from banso.lib.problems import BansoError, problem
from banso.workspace.homes.removing import backups_of
from banso.workspace.viewer import Act, Viewer

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,120}\Z")


class BackupUnknown(BansoError):
    """This workspace has no backup of this name."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """``bytes``: its size."""

    name: str
    made_at: datetime
    bytes: int


def backups(*, viewer: Viewer) -> list[BackupFile]:
    """This function will list this workspace's backups, newest first."""
    viewer.require(Act.MANAGE_WORKSPACE)
    folder = _folder()
    found = [p for p in folder.glob(f"*{SUFFIX}") if _NAME.match(p.name)] if folder.is_dir() else []
    files = [
        BackupFile(p.name, datetime.fromtimestamp(p.stat().st_mtime, UTC), p.stat().st_size)
        for p in found
    ]
    return sorted(files, key=lambda f: (f.made_at, f.name), reverse=True)


def backup_path(*, viewer: Viewer, name: str) -> Path:
    """This function will give the file of one backup of this workspace; raises BackupUnknown."""
    viewer.require(Act.MANAGE_WORKSPACE)
    path = _folder() / name
    if not _NAME.match(name) or not name.endswith(SUFFIX) or not path.is_file():
        raise BackupUnknown(
            problem(
                "backup.not-found",
                ja="このバックアップは見つかりません。",
                en="There is no such backup.",
                remedy_ja="一覧から選び直してください。",
                remedy_en="Choose one from the list.",
            )
        )
    return path


def workspace_bytes(*, viewer: Viewer) -> int:
    """This function will measure this workspace's folder."""
    viewer.require(Act.MANAGE_WORKSPACE)
    folder = Path(settings.BANSO_FOLDER)
    return sum(_size(p) for p in folder.rglob("*"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:  # gone meanwhile
        return 0


def _folder() -> Path:
    return backups_of(home=Path(settings.BANSO_HOME), key=settings.BANSO_WORKSPACE)
