"""Streams of chance, each named: the same name gives the same numbers whatever else is drawn."""

from __future__ import annotations

import hashlib

import numpy as np

from simulator import DRAWS


def stream(seed: int, *names: object) -> np.random.Generator:
    """The generator of ``names`` under ``seed``.

    The key is a SHA-256 of the texts, so neither Python's hash seed nor the order in which streams
    are opened matters. PCG64: numpy keeps its numbers the same between versions.
    """
    text = "\x1f".join([str(DRAWS), str(seed), *map(str, names)])
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
