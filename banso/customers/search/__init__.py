"""Searching what people wrote about customers: an index kept in step by the database itself."""
