"""Who may ask for KPIs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from banso.workspace.viewer import Viewer
from tests.access.table import ALL, Read
from tests.access.world import FIRST, LAST, NOW, Built, Place

_SINCE = NOW - timedelta(days=900)
_YEAR = {"after": FIRST - timedelta(days=900), "until": LAST, "since": _SINCE, "before": NOW}


def _one(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"lake": w.lake, "key": "feature_use_rate_median", "last": LAST}


KPI_READS: dict[str, Read] = {
    # Sums over the accounts in scope; which accounts is what ``behind`` says.
    "metrics.kpi.evaluate.measure": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "keys": ["nps"], "last": LAST}, silent=True
    ),
    "metrics.kpi.evaluate.behind": Read(ALL, _one),
    "metrics.kpi.evaluate.trend": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "key": "nps", "days": [LAST]}, silent=True
    ),
    "metrics.kpi.grouping.groups_by": Read(
        ALL,
        lambda w, v, p: {
            "lake": w.lake, "by": "csm", "first": FIRST, "last": LAST,
        },
    ),
    "metrics.kpi.costs.costs_in_force": Read(ALL, silent=True),
    "journey.kpis.completion_phase": Read(ALL, silent=True),
    "journey.kpis.stays_entered": Read(
        ALL,
        lambda w, v, p: {
            "phase": "onboarding", "first": FIRST - timedelta(days=900), "last": LAST,
        },
        silent=True,
    ),
    "customers.moments.heard.heard": Read(ALL, lambda w, v, p: dict(_YEAR), silent=True),
}  # fmt: skip
