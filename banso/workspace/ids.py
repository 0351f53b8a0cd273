"""Public ids: short, random, stable in URLs; never the vendor's key or a row number."""
from __future__ import annotations

import secrets

# No vowels and no look-alikes: ids read aloud on the phone, and never spell a word.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_public_id() -> str:
    """Twelve random characters, about 57 bits: a table of a million rows collides with p < 1e-5."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))
