"""The Settings screen: workspace, people, data sources, definitions, audit trail, oneself."""
