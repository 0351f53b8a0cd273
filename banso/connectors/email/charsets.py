"""Bytes of a mail as text. What a mail says of its own character set is believed last where it is
often wrong: Japanese mails come as ISO-2022-JP with letters that only Windows knows, as Shift_JIS
that is cp932, and as UTF-8 under the name of something else."""

from __future__ import annotations

import codecs
import re

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\(B|\(J|\(I|\$\([DOPQ])")
_NAMES = {
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "windows-31j": "cp932", "ms_kanji": "cp932", "gb2312": "gb18030", "gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "iso-8859-1": "cp1252", "latin-1": "cp1252",
    "unicode-1-1-utf-7": "utf-7",
}  # fmt: skip


def decoded(data: bytes, charset: str = "") -> str:
    """This function will give the text of ``data``; what cannot be read becomes �, nothing is refused."""
    name = charset.strip().strip("'\"").casefold()
    if name.startswith("iso-2022-jp") or (b"\x1b$" in data and not _plain(name)):
        return _iso_2022_jp(data)
    for wanted in (name, "utf-8", "cp932", "euc_jp"):
        if not wanted or wanted in {"us-ascii", "ascii", "unknown-8bit", "default"}:
            continue
        try:
            return data.decode(_NAMES.get(wanted, _known(wanted)))
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("utf-8", errors="replace")


def _plain(name: str) -> bool:
    return name in {"utf-8", "utf8"}


def _known(name: str) -> str:
    """Python's name of a text encoding; LookupError for the others, such as ``zlib``."""
    found = codecs.lookup(name)
    if not getattr(found, "_is_text_encoding", True):
        raise LookupError(name)
    return found.name


def _iso_2022_jp(data: bytes) -> str:
    """ISO-2022-JP as it is written in Japan: double-byte parts may hold ①, ㈱ and other letters of
    cp932, which the standard does not have and Python's own decoder refuses."""
    found: list[str] = []
    mode, at = b"(B", 0
    for escape in [*_ESCAPE.finditer(data), None]:
        piece = data[at : escape.start() if escape else len(data)]
        found.append(_piece(piece, mode))
        if escape:
            mode, at = escape[1], escape.end()
    return "".join(found)


def _piece(piece: bytes, mode: bytes) -> str:
    if mode in (b"$@", b"$B"):
        return "".join(_double(part) for part in re.split(rb"([\r\n]+)", piece))
    if mode == b"(I":  # half-width kana
        return bytes(b | 0x80 for b in piece).decode("cp932", errors="replace")
    if mode.startswith(b"$("):
        escape, end = b"\x1b" + mode, b"\x1b(B"
        return (escape + piece + end).decode("iso2022_jp_ext", errors="replace")
    return piece.decode("cp932" if any(b > 0x7F for b in piece) else "ascii", errors="replace")


def _double(piece: bytes) -> str:
    """Pairs of JIS X 0208, moved to where Shift_JIS has them."""
    moved = bytearray()
    for first, second in zip(piece[::2], piece[1::2], strict=False):
        if not (0x21 <= first <= 0x7E and 0x21 <= second <= 0x7E):
            moved += bytes(b for b in (first, second) if b < 0x80)
            continue
        lead = (first - 0x21) // 2 + (0x81 if first < 0x5F else 0xC1)
        odd = second + (0x1F if second < 0x60 else 0x20)
        trail = odd if first % 2 else second + 0x7E
        moved += bytes((lead, trail))
    if len(piece) % 2:
        moved += piece[-1:]
    return moved.decode("cp932", errors="replace")
