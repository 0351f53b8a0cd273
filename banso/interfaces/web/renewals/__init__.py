"""Renewals: what is decided when, by whom it has to be approved, and who looks after it. A list to work through."""
