"""KPIs: named definitions, and one evaluation for screens, the command and the map."""
