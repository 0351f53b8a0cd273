"""One account: the block that suffices, its path through the phases, usage, contracts, people, timeline."""
