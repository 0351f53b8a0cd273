"""Tasks: the list, one task, and what is done with several."""
