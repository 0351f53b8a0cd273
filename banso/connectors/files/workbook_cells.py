"""What the reader of workbooks does not tell: formulas without a saved value, error cells, the date
system, and number formats that fill up with zeros.

Looked for in the sheet's own XML with patterns over its bytes; a workbook written in another
manner than Excel, LibreOffice and the usual libraries write gives less of it, never a wrong value.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CHUNK = 4 << 20
_SHEET = re.compile(rb"<sheet\b[^>]*>")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_UNSAVED = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_TEXT_RESULT = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"[^>]*\bt="str"')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*\bt="e"[^>]*>(?:(?!</c>).){0,8192}?<v>([^<]*)</v>', re.S
)
_ZEROS = re.compile(r"(0{2,20})(?:;.*)?\Z")


@dataclass(slots=True)
class Cells:
    """Places are (row, column) from 0. ``widths``: column → digits its number format fills up to."""

    unsaved: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    from_1904: bool = False


def cells_of(path: Path, sheet: str) -> Cells:
    """What is to be known of ``sheet``; nothing where the workbook's parts are not found."""
    found = Cells()
    try:
        with zipfile.ZipFile(path) as packed:
            book = packed.read("xl/workbook.xml")
            found.from_1904 = bool(re.search(rb'\bdate1904\s*=\s*"(?:1|true)"', book))
            entry = _entry_of(packed, book, sheet)
            if entry is not None:
                formats = _zero_formats(packed)
                for chunk in _rows(packed, entry):
                    _look(chunk, found, formats)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return found
    except (UnicodeDecodeError, ValueError, RuntimeError):
        return found
    return found


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        k.decode().split(":")[-1]: html.unescape(v.decode()) for k, v in _ATTRIBUTE.findall(tag)
    }


def _entry_of(packed: zipfile.ZipFile, book: bytes, sheet: str) -> str | None:
    """The entry of the zip that holds the sheet of this name."""
    tags = [_attributes(t) for t in _SHEET.findall(book)]
    wanted = next((t.get("id") for t in tags if t.get("name") == sheet), None)
    relations = packed.read("xl/_rels/workbook.xml.rels")
    for tag in map(_attributes, _RELATION.findall(relations)):
        if wanted is not None and tag.get("Id") == wanted:
            target = tag.get("Target", "")
            entry = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return entry if entry in packed.namelist() else None
    return None


def _zero_formats(packed: zipfile.ZipFile) -> dict[bytes, int]:
    """Style number → digits, of styles whose number format is only zeros."""
    if "xl/styles.xml" not in packed.namelist():
        return {}
    styles = packed.read("xl/styles.xml")
    widths: dict[str, int] = {}
    for tag in map(_attributes, re.findall(rb"<numFmt\b[^>]*>", styles)):
        if found := _ZEROS.match(tag.get("formatCode", "")):
            widths[tag.get("numFmtId", "")] = len(found[1])
    cell = re.search(rb"<cellXfs\b.*?</cellXfs>", styles, re.S)
    if not widths or not cell:
        return {}
    known = [_attributes(t).get("numFmtId", "") for t in re.findall(rb"<xf\b[^>]*>", cell[0])]
    return {str(n).encode(): widths[f] for n, f in enumerate(known) if f in widths}


def _rows(packed: zipfile.ZipFile, entry: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end with a row."""
    before = b""
    with packed.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            data = before + chunk
            end = data.rfind(b"</row>") + 6
            if end > 6:
                yield data[:end]
                before = data[end:]
            else:
                before = data
    yield before


def _look(data: bytes, found: Cells, formats: dict[bytes, int]) -> None:
    if b"<f" in data:
        for match in _UNSAVED.finditer(data):
            # A formula may well give an empty text; that is a value, and it was saved.
            if not _TEXT_RESULT.match(match[0]):
                formula = html.unescape((match[3] or b"").decode("utf-8", "replace"))
                found.unsaved[_place(match[1], match[2])] = f"={formula}"[:200]
    if b't="e"' in data:
        for match in _ERROR.finditer(data):
            found.errors[_place(match[1], match[2])] = match[3].decode("utf-8", "replace")[:20]
    for style, width in formats.items():
        pattern = rb'<c r="([A-Z]{1,3})(\d{1,7})" s="' + style + rb'"(?: t="n")?><v>'
        for match in re.finditer(pattern, data):
            column = _place(match[1], match[2])[1]
            found.widths[column] = max(width, found.widths.get(column, 0))


def _place(letters: bytes, row: bytes) -> tuple[int, int]:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(row) - 1, column - 1
