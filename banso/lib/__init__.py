"""Helpers without domain: text, dates, YAML with line numbers, money, problems, step boundaries."""
