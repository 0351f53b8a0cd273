"""Today: what changed since one last looked, and what to do in which order."""
