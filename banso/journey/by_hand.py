"""Moves by hand and waiting (rules.md R5). BEING WRITTEN NOW by the planning builder: leave to them."""
from __future__ import annotations
