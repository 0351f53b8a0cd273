"""From what was handed in to plain files: gz and zip are unpacked while sizes are watched.

Packed sizes written in headers are claims. What counts is what comes out, so every byte is
counted as it is written and the unpacking stops at the limit.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from banso.connectors.files.limits import Limits, said
from banso.connectors.files.refusals import FileRefused, refusal

CHUNK = 1 << 20
GZ = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".gz", ".zip")


@dataclass(frozen=True, slots=True)
class Part:
    """One plain file: ``name`` as people know it (without .gz), ``digest`` of its unpacked bytes."""

    name: str
    path: Path
    digest: str
    size: int


def handed_in(path: Path, limits: Limits) -> list[Path]:
    """The files of a path: itself, or the tables lying directly in a folder, by name."""
    if not path.exists():
        raise refusal("import.missing", file=path.name, name=str(path.name))
    if path.is_dir():
        files = sorted(
            p for p in path.iterdir() if p.is_file() and p.name.lower().endswith(TABLE_ENDINGS)
        )
    else:
        files = [path]
    if not files:
        raise refusal("import.no-files", file=path.name, name=path.name)
    if len(files) > limits.files:
        raise refusal("import.too-many-files", file=path.name, count=len(files), most=limits.files)
    for file in files:
        check_size(file.name, file.stat().st_size, limits)
    return files


def check_size(name: str, size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise refusal("import.too-large", file=name, size=said(size), most=said(limits.file_bytes))


def unpack(path: Path, into: Path, limits: Limits, *, name: str | None = None) -> list[Part]:
    """Write the plain files of ``path`` into the folder ``into``; a workbook stays as it is."""
    name = name or path.name
    check_size(name, path.stat().st_size, limits)
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(GZ):
        return [_from_gz(path, into, name, limits)]
    if start.startswith(OLD_OFFICE):
        raise refusal(_old_office(path), file=name)
    if start.startswith(ZIP) and not _is_workbook(path, name):
        return list(_from_zip(path, into, name, limits))
    with path.open("rb") as stream:
        return [_write(stream, into, name, _Counter(name, None, limits))]


def _old_office(path: Path) -> str:
    # A workbook with a password is wrapped into the old container, with this entry name inside.
    marker = "EncryptedPackage".encode("utf-16-le")
    with path.open("rb") as stream:
        head = stream.read(CHUNK)
        stream.seek(max(0, path.stat().st_size - CHUNK))
        tail = stream.read(CHUNK)
    return "import.workbook-password" if marker in head or marker in tail else "import.workbook-old"


def _is_workbook(path: Path, name: str) -> bool:
    if name.lower().endswith((".xlsx", ".xlsm")):
        return True
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as broken:
        raise refusal("import.packed-broken", file=name, what="zip") from broken
    if "xl/workbook.bin" in names:
        raise refusal("import.workbook-other", file=name, what=".xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise refusal("import.workbook-other", file=name, what=".ods")
    return "xl/workbook.xml" in names


class _Counter:
    """Counts what comes out and stops at the limits; ``packed`` is the size before, if known."""

    def __init__(self, name: str, packed: int | None, limits: Limits) -> None:
        self.name, self.packed, self.limits = name, packed, limits
        self.out = 0

    def add(self, count: int) -> None:
        self.out += count
        if self.out > self.limits.unpacked_bytes:
            most = said(self.limits.unpacked_bytes)
            raise refusal("import.unpacked-too-large", file=self.name, most=most)
        if self.packed is None or self.out <= self.limits.ratio_free_bytes:
            return
        if self.out > self.packed * self.limits.ratio:
            raise refusal("import.bomb", file=self.name, ratio=self.limits.ratio)


def _write(stream: IO[bytes] | gzip.GzipFile, into: Path, name: str, counter: _Counter) -> Part:
    """Copy a stream into a file of our own naming; entry names never become paths."""
    digest = hashlib.sha256()
    target = into / f"plain-{len(list(into.glob('plain-*')))}"
    try:
        with target.open("wb") as out:
            while chunk := stream.read(CHUNK):
                counter.add(len(chunk))
                digest.update(chunk)
                out.write(chunk)
    except FileRefused:
        target.unlink(missing_ok=True)
        raise
    return Part(name, target, digest.hexdigest(), counter.out)


def _from_gz(path: Path, into: Path, name: str, limits: Limits) -> Part:
    inner = name[:-3] if name.lower().endswith(".gz") else name
    counter = _Counter(name, path.stat().st_size, limits)
    try:
        with gzip.open(path) as stream:
            part = _write(stream, into, inner, counter)
    except EOFError as ended:
        raise refusal("import.packed-truncated", file=name) from ended
    except (gzip.BadGzipFile, zlib.error) as broken:
        raise refusal("import.packed-broken", file=name, what="gzip") from broken
    _refuse_packed_inside(part, name)
    return part


def _from_zip(path: Path, into: Path, name: str, limits: Limits) -> Iterator[Part]:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = [e for e in packed.infolist() if _wanted(e)]
            if not entries:
                raise refusal("import.no-files", file=name, name=name)
            if len(entries) > limits.files:
                raise refusal(
                    "import.too-many-files", file=name, count=len(entries), most=limits.files
                )
            counter = _Counter(name, path.stat().st_size, limits)
            for entry in entries:
                yield _from_entry(packed, entry, into, name, counter)
    except (zipfile.BadZipFile, ValueError) as broken:
        raise refusal("import.packed-broken", file=name, what="zip") from broken
    except OSError as broken:
        if broken.errno is not None and broken.errno != errno.EINVAL:
            raise  # the disk, not the file
        raise refusal("import.packed-broken", file=name, what="zip") from broken


def _from_entry(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path, name: str, counter: _Counter
) -> Part:
    if entry.flag_bits & 0x1:
        raise refusal("import.packed-password", file=name)
    inner = entry.filename.rsplit("/", 1)[-1]
    before = counter.out
    try:
        with packed.open(entry) as stream:
            part = _write(stream, into, inner, counter)
    except (EOFError, zlib.error) as broken:
        raise refusal("import.packed-truncated", file=name) from broken
    except NotImplementedError as unknown:  # a method of packing this Python has not
        raise refusal("import.packed-broken", file=name, what=str(unknown)) from unknown
    _refuse_packed_inside(part, name)
    return Part(part.name, part.path, part.digest, counter.out - before)


def _wanted(entry: zipfile.ZipInfo) -> bool:
    base = entry.filename.rsplit("/", 1)[-1]
    hidden = base.startswith((".", "__")) or entry.filename.startswith("__MACOSX/")
    return not entry.is_dir() and not hidden and base.lower().endswith(TABLE_ENDINGS)


def _refuse_packed_inside(part: Part, name: str) -> None:
    with part.path.open("rb") as stream:
        start = stream.read(4)
    workbook = part.name.lower().endswith((".xlsx", ".xlsm"))
    if start.startswith(GZ) or (start.startswith(ZIP) and not workbook):
        part.path.unlink()
        raise refusal("import.packed-nested", file=name)
