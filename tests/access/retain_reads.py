"""Who may read retention: sums of those they see, and nobody's name."""

from __future__ import annotations

from typing import Any

from tests.access.table import ALL, Read
from tests.access.world import LAST, Built, Place


def _day(w: Built, v: Any, p: Place) -> dict[str, Any]:
    return {"lake": w.lake, "day": LAST}


RETAIN_READS: dict[str, Read] = {
    f"feedback.retention.queries.{name}": Read(ALL, _day, silent=name != "lives")
    for name in ("cohorts", "lives", "own_pace")
}
