"""Accounts: any metric as a column, filtered by a condition in three values, sorted, exported."""
