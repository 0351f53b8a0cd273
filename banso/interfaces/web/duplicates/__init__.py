"""Duplicates: accounts that may be one company, side by side, merged, split, and taken back."""
