"""Reads of the notes by what they say."""

from __future__ import annotations

from django.db import connection

from banso.customers.search.grams import wanted


def matching(word: str) -> set[int]:
    """Ids of the notes that may hold ``word``, as far as they are indexed."""
    sql, expression = _match(word)
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression])
        return {row[0] for row in cursor.fetchall()}


def _match(text: str) -> tuple[str, str]:
    """SQL that gives ids, and its one value."""
    grams = wanted(text)
    if connection.vendor == "sqlite":
        # Quoted, so that nothing somebody typed is an operator.
        parts = (f'"{gram}"{"*" if begins else ""}' for gram, begins in grams)
        return (
            "SELECT rowid FROM customers_notegrams WHERE customers_notegrams MATCH %s",
            " AND ".join(parts),
        )
    parts = (f"'{gram}'{':*' if begins else ''}" for gram, begins in grams)
    return "SELECT id FROM customers_notegrams WHERE grams @@ %s::tsquery", " & ".join(parts)
