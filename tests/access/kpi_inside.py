"""Reads of KPIs that only other reads call."""

from __future__ import annotations

KPI_INSIDE = {
    "metrics.kpi.told.stays_told": "measure and behind; hands the viewer on to whoever tells",
}
