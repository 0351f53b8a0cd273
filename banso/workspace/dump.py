"""Every record as text, one JSON-lines file a table: the seam behind backup, restore and moving.

``dump_records`` writes, ``banso.workspace.load.load_records`` reads back, into the same kind of
database or another. A line is one row as a JSON object, names in the order of the alphabet (PostgreSQL
keeps no order of its own inside a JSON value), rows in the order of their key, so two dumps of the
same records are the same bytes, whichever database they come from. Memory stays flat.

Left out is what belongs to one running installation and not to the data: sessions, the queue of
the worker, Django's own lists of models and rights (every database makes them anew).
"""

from __future__ import annotations

import base64
import json
import math
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils.duration import duration_iso_string

from banso.workspace.progress import Progress, Silent

Out = Callable[[str], AbstractContextManager[IO[bytes]]]  # a name → a file to write into

CONTENTS = "tables.json"  # written last: which tables, how many rows, up to which id
CHUNK = 2_000  # rows
LEFT_OUT = frozenset(
    {
        "sessions.Session",  # a copy signs nobody in
        "django_tasks_database.DBTaskResult",  # the worker's queue; jobs are rows of their own
        "contenttypes.ContentType",
        "auth.Permission",
        "auth.Group",  # rights are roles here; nobody has groups
        "auth.Group_permissions",
    }
)

Table = type[models.Model]


@dataclass(frozen=True, slots=True)
class TableCount:
    """``last_id``: the highest key ever given out, which must never be given again: rows of the
    lake speak of accounts by it. None where the key is no counter."""

    rows: int
    last_id: int | None = None


@dataclass(frozen=True, slots=True)
class Dumped:
    """What was written, or read back: tables by label, and the migrations the rows stand under."""

    tables: Mapping[str, TableCount] = field(default_factory=dict)
    migrations: Mapping[str, str] = field(default_factory=dict)  # app → its newest applied

    @property
    def rows(self) -> int:
        return sum(t.rows for t in self.tables.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "tables": {label: asdict(count) for label, count in self.tables.items()},
            "migrations": dict(self.migrations),
        }


def dump_records(out: Out, *, using: str = "default", progress: Progress | None = None) -> Dumped:
    """This function will write every table of the database ``using``, rows in the order of their keys.

    ``out(name)`` opens the file ``<app.Model>.jsonl``, at the end ``tables.json``. All rows are of
    one instant when the connection stands in :func:`one_instant`; else each table is of its own.
    """
    progress = progress or Silent()
    connection = connections[using]
    tables = tables_in_order(installed)
    progress.begin("Writing records", total=_rows(tables, using), unit="rows")
    counts = {}
    for table in tables:
        with out(file_of(table)) as file:
            rows = _write(table, file, using, progress)
        counts[table._meta.label] = TableCount(rows, last_id(connection, table))
    done = Dumped(counts, migrations_of(connection))
    with out(CONTENTS) as file:
        text = json.dumps(done.as_json(), ensure_ascii=False, indent=1)
        file.write(text.encode() + b"\n")
    return done


def folder_out(folder: Path) -> Out:
    """Files of a dump as files of a folder."""

    def out(name: str) -> IO[bytes]:
        return (folder / name).open("wb")

    return out


# Which tables, in which order ----------------------------------------------------------------------


def tables_in_order(apps: Apps) -> list[Table]:
    """The tables that are dumped, those pointed at before those that point, by name where it is equal."""
    known = {
        m._meta.label: m
        for m in apps.get_models(include_auto_created=True)
        if m._meta.managed and not m._meta.proxy and m._meta.label not in LEFT_OUT
    }
    ordered: list[str] = []
    waiting = dict(sorted(known.items()))
    while waiting:
        ready = [n for n, m in waiting.items() if not (_points_at(m) & waiting.keys()) - {n}]
        # A ring of tables: keys are checked when everything is in, so any order will do.
        ordered += ready or list(waiting)
        for name in ready or list(waiting):
            del waiting[name]
    return [known[name] for name in ordered]


def _points_at(table: Table) -> set[str]:
    found = set()
    for column in columns_of(table):
        target = column.related_model
        if isinstance(target, type) and issubclass(target, models.Model):
            found.add(target._meta.label)
    return found


def columns_of(table: Table) -> list[models.Field[Any, Any]]:
    """The columns that are stored, without those the database computes itself."""
    return [f for f in table._meta.local_concrete_fields if not getattr(f, "generated", False)]


def file_of(table: Table) -> str:
    return f"{table._meta.label}.jsonl"


def key_of(table: Table) -> models.Field[Any, Any]:
    key = table._meta.pk
    assert key is not None  # noqa: S101  every Django model has one
    return key


# Rows ----------------------------------------------------------------------------------------------


def _rows(tables: Sequence[Table], using: str) -> int:
    return sum(t._base_manager.using(using).count() for t in tables)


def _write(table: Table, file: IO[bytes], using: str, progress: Progress) -> int:
    names = [f.attname for f in columns_of(table)]
    rows = table._base_manager.using(using).order_by("pk").values_list(*names)
    written = 0
    lines: list[bytes] = []
    for values in rows.iterator(chunk_size=CHUNK):
        lines.append(_line(dict(zip(names, values, strict=True))))
        if len(lines) == CHUNK:
            file.write(b"".join(lines))
            written += len(lines)
            progress.advance(len(lines))
            lines.clear()
    file.write(b"".join(lines))
    progress.advance(len(lines))
    return written + len(lines)


def _line(row: dict[str, Any]) -> bytes:
    plain = {k: v if isinstance(v, str | int) or v is None else _plain(v) for k, v in row.items()}
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair inside a JSON value: escaped it survives
        return json.dumps(plain, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _plain(value: Any) -> Any:
    """A value as JSON has it; its column's type brings it back."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


# Keys already given out, migrations --------------------------------------------------------------


def last_id(connection: BaseDatabaseWrapper, table: Table) -> int | None:
    """The highest key the table's counter ever gave out, also to rows that are gone."""
    key = key_of(table)
    if not isinstance(key, models.AutoField):
        return None
    name = table._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("select seq from sqlite_sequence where name = %s", [name])
        else:
            cursor.execute(
                "select last_value from pg_sequences where schemaname = current_schema() "
                "and schemaname || '.' || sequencename = pg_get_serial_sequence(%s, %s)",
                [connection.ops.quote_name(name), key.column],
            )
        found = cursor.fetchone()
    counted = int(found[0]) if found and found[0] is not None else 0
    # A key that was chosen, not counted: SQLite counts on behind it, PostgreSQL does not look.
    chosen = table._base_manager.using(connection.alias).aggregate(n=models.Max("pk"))["n"]
    return max(counted, chosen or 0)


def migrations_of(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The newest applied migration of every app."""
    loader = MigrationLoader(connection)
    found: dict[str, str] = {}
    for app, name in sorted(loader.applied_migrations or {}):
        if (app, name) in loader.graph.nodes:
            found[app] = name  # names are numbered, so the last in order is the newest
    return found


# One instant ---------------------------------------------------------------------------------------


@contextmanager
def one_instant(*, using: str = "default") -> Iterator[str]:
    """This function will give the name of a second connection that sees the records as they stand now.

    Others go on writing meanwhile and are not held up; what they write is not seen here. Writing
    through it is not possible.
    """
    with another_connection(connections[using].settings_dict) as alias:
        connection = connections[alias]
        _begin(connection)
        yield alias
        with connection.cursor() as cursor:
            cursor.execute("rollback")


@contextmanager
def another_connection(settings: Mapping[str, Any]) -> Iterator[str]:
    """A connection of this thread under a name of its own, closed at the end."""
    alias = f"other_{secrets.token_hex(4)}"
    connections.settings[alias] = dict(settings)
    try:
        connections[alias] = connections.create_connection(alias)
    finally:
        del connections.settings[alias]  # nobody who looks after all connections meets it
    try:
        with closing(connections[alias]):
            yield alias
    finally:
        del connections[alias]


def _begin(connection: BaseDatabaseWrapper) -> None:
    """A transaction that only reads, beside Django's own, which would take the right to write."""
    if connection.vendor != "sqlite":
        # Rows are then fetched through cursors of the server, inside this transaction.
        connection.ensure_connection()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("begin deferred")
        else:
            cursor.execute("begin isolation level repeatable read, read only")
        # The instant is that of the first read, not of `begin`.
        cursor.execute("select count(*) from django_migrations")
        cursor.fetchall()
