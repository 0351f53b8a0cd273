"""Notes: what was said with a customer, the promises in it, and the search over all of it."""
