"""The funnel: where accounts get stuck, the way over the map, time to value, the phase report."""
