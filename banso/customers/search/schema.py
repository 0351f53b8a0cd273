"""The index of the notes and what keeps it in step: triggers, so that no way of writing goes round it.

``customers_notegrams`` holds the grams of each note (:mod:`banso.customers.search.grams`),
``customers_notedue`` the notes whose grams must be made anew, and on SQLite what was indexed before:
its index keeps no text and takes a row out only by the grams it holds. Neither is a Django model:
both can be made again from the notes, so no backup carries them.
"""

from __future__ import annotations

from typing import Any

_COLUMNS = ("subject", "topic", "notes", "mood_why")


def text_of(row: str) -> str:
    """SQL: everything of one note that is searched, of the row named ``row``."""
    return " || chr(10) || ".join(f"{row}.{c}" for c in _COLUMNS)


def _sqlite_text(row: str) -> str:
    return text_of(row).replace("chr(10)", "char(10)")


_CHANGED = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in _COLUMNS)
_DISTINCT = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in _COLUMNS)

_SQLITE = (
    "CREATE TABLE IF NOT EXISTS customers_notedue (id integer PRIMARY KEY, was text NULL)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS customers_notegrams USING fts5(
        grams, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER IF NOT EXISTS customers_note_made AFTER INSERT ON customers_touchpoint BEGIN
        INSERT INTO customers_notedue (id, was) VALUES (NEW.id, NULL) ON CONFLICT DO NOTHING;
    END""",
    f"""CREATE TRIGGER IF NOT EXISTS customers_note_changed
        AFTER UPDATE OF {", ".join(_COLUMNS)} ON customers_touchpoint WHEN {_CHANGED} BEGIN
        INSERT INTO customers_notedue (id, was) VALUES (OLD.id, {_sqlite_text("OLD")})
        ON CONFLICT DO NOTHING;
    END""",  # noqa: S608 - our own columns
    f"""CREATE TRIGGER IF NOT EXISTS customers_note_gone AFTER DELETE ON customers_touchpoint BEGIN
        INSERT INTO customers_notedue (id, was) VALUES (OLD.id, {_sqlite_text("OLD")})
        ON CONFLICT DO NOTHING;
    END""",  # noqa: S608 - our own columns
)
_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS customers_notedue (id bigint PRIMARY KEY, was text NULL)",
    "CREATE TABLE IF NOT EXISTS customers_notegrams (id bigint PRIMARY KEY, grams tsvector NOT NULL)",
    """CREATE INDEX IF NOT EXISTS customers_notegrams_gin ON customers_notegrams
        USING gin (grams)""",
    f"""CREATE OR REPLACE FUNCTION customers_note_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM customers_notegrams WHERE id = OLD.id;
            DELETE FROM customers_notedue WHERE id = OLD.id;
            RETURN NULL;
        END IF;
        IF TG_OP = 'UPDATE' THEN
            IF NOT ({_DISTINCT}) THEN RETURN NULL; END IF;
            DELETE FROM customers_notegrams WHERE id = OLD.id;
        END IF;
        INSERT INTO customers_notedue (id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$""",  # noqa: S608 - our own columns
    "DROP TRIGGER IF EXISTS customers_note_due ON customers_touchpoint",
    """CREATE TRIGGER customers_note_due AFTER INSERT OR UPDATE OR DELETE ON customers_touchpoint
        FOR EACH ROW EXECUTE FUNCTION customers_note_due()""",
)
_QUEUE = "INSERT INTO customers_notedue (id) SELECT id FROM customers_touchpoint"


def make(connection: Any) -> None:
    """This function will make tables and triggers where they are missing."""
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def keep(connection: Any) -> bool:
    """This function will put triggers back that a later migration took away; whether the tables are there."""
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
    if "customers_notedue" not in there or "customers_touchpoint" not in there:
        return False
    make(connection)
    return True


def queue_everything(connection: Any) -> None:
    """This function will mark every note as not indexed; right only while the index is empty."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE)


def drop(connection: Any) -> None:
    """This function will take it all away again: the index knows nothing the notes do not."""
    sqlite = connection.vendor == "sqlite"
    names = ("made", "changed", "gone") if sqlite else ("due",)
    with connection.cursor() as cursor:
        for name in names:
            on = "" if sqlite else " ON customers_touchpoint"
            cursor.execute(f"DROP TRIGGER IF EXISTS customers_note_{name}{on}")
        if not sqlite:
            cursor.execute("DROP FUNCTION IF EXISTS customers_note_due()")
        for table in ("customers_notegrams", "customers_notedue"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
