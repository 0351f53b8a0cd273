"""The journey map: phases, arrows, success, and where every account stands on it."""
