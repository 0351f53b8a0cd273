"""Banso (伴走): a self-hosted customer-success system in which the journey map is the program."""
