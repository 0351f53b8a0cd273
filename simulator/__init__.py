"""A seeded world of a subscription vendor with known truth, written as ordinary import files.

Knows ``banso.lib`` and ``banso.science`` only; the product never reads what lies under ``truth/``.
"""

from __future__ import annotations

VERSION = 2  # goes up when the same seed gives other bytes
DRAWS = 1  # part of every stream's name: goes up when all draws are to become others
