"""The demo: fictional customers of a fictional vendor, imported as any export would be."""
