"""Who uses Banso, and under which rules: people, roles, audit trail, clock, definitions, releases, jobs."""
