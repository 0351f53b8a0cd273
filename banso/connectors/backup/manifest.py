"""What a backup says about itself, and the refusals of what is no backup, or not whole."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from banso.lib.problems import BansoError, Problem, problem

FORMAT, VERSION = "banso-backup", 1
MANIFEST, README = "manifest.json", "README.txt"
RECORDS, LAKE, UPLOADS = "records/", "lake/", "uploads/"
_LARGEST_MANIFEST = 256 * 1024 * 1024  # bytes; a million parts


class BackupRefused(BansoError):
    """The file is no backup, was damaged, or is of a newer version."""


class DiskFull(BansoError):
    """There is not enough room for it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file in the zip. ``sha256`` in hex, ``size`` in bytes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``lake``: table → version and rows. ``records``: rows by table stand in records/tables.json."""

    made_at: str  # UTC, ISO
    banso: str
    workspace: Mapping[str, Any]  # key, name, is_demo, time_zone, currency, language
    records: Mapping[str, Any]  # rows, migrations
    lake: Mapping[str, Any]
    uploads: int = 0
    parts: Mapping[str, Part] = field(default_factory=dict)
    format: str = FORMAT
    version: int = VERSION

    @property
    def bytes(self) -> int:
        return sum(p.size for p in self.parts.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "version": self.version,
            "banso": self.banso,
            "made_at": self.made_at,
            "workspace": dict(self.workspace),
            "records": dict(self.records),
            "lake": dict(self.lake),
            "uploads": self.uploads,
            "left_out": ["secret.key", "sessions", "queue of the worker", "database.url"],
            "parts": {name: asdict(part) for name, part in self.parts.items()},
        }


def read_manifest(path: Path) -> Manifest:
    """This function will read what a backup says about itself; raises BackupRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            return manifest_in(archive, path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as wrong:
        if isinstance(wrong, OSError) and not path.is_file():
            raise BackupRefused(_not_there(path)) from wrong
        raise BackupRefused(_no_archive(path.name)) from wrong


def manifest_in(archive: zipfile.ZipFile, name: str) -> Manifest:
    """As ``read_manifest``, of an open archive."""
    names = archive.namelist()
    if MANIFEST not in names or len(set(names)) != len(names):
        raise BackupRefused(_foreign(name))
    info = archive.getinfo(MANIFEST)
    if info.file_size > _LARGEST_MANIFEST:
        raise BackupRefused(_foreign(name))
    try:
        found = json.loads(archive.read(MANIFEST))
        if found["format"] != FORMAT:
            raise BackupRefused(_foreign(name))
        if int(found["version"]) > VERSION:
            raise BackupRefused(newer(name, str(found.get("banso", ""))))
        parts = {k: Part(int(v["size"]), str(v["sha256"])) for k, v in found["parts"].items()}
        manifest = Manifest(
            made_at=str(found["made_at"]),
            banso=str(found["banso"]),
            workspace=found["workspace"],
            records=found["records"],
            lake=found["lake"],
            uploads=int(found["uploads"]),
            parts=parts,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise BackupRefused(_foreign(name)) from wrong
    _require_parts(archive, manifest, name)
    return manifest


def _require_parts(archive: zipfile.ZipFile, manifest: Manifest, name: str) -> None:
    """Exactly the parts that are listed, each of its size, and none that would leave its folder."""
    there = {i.filename: i.file_size for i in archive.infolist()}
    del there[MANIFEST]
    for part in there:
        path = PurePosixPath(part)
        odd = path.is_absolute() or ".." in path.parts or "\\" in part or part != str(path)
        if odd or not part.startswith((RECORDS, LAKE, UPLOADS, README)):
            raise BackupRefused(_foreign(name))
    if there != {k: p.size for k, p in manifest.parts.items()}:
        missing = sorted(set(manifest.parts) ^ set(there))
        raise BackupRefused(damaged(name, missing[0] if missing else ""))


def damaged(name: str, part: str) -> Problem:
    return problem(
        "backup.damaged",
        ja="バックアップファイルが壊れています。",
        en="The backup file is damaged.",
        remedy_ja="もう一度コピーするか、別のバックアップをお使いください。何も復元していません。",
        remedy_en="Copy it again, or use another backup. Nothing was restored.",
        file=name,
        path=part or None,
        sample=part[:80] or None,
    )


def newer(name: str, version: str) -> Problem:
    return problem(
        "backup.newer",
        ja=f"より新しい Banso（{version}）で作られたバックアップです。",
        en=f"This backup was made by a newer Banso ({version}).",
        remedy_ja="Banso を更新してから復元してください。何も復元していません。",
        remedy_en="Update Banso, then restore it. Nothing was restored.",
        file=name,
    )


def _foreign(name: str) -> Problem:
    return problem(
        "backup.foreign",
        ja="Banso のバックアップではありません。",
        en="This is not a backup of Banso.",
        remedy_ja="banso backup で作成したファイルを指定してください。",
        remedy_en="Name a file that banso backup has made.",
        file=name,
    )


def _no_archive(name: str) -> Problem:
    return problem(
        "backup.unreadable",
        ja="ファイルを読み取れません。Banso のバックアップではないか、途中で切れています。",
        en="The file cannot be read: it is no backup of Banso, or it was cut off.",
        remedy_ja="もう一度コピーするか、別のバックアップをお使いください。何も復元していません。",
        remedy_en="Copy it again, or use another backup. Nothing was restored.",
        file=name,
    )


def _not_there(path: Path) -> Problem:
    return problem(
        "backup.not-there",
        ja="ファイルが見つかりません。",
        en="There is no such file.",
        remedy_ja="パスを確かめてください。",
        remedy_en="Check the path.",
        file=str(path),
    )
