"""Work items: why, for which account, by whom, by when, and what came of it."""
