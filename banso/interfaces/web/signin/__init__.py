"""Signing in (pages of allauth in our look) and the first run of a new workspace."""
