"""Segments: how many are in each, how that went over time, who came and went and why."""
