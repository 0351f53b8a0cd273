"""Screens: one folder each, on one frame (``frame/``). See docs/dev/screens.md."""
