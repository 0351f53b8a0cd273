"""The world as files: what the product imports, and the truth beside it."""
