"""Who may write what KPIs are made of."""

from __future__ import annotations

from banso.metrics.kpi import costs
from tests.access.table import MANAGERS
from tests.access.world import NOW
from tests.access.writes import Write

TEXT = "schema: banso/costs@1\nhour: 6000\n"

KPI_WRITES: dict[str, Write] = {
    "metrics.kpi.costs.save_costs": Write(
        MANAGERS, "definition.saved", lambda w, v, p: costs.save_costs(viewer=v, text=TEXT, now=NOW)
    ),
}
