"""Plan, apply, export, history, rollback of the map (rules.md R4). BEING WRITTEN NOW by the planning builder: leave to them."""
from __future__ import annotations
