"""Which characters the bytes of a text file stand for: UTF-8, UTF-16, CP932 or EUC-JP.

A file is taken only when every byte of it reads in one encoding. Japanese exports are UTF-8 or
CP932 (Shift_JIS as Windows writes it), old ones EUC-JP; a file joined from UTF-8 and another is
refused, because either reading would make letters of one half into others. Where bytes read both
as CP932 and as EUC-JP, the reading without rows of half-width kana is the one a person wrote.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from banso.connectors.files.refusals import refusal

CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What files of other kinds begin with, and how to call them.
_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"{\\rtf", "RTF"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
)
_CONTROL = bytes(b for b in range(32) if b not in (0, 9, 10, 12, 13, 26, 27))


def encoding_of(path: Path, name: str) -> str:
    """The Python name of the one encoding that reads all of ``path``; refuses what is not text."""
    with path.open("rb") as stream:
        head = stream.read(65536)
    if not head.strip():
        raise refusal("import.empty", file=name)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return _whole(path, name, encoding)
    _refuse_binary(head, name)
    wide = _utf16_without_bom(head)
    if wide:
        return _whole(path, name, wide)
    _refuse_nul(path, name)
    if _reads(path, "utf-8"):
        return "utf-8"
    if _is_mixed(path):
        raise refusal("import.encoding-mixed", file=name, line=_first_odd_line(path))
    old = [e for e in ("cp932", "euc_jp") if _reads(path, e)]
    if len(old) == 2:
        return _likelier(path)
    if old:
        return old[0]
    raise refusal("import.encoding-unknown", file=name)


def _likelier(path: Path) -> str:
    """CP932 or EUC-JP, for bytes that read as both."""
    foreign = b"".join(line for _, line in zip(range(2000), _foreign_lines(path), strict=False))
    as_euc = [c for c in foreign.decode("euc_jp") if not c.isascii()]
    as_cp932 = [c for c in foreign.decode("cp932") if not c.isascii()]
    usual = sum("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in as_euc)
    narrow = sum("\uff61" <= c <= "\uff9f" for c in as_cp932)
    japanese = usual >= 0.7 * len(as_euc) and narrow > 0.3 * len(as_cp932)
    return "euc_jp" if japanese else "cp932"


def _refuse_binary(head: bytes, name: str) -> None:
    for start, kind in _KINDS:
        # Two letters are no proof: a CSV may begin with "MZ".
        if head.startswith(start) and (len(start) > 2 or b"\0" in head[:256]):
            raise refusal("import.binary", file=name, what=kind)
    control = sum(head.count(bytes([b])) for b in _CONTROL)
    if control > len(head) * 0.05:
        raise refusal("import.binary", file=name, what="binary")


def _utf16_without_bom(head: bytes) -> str | None:
    """Latin letters and commas in UTF-16 have a NUL at every second place."""
    even, odd = head[0::2], head[1::2]
    if odd and odd.count(0) > len(odd) * 0.2 and even.count(0) < len(even) * 0.02:
        return "utf-16-le"
    if even and even.count(0) > len(even) * 0.2 and odd.count(0) < len(odd) * 0.02:
        return "utf-16-be"
    return None


def _whole(path: Path, name: str, encoding: str) -> str:
    if _reads(path, encoding):
        return encoding
    if encoding == "utf-8-sig":
        raise refusal("import.encoding-mixed", file=name, line=_first_odd_line(path))
    raise refusal("import.encoding-unknown", file=name)


def _refuse_nul(path: Path, name: str) -> None:
    line = 1
    for chunk in _chunks(path):
        at = chunk.find(b"\0")
        if at >= 0:
            raise refusal("import.nul-bytes", file=name, line=line + chunk.count(b"\n", 0, at))
        line += chunk.count(b"\n")


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mixed(path: Path) -> bool:
    """Whether some lines read only as UTF-8 and others do not.

    A short CP932 line may happen to be good UTF-8, so a few of them prove nothing.
    """
    good = bad = 0
    for line in _foreign_lines(path):
        if _decodes(line, "utf-8"):
            good += 1
        else:
            bad += 1
    return good > 0 and bad > 0 and good >= (good + bad) * 0.05


def _first_odd_line(path: Path) -> int:
    """Where the encoding changes for the first time."""
    first: bool | None = None
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.isascii():
                continue
            reads = _decodes(line, "utf-8")
            if first is not None and reads != first:
                return number
            first = reads
    return 1


def _foreign_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        for line in stream:
            if not line.isascii():
                yield line


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
