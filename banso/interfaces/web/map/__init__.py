"""The journey map: the grid of phases, alive. Every number opens, every state says why."""
