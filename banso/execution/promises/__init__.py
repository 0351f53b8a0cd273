"""What was promised in a meeting, ours and theirs, with its due date."""
