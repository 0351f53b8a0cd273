"""Work that happens by itself: when, once, in order, and what came of it."""
