"""Rows in quarantine: mended by hand or by rule, and taken in as if their file had been right."""
