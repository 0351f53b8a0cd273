"""Bringing the index of the notes up to date: what the triggers marked is indexed anew."""

from __future__ import annotations

from typing import Any

from django.db import connection as records

from banso.customers.search.grams import grams, wanted
from banso.customers.search.schema import text_of

_PART = 500

_ADD = "INSERT INTO customers_notegrams (rowid, grams) VALUES (%s, %s)"
_TAKE = (
    "INSERT INTO customers_notegrams (customers_notegrams, rowid, grams) VALUES ('delete', %s, %s)"
)
_PUT = """INSERT INTO customers_notegrams (id, grams) VALUES (%s, array_to_tsvector(%s::text[]))
    ON CONFLICT (id) DO UPDATE SET grams = EXCLUDED.grams"""


def renew() -> None:
    """This function will index what the caller's transaction wrote; call it at its end."""
    catch_up(records)


def purge() -> None:
    """This function will take what was removed out of the index's file too, not only out of what is found."""
    catch_up(records)
    if records.vendor == "sqlite":
        with records.cursor() as cursor:
            cursor.execute(
                "INSERT INTO customers_notegrams (customers_notegrams) VALUES ('optimize')"
            )


def catch_up(connection: Any, *, most: int | None = None) -> int:
    """This function will index what is due, inside the caller's transaction if there is one; how many
    notes, at most ``most``."""
    done = 0
    while most is None or done < most:
        with connection.cursor() as cursor:
            part = _due(cursor, connection.vendor)
            if not part:
                break
            if connection.vendor == "sqlite":
                _sqlite(cursor, part)
            else:
                cursor.executemany(
                    _PUT, [(pk, sorted(grams(t))) for pk, _, t in part if t is not None]
                )
            cursor.executemany(
                "DELETE FROM customers_notedue WHERE id = %s", [(p[0],) for p in part]
            )
        done += len(part)
    return done


def _due(cursor: Any, vendor: str) -> list[tuple[int, str | None, str | None]]:
    """(note, text that is in the index or None, text now or None where the note is gone)."""
    text = text_of("t")
    if vendor == "sqlite":
        text = text.replace("chr(10)", "char(10)")
    cursor.execute(
        f"SELECT d.id, d.was, CASE WHEN t.id IS NULL THEN NULL ELSE {text} END"  # noqa: S608 - our columns
        " FROM customers_notedue d LEFT JOIN customers_touchpoint t ON t.id = d.id LIMIT %s",
        [_PART],
    )
    return list(cursor.fetchall())


def _sqlite(cursor: Any, part: list[tuple[int, str | None, str | None]]) -> None:
    """A new note that went before it was indexed has neither text, and nothing to do."""
    cursor.executemany(_TAKE, [(pk, " ".join(sorted(grams(was)))) for pk, was, _ in part if was is not None])  # fmt: skip
    cursor.executemany(_ADD, [(pk, " ".join(sorted(grams(now)))) for pk, _, now in part if now is not None])  # fmt: skip


def due(*, most: int = 1_000_000) -> list[int]:
    """The notes that are not indexed as they are now."""
    with records.cursor() as cursor:
        cursor.execute("SELECT id FROM customers_notedue ORDER BY id DESC LIMIT %s", [most])
        return [row[0] for row in cursor.fetchall()]


def matching(text: str) -> set[int]:
    """Ids of the notes that may hold the words of ``text``, as far as they are indexed."""
    sql, expression = match(text)
    with records.cursor() as cursor:
        cursor.execute(sql, [expression])
        return {row[0] for row in cursor.fetchall()}


def match(text: str) -> tuple[str, str]:
    """SQL that gives the ids of notes that have all grams of ``text``, and its one value."""
    needed = wanted(text)
    if records.vendor == "sqlite":
        # Quoted, so that nothing somebody typed is an operator.
        parts = (f'"{gram}"{"*" if begins else ""}' for gram, begins in needed)
        return (
            "SELECT rowid FROM customers_notegrams WHERE customers_notegrams MATCH %s",
            " AND ".join(parts),
        )
    parts = (f"'{gram}'{':*' if begins else ''}" for gram, begins in needed)
    return "SELECT id FROM customers_notegrams WHERE grams @@ %s::tsquery", " & ".join(parts)
