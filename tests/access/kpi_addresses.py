"""Who may open the KPI pages of Insight."""

from __future__ import annotations

from typing import Any

from tests.access.addresses import Address, _get
from tests.access.table import ALL
from tests.access.world import Built, Place


def _key(w: Built, p: Place) -> dict[str, Any]:
    return {"key": "nps"}


KPI_ADDRESSES: tuple[Address, ...] = (
    _get("insight:index", ALL),
    _get("insight:kpi", ALL, _key, query="?by=csm"),
    _get("insight:kpi", ALL, _key, query="?by=segment"),
    _get("insight:trend", ALL, _key),
    _get("insight:number", ALL, _key),
    _get("insight:behind", ALL, _key),
    _get("insight:behind", ALL, _key, query="?owner=1"),
)
