"""Invented companies and people; any likeness to anybody is chance."""
