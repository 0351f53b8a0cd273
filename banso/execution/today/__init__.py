"""Today and the week: what a CSM looks at first, and why."""
