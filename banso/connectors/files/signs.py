"""What the bytes of a file show at once, so that a clean file is not looked at cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from banso.connectors.files.asides import may_hold_totals

CHUNK = 1 << 20
_OVERLAP = 64


@dataclass(frozen=True, slots=True)
class Signs:
    """``totals``: a word for totals occurs. ``quoted``: cells written ="00123" may occur."""

    totals: bool = True
    quoted: bool = False


def signs_in(path: Path, encoding: str) -> Signs:
    """Look through the bytes of a text file once."""
    totals = quoted = False
    before = b""
    with path.open("rb") as stream:
        while not (totals and quoted) and (chunk := stream.read(CHUNK)):
            data = before + chunk
            totals = totals or may_hold_totals(data, encoding)
            plain = data.replace(b"\0", b"") if encoding.startswith("utf-16") else data
            quoted = quoted or b'="' in plain
            before = data[-_OVERLAP:]
    return Signs(totals, quoted)
