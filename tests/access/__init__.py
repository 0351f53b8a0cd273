"""Who may see and do what: every query, every address, every write, every role."""
