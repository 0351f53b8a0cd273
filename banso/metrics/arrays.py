"""Rows and columns handed to the engine; the same as the lake's own (``banso.events.lake.arrays``)."""

from __future__ import annotations

from banso.events.lake.arrays import columns, hand_over, hand_over_order, run, take

__all__ = ["columns", "hand_over", "hand_over_order", "run", "take"]
