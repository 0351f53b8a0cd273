"""Scenarios: what a world is made from, with the source of every number."""
