"""How long random tests look: little in every run, more on request (``BANSO_TEST_DEPTH=10 make test``)."""

from __future__ import annotations

import os

DEPTH = float(os.environ.get("BANSO_TEST_DEPTH", "1"))


def deep(usual: int) -> int:
    """So many examples or seeds, at least one; ``usual`` is what every run can afford."""
    return max(1, round(usual * DEPTH))
