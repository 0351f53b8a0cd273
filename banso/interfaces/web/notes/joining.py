"""One text out of two versions of a note, in which no line of either is lost. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher


def both(theirs: str, mine: str) -> str:
    """Lines both have stand once; where they differ, theirs come first and mine after them."""
    a, b = theirs.splitlines(), mine.splitlines()
    found: list[str] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        found += a[a1:a2]
        if tag != "equal":
            found += b[b1:b2]
    return "\n".join(found)
