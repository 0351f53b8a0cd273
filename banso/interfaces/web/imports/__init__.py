"""Import: files in, what they were understood as, problems, commit, undo; and the catalogue of events."""
