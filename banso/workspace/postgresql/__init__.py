"""Django's PostgreSQL backend, for one schema and one writer at a time."""
