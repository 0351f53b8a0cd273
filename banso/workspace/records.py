"""Where a workspace keeps its records: a file in its folder, or a schema in a PostgreSQL database.

The settings call this before Django is there, so nothing here needs it. Which one it is, in this order:

1. ``database.url`` in the workspace's folder, written by ``banso move``: this workspace's own address.
2. ``DATABASE_URL`` in the environment: one server for every workspace, each in a schema of its own.
3. ``records.sqlite3`` in the folder.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_FILE = "records.sqlite3"
ADDRESS_FILE = "database.url"
WAITS_FOR_A_WRITER = 30  # seconds, with either store
_SCHEMES = ("postgresql", "postgres")
_LONGEST_NAME = 63  # of a PostgreSQL identifier, in bytes
_OWN = ("schema", "search_path")


class AddressWrong(ValueError):
    """The address of the database cannot be used; the message never shows a password."""


def records(folder: Path, workspace: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings of the records' database; raises AddressWrong."""
    address = address_of(folder, environment)
    if address:
        return postgresql(address, workspace)
    return sqlite(folder / SQLITE_FILE)


def address_of(folder: Path, environment: Mapping[str, str]) -> str:
    """The PostgreSQL address in force for a workspace, empty for its SQLite file."""
    own = folder / ADDRESS_FILE
    if own.is_file():
        return own.read_text(encoding="utf-8").strip()
    return environment.get("DATABASE_URL", "").strip()


def sqlite(path: Path) -> dict[str, Any]:
    """A SQLite file: readers and one writer side by side, every commit on disk before it is told."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 0,  # required under ASGI
        "OPTIONS": {
            "timeout": WAITS_FOR_A_WRITER,
            "transaction_mode": "IMMEDIATE",  # a write never finds out half-way that it may not
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000;"
                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
            ),
        },
        "TEST": {"NAME": os.environ.get("BANSO_TEST_DB") or path.with_name("test.sqlite3")},
    }


def postgresql(address: str, workspace: str) -> dict[str, Any]:
    """A schema of a PostgreSQL database, from ``postgresql://user:password@host:port/name?options``.

    Further options are libpq's (``sslmode``, ``host`` for a socket's folder, …); ``schema`` chooses
    another schema than the workspace's own.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressWrong("DATABASE_URL is not an address") from error
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/")) or options.pop("dbname", "")
    if parts.scheme not in _SCHEMES or not name:
        raise AddressWrong("DATABASE_URL must read postgresql://user@host:port/database")
    schema = options.pop("schema", "") or schema_of(workspace)
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", schema) or len(schema) > _LONGEST_NAME:
        raise AddressWrong("schema= in DATABASE_URL: small letters, digits and _ only")
    own = f"-c search_path={schema} -c lock_timeout={WAITS_FOR_A_WRITER}s"
    options["options"] = " ".join(filter(None, (options.get("options", ""), own)))
    return {
        "ENGINE": "banso.workspace.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(port or options.pop("port", "")),
        "CONN_MAX_AGE": 0,  # required under ASGI
        "OPTIONS": {"application_name": f"banso {workspace}"[:60], **options},
        "SCHEMA": schema,
        # Each process that tests has a database of its own.
        "TEST": {"NAME": os.environ.get("BANSO_TEST_DB_NAME") or f"test_{name}"},
    }


def schema_of(workspace: str) -> str:
    """The schema of a workspace: ``banso_`` and its name, made unmistakable where letters had to go."""
    plain = re.sub(r"[^a-z0-9_]", "_", workspace.lower())
    name = f"banso_{plain}"
    if plain == workspace and len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:50]}_{hashlib.sha256(workspace.encode()).hexdigest()[:8]}"
