"""A backup is taken: one instant of records and lake, written while everybody goes on working.

The order matters. For a moment every table of the lake is held still; in that moment the records'
snapshot is opened and the lake's files are linked aside. What both show is therefore one instant,
just as a power cut would have left it, and what a restart mends after a power cut, the restore
mends as well: an import that was half-way is swept, its events with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from banso.connectors.backup.manifest import (
    LAKE,
    MANIFEST,
    README,
    RECORDS,
    UPLOADS,
    DiskFull,
    Manifest,
    Part,
)
from banso.connectors.backup.words import README_TEXT
from banso.connectors.models import ImportBatch
from banso.events.lake import TableFiles, held_still, link_into
from banso.events.lake.disk import sync_file, sync_folder
from banso.lib import steps
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import operations, queries
from banso.workspace.dump import dump_records, one_instant
from banso.workspace.homes.removing import backups_of
from banso.workspace.progress import Progress, Silent
from banso.workspace.viewer import Act, Viewer

SUFFIX = ".banso.zip"
_PIECE = 1024 * 1024  # bytes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = (1980, 1, 1, 0, 0, 0)  # of every part: the same workspace gives the same bytes

FROZEN = steps.declare(
    "backup.frozen", "records and lake of one instant are held, nothing is written"
)
WRITTEN = steps.declare("backup.written", "the file is whole under another name")


class BackupBusy(BansoError):
    """Another backup of this workspace is being made."""


class FileInTheWay(BansoError):
    """A file of that name is there already."""


def take_backup(
    *, viewer: Viewer, now: datetime, to: Path | None = None, progress: Progress | None = None
) -> Path:
    """This function will write this workspace into one file and give back its path.

    Without ``to`` it lies among the workspace's backups. The file appears when it is whole; only
    its owner may read it. Raises DiskFull.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    progress = progress or Silent()
    target = (to or default_path(now)).resolve()
    if target.exists():
        raise FileInTheWay(_in_the_way(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    with ExitStack() as stack:
        frozen = stack.enter_context(_aside())
        stack.callback(part.unlink, missing_ok=True)
        progress.begin("Holding the lake still")
        with held_still(_lake()) as names:
            alias = stack.enter_context(one_instant())
            tables = link_into(_lake(), names, frozen)
        steps.step(FROZEN)
        _require_room(part.parent, frozen)
        _write(part, frozen, tables, alias, now, progress)
    steps.step(WRITTEN)
    with transaction.atomic():
        operations.audit(
            viewer=viewer,
            act="workspace.backed-up",
            subject_kind="workspace",
            subject_id=settings.BANSO_WORKSPACE,
            now=now,
            detail={"file": target.name, "bytes": target.stat().st_size},
        )
    return target


@contextmanager
def _aside() -> Iterator[Path]:
    """A folder beside the lake for its links, on the same disk; one backup at a time.

    What a killed one left is cleared by the next.
    """
    folder = Path(settings.BANSO_FOLDER) / ".backup"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupBusy(_busy()) from None
        links = folder / "links"
        shutil.rmtree(links, ignore_errors=True)
        for left in default_path(_EPOCH).parent.glob(f".*{SUFFIX}.part"):
            left.unlink(missing_ok=True)
        links.mkdir()
        try:
            yield links
        finally:
            shutil.rmtree(links, ignore_errors=True)


def default_path(now: datetime) -> Path:
    key = settings.BANSO_WORKSPACE
    folder = backups_of(home=Path(settings.BANSO_HOME), key=key)
    name = f"{key}-{now:%Y%m%d-%H%M%S}"
    ways = (name, *(f"{name}-{n}" for n in range(2, 100)))  # two may begin in one second
    return next(p for w in ways if not (p := folder / f"{w}{SUFFIX}").exists())


def _lake() -> Path:
    return Path(settings.BANSO_FOLDER) / "lake"


def _write(
    part: Path,
    frozen: Path,
    tables: list[TableFiles],
    alias: str,
    now: datetime,
    progress: Progress,
) -> None:
    part.touch(mode=0o600)
    with zipfile.ZipFile(part, "w", allowZip64=True) as archive:
        writer = _Writer(archive)
        with writer.file(README) as file:
            file.write(README_TEXT.encode())
        dumped = dump_records(
            lambda name: writer.file(f"{RECORDS}{name}"), using=alias, progress=progress
        )
        uploads = _write_uploads(writer, alias)
        _write_lake(writer, frozen, tables, progress)
        manifest = Manifest(
            made_at=now.isoformat(),
            banso=banso_version(),
            workspace=_told(alias),
            records={"rows": dumped.rows, "migrations": dict(dumped.migrations)},
            lake={t.name: {"version": t.version, "rows": t.rows} for t in tables},
            uploads=uploads,
            parts=writer.parts,
        )
        writer.manifest(manifest)
    sync_file(part)
    target = part.with_name(part.name.removeprefix(".").removesuffix(".part"))
    part.replace(target)
    sync_folder(target.parent)


def _write_lake(
    writer: _Writer, frozen: Path, tables: list[TableFiles], progress: Progress
) -> None:
    paths = [f"{t.name}/{path}" for t in tables for path in t.paths]
    progress.begin("Copying the lake", total=len(paths), unit="files")
    for path in paths:
        writer.copy(frozen / path, f"{LAKE}{path}", packed=path.endswith(".parquet"))
        progress.advance()


def _write_uploads(writer: _Writer, alias: str) -> int:
    """What was handed in and not taken over at that instant; a batch taken over since has none."""
    rows = ImportBatch.objects.using(alias).filter(state=ImportBatch.STAGED)
    found = 0
    for batch in rows.order_by("pk").values_list("public_id", flat=True):
        folder = Path(settings.BANSO_FOLDER) / "uploads" / batch
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            try:
                writer.copy(path, f"{UPLOADS}{batch}/{path.relative_to(folder).as_posix()}")
            except FileNotFoundError:
                continue
            found += 1
    return found


def _told(alias: str) -> dict[str, Any]:
    row = queries.row_of(using=alias)
    return {"key": settings.BANSO_WORKSPACE, **row}


class _Writer:
    """Parts on their way into the archive, with size and digest."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.parts: dict[str, Part] = {}

    @contextmanager
    def file(self, name: str, *, packed: bool = False) -> Iterator[IO[bytes]]:
        info = zipfile.ZipInfo(name, _INSTANT)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._archive.open(info, "w", force_zip64=True) as entry:
            counting = _Counting(entry)
            yield counting  # type: ignore[misc]  # it writes, which is all that is asked of it
        self.parts[name] = Part(counting.size, counting.digest.hexdigest())

    def copy(self, path: Path, name: str, *, packed: bool = False) -> None:
        with path.open("rb") as source, self.file(name, packed=packed) as entry:
            while piece := source.read(_PIECE):
                entry.write(piece)

    def manifest(self, manifest: Manifest) -> None:
        info = zipfile.ZipInfo(MANIFEST, _INSTANT)
        info.compress_type = zipfile.ZIP_DEFLATED
        text = json.dumps(manifest.as_json(), ensure_ascii=False, indent=1)
        self._archive.writestr(info, text.encode())


class _Counting:
    def __init__(self, entry: IO[bytes]) -> None:
        self._entry = entry
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self._entry.write(data)


def _busy() -> Problem:
    return problem(
        "backup.busy",
        ja="別のバックアップを作成しています。",
        en="Another backup is being made.",
        remedy_ja="終わるのを待って、もう一度実行してください。",
        remedy_en="Wait until it has finished, then try again.",
    )


def _in_the_way(target: Path) -> Problem:
    return problem(
        "backup.in-the-way",
        ja="同じ名前のファイルがあります。",
        en="There is a file of this name.",
        remedy_ja="別の名前を指定してください。何も上書きしていません。",
        remedy_en="Choose another name. Nothing was overwritten.",
        file=str(target),
    )


def _require_room(folder: Path, frozen: Path) -> None:
    needed = sum(p.stat().st_size for p in frozen.rglob("*") if p.is_file())
    free = shutil.disk_usage(folder).free
    if free < needed * 1.1 + 64 * _PIECE:
        raise DiskFull(no_room(folder, needed, free))


def no_room(folder: Path, needed: int, free: int) -> Problem:
    return problem(
        "backup.no-room",
        ja=f"空き容量が足りません（必要 {needed // _PIECE:,} MB、空き {free // _PIECE:,} MB）。",
        en=f"There is not enough room ({needed // _PIECE:,} MB needed, {free // _PIECE:,} MB free).",
        remedy_ja="空きを作るか、別の場所を指定してください。",
        remedy_en="Make room, or name another place.",
        file=str(folder),
    )


def banso_version() -> str:
    try:
        return version_of("banso")
    except PackageNotFoundError:
        import tomllib

        path = Path(settings.BASE_DIR) / "pyproject.toml"
        found = tomllib.loads(path.read_text()) if path.exists() else {}
        return str(found.get("project", {}).get("version", ""))
