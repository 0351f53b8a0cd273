"""The week of one person, for the weekly meeting."""
