"""Insight: the KPI tree, and the bar that leads to the other analyses."""
