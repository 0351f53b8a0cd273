"""Short words for hand-made contracts, all fictional."""

from __future__ import annotations

from datetime import date
from typing import Any

from banso.revenue.life import ContractFacts, Life, Line, contract_facts


def d(text: str) -> date:
    """``"24-04-01"`` is 1 April 2024."""
    return date.fromisoformat(f"20{text}")


def line(start: str, end: str | None = None, **more: Any) -> Line:
    """A plan line; days as ``d`` reads them, MRR 100 unless told."""
    days = {k: d(v) if k.endswith(("_on", "_from", "_to")) else v for k, v in more.items()}
    given = {"key": start, "mrr_minor": 100, "plan": "basic", **days}
    return Line(start=d(start), end=d(end) if end else None, **given)


def facts(day: str, *lines: Line, **more: Any) -> ContractFacts:
    return contract_facts(lines, d(day), **more)


def life(day: str, *lines: Line) -> Life:
    return facts(day, *lines).life
