"""Funnel and friction: where accounts get stuck at the start, the way over the map, time to value."""
