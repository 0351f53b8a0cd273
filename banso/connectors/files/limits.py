"""How much an import takes in. Every limit is said in the refusal it causes; none is hidden."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are bytes. ``ratio`` is unpacked ÷ packed, asked only past ``ratio_free_bytes``."""

    file_bytes: int = 2_000_000_000
    unpacked_bytes: int = 8_000_000_000
    workbook_bytes: int = 300_000_000  # a workbook is read whole, so its unpacked XML is bounded
    ratio: int = 200
    ratio_free_bytes: int = 20_000_000
    files: int = 200
    columns: int = 1_000
    cell_characters: int = 1_000_000
    staged_days: int = 7


def limits() -> Limits:
    """The limits of this installation; BANSO_IMPORT_MAX_BYTES changes the largest file taken."""
    most = getattr(settings, "BANSO_IMPORT_MAX_BYTES", None)
    return Limits(file_bytes=int(most)) if most else Limits()


def said(count: int) -> str:
    """A size as people read it: 2 GB, 512 MB."""
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"
