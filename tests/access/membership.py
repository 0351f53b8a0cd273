"""What reads of dated membership are asked with. In this world nobody came or went: that a scope
hides who did is asked in tests/web/segments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from banso.metrics.conditions import NameTable
from banso.workspace.viewer import Viewer
from tests.access.world import FIRST, LAST, Built, Place

MEMBERSHIP: dict[str, Callable[[Built, Viewer, Place], dict[str, Any]]] = {
    "counted": lambda w, v, p: {"lake": w.lake, "first": FIRST, "last": LAST, "key": w.segment},
    "judged": lambda w, v, p: {"key": w.segment},
    "overview": lambda w, v, p: {"keys": [w.segment], "day": LAST},
    "stays_of": lambda w, v, p: {"account_id": p.id, "names": NameTable()},
    "turns": lambda w, v, p: {
        "key": w.segment, "first": FIRST, "last": LAST, "names": NameTable(),
    },
}  # fmt: skip
