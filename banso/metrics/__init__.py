"""Numbers: the catalogue of events, metric definitions, SQL shapes, rows of a day, conditions."""
