"""Upkeep of the lake: which tables there are, when what is done to them, what is lost and found."""
