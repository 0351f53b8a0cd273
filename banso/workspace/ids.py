"""Public ids: short, random, stable in URLs; never the vendor's key or a row number."""

from __future__ import annotations

import secrets

# No vowels and no look-alikes: ids read aloud on the phone, and never spell a word.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


_LENGTH = 12


def new_public_id() -> str:
    """Twelve random characters, about 57 bits: a table of a million rows collides with p < 1e-5."""
    number = secrets.randbits(96)  # one draw: rows are made by the ten thousand
    letters = []
    for _ in range(_LENGTH):
        number, at = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[at])
    return "".join(letters)
