"""Facts that happened: what came in as events, and the lake that stores them."""

from __future__ import annotations
