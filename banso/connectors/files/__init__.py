"""Files: CSV, TSV, XLSX, packed or not, into records and events (rules.md R3, R9, R19)."""
