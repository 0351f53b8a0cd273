"""Insight: who stays, for how long, and what it is worth; the two projections."""
