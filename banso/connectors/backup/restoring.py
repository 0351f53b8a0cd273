"""A backup becomes the workspace of this process, in a folder nobody has seen yet.

Everything is checked while it is read: the list of parts before anything is written, each part's
digest on its way to the disk, the lake's files against its log, the rows against their counts and
keys. What was half-way at the instant of the backup is swept, as after a power cut.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from django.apps.registry import Apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from banso.connectors.backup.manifest import (
    LAKE,
    RECORDS,
    UPLOADS,
    BackupRefused,
    DiskFull,
    Manifest,
    Part,
    damaged,
    manifest_in,
    newer,
    read_manifest,
)
from banso.connectors.backup.taking import no_room
from banso.connectors.models import ImportBatch
from banso.connectors.operations import discard, sweep
from banso.customers.search import index
from banso.events.lake import check, strangers
from banso.events.lake.disk import sync_files
from banso.lib import steps
from banso.lib.problems import errors
from banso.workspace import jobs, operations
from banso.workspace.load import load_records
from banso.workspace.progress import Progress
from banso.workspace.schedule import operations as schedule
from banso.workspace.viewer import Viewer

_PIECE = 1024 * 1024  # bytes
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)

LAKE_READ = steps.declare("restore.lake_read", "the lake's files are there, no records")
RECORDS_READ = steps.declare("restore.records_read", "records and lake are there, nothing is swept")
RESTORED = steps.declare("restore.restored", "the workspace is whole, and not in its place")


def restore_here(*, file: Path, name: str, now: datetime, progress: Progress) -> Manifest:
    """This function will fill the empty workspace of this process from a backup; all or a refusal.

    ``name`` empty keeps the name in the backup. Raises BackupRefused, DiskFull, RecordsDoNotFit.
    """
    manifest = read_manifest(file)
    folder = Path(settings.BANSO_FOLDER)
    free = shutil.disk_usage(folder).free
    if free < manifest.bytes * 1.2 + 64 * _PIECE:
        raise DiskFull(no_room(folder, manifest.bytes, free))
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = manifest_in(archive, file.name)
            apps = _migrated(manifest, file.name)
            # A file of our own holds what migrations put there; a schema with rows is somebody's.
            fresh = connection.vendor == "sqlite"
            _unpack(archive, manifest, folder, progress)
            _check_lake(folder / "lake", manifest, file.name)
            steps.step(LAKE_READ)
            load_records(_Source(archive, manifest), apps=apps, replace=fresh, progress=progress)
            _check_parts_read(archive, manifest)
    except _BROKEN as wrong:
        raise BackupRefused(damaged(file.name, "")) from wrong
    steps.step(RECORDS_READ)
    _settle(name, now, progress)
    steps.step(RESTORED)
    return manifest


def _migrated(manifest: Manifest, name: str) -> Apps:
    """The tables as they were when the backup was made, and the models that fit them."""
    connection.prepare_database()
    executor = MigrationExecutor(connection)
    targets = [(app, newest) for app, newest in manifest.records["migrations"].items()]
    known = executor.loader.graph.nodes
    if any(target not in known for target in targets):
        raise BackupRefused(newer(name, manifest.banso))
    state = executor.migrate(targets)
    apps: Apps = state.apps
    return apps


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path, progress: Progress) -> None:
    parts = {k: p for k, p in manifest.parts.items() if k.startswith((LAKE, UPLOADS))}
    progress.begin("Copying the lake", total=len(parts), unit="files")
    written = []
    for name, part in parts.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with _checked(archive, name, part) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, _PIECE)
        written.append(target)
        progress.advance()
    (folder / "lake").mkdir(exist_ok=True)
    sync_files(folder, written)


def _check_lake(lake: Path, manifest: Manifest, name: str) -> None:
    """Every table reads, and its log names files of its own only."""
    found = errors(check(lake))
    odd = [p for table in manifest.lake for p in strangers(lake / table)] if not found else []
    there = sorted(log.parent.name for log in lake.glob("*/_delta_log"))
    if found or odd or there != sorted(manifest.lake):
        raise BackupRefused(damaged(name, odd[0] if odd else LAKE))


class _Source:
    """Files of the records in the archive, digests checked as they are read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive, self._manifest = archive, manifest

    @contextmanager
    def __call__(self, name: str) -> Iterator[IO[bytes]]:
        path = f"{RECORDS}{name}"
        part = self._manifest.parts.get(path)
        if part is None:
            raise BackupRefused(damaged(Path(self._archive.filename or "").name, path))
        with _checked(self._archive, path, part) as file:
            yield file


@contextmanager
def _checked(archive: zipfile.ZipFile, name: str, part: Part) -> Iterator[IO[bytes]]:
    """A part that must have been read to its end, and be what the manifest says, when it is closed."""
    reading = _Digesting(archive.open(name))
    try:
        yield reading  # type: ignore[misc]  # it reads and gives lines, which is all that is asked
        while reading.read(_PIECE):
            continue
        if (reading.size, reading.digest.hexdigest()) != (part.size, part.sha256):
            raise BackupRefused(damaged(Path(archive.filename or "").name, name))
    finally:
        reading.close()


class _Digesting:
    def __init__(self, entry: IO[bytes]) -> None:
        self._entry = entry
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        return self._seen(self._entry.read(size))

    def __iter__(self) -> Iterator[bytes]:
        for line in self._entry:
            yield self._seen(line)

    def close(self) -> None:
        self._entry.close()

    def _seen(self, data: bytes) -> bytes:
        self.size += len(data)
        self.digest.update(data)
        return data


def _check_parts_read(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """What no table asked for is checked too: a backup is whole or it is refused."""
    for name, part in manifest.parts.items():
        if not name.startswith((LAKE, UPLOADS, RECORDS)):
            with _checked(archive, name, part):
                continue


# What was half-way ---------------------------------------------------------------------------------


def _settle(name: str, now: datetime, progress: Progress) -> None:
    """Bring the tables up to date; sweep imports, end work that was waiting, note the restore."""
    progress.begin("Settling what was half-way")
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    system = Viewer.system()
    receiving = ImportBatch.objects.filter(state=ImportBatch.RECEIVING)
    for batch in receiving.values_list("public_id", flat=True):
        discard(viewer=system, batch=batch)
    sweep(now=now)
    done = ImportBatch.objects.filter(state=ImportBatch.COMMITTED)
    jobs.end_those_without(batches=frozenset(done.values_list("public_id", flat=True)), now=now)
    schedule.rest_outside(now=now)
    with transaction.atomic():
        index.renew()
        if name:
            operations.rename_restored(name=name)
        operations.audit(
            viewer=system,
            act="workspace.restored-here",
            subject_kind="workspace",
            subject_id=settings.BANSO_WORKSPACE,
            now=now,
        )
