"""Where a workspace keeps its records: a file in its folder, or a schema in a PostgreSQL database.

The settings call this before Django is there, so nothing here needs it. A workspace's records stay
where they are until ``banso move`` moves them, whatever the environment says. In this order:

1. ``database.url`` in the workspace's folder: an address of its own, ``$DATABASE_URL``, or ``sqlite``.
2. ``records.sqlite3`` in the folder, if it is there.
3. ``DATABASE_URL`` in the environment, for a workspace that is new: one server for all of them, each
   in a schema of its own. That it is there is then written down in ``database.url``, not the address.
4. ``records.sqlite3``, made new.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from banso.lib.problems import BansoError, Problem, problem

SQLITE_FILE = "records.sqlite3"
ADDRESS_FILE = "database.url"
WAITS_FOR_A_WRITER = 30  # seconds, with either store
_SCHEMES = ("postgresql", "postgres")
_LONGEST_NAME = 63  # of a PostgreSQL identifier, in bytes
_OWN = ("schema", "search_path")


FROM_ENVIRONMENT = "$DATABASE_URL"
IN_THE_FOLDER = "sqlite"


class AddressWrong(BansoError):
    """The address of the database cannot be used; what it says never shows a password."""


def records(folder: Path, workspace: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings of the records' database; raises AddressWrong."""
    address = address_of(folder, environment)
    if not address:
        return sqlite(folder / SQLITE_FILE)
    found = postgresql(address, workspace)
    if not (folder / ADDRESS_FILE).exists():
        pin(folder, FROM_ENVIRONMENT)
    return found


def address_of(folder: Path, environment: Mapping[str, str]) -> str:
    """The PostgreSQL address in force for a workspace, empty for its SQLite file; raises AddressWrong."""
    own = folder / ADDRESS_FILE
    given = environment.get("DATABASE_URL", "").strip()
    if own.is_file():
        said = own.read_text(encoding="utf-8").strip()
        if said == IN_THE_FOLDER:
            return ""
        if said == FROM_ENVIRONMENT and not given:
            raise AddressWrong(_address_missing(str(own)))
        return given if said == FROM_ENVIRONMENT else said
    return "" if (folder / SQLITE_FILE).exists() else given


def pin(folder: Path, said: str) -> None:
    """Write down where the records are; at once, whole or not at all, readable by the owner only."""
    scratch = folder / f".{ADDRESS_FILE}.{os.getpid()}"
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(said + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, folder / ADDRESS_FILE)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
        raise AddressWrong(_address_unread()) from error
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/")) or options.pop("dbname", "")
    if parts.scheme not in _SCHEMES or not name:
        raise AddressWrong(_address_unread())
    schema = options.pop("schema", "") or schema_of(workspace)
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", schema) or len(schema) > _LONGEST_NAME:
        raise AddressWrong(_schema_refused(schema))
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
        "TEST": {"NAME": f"test_{name}"},
    }


def schema_of(workspace: str) -> str:
    """The schema of a workspace: ``banso_`` and its name, made unmistakable where letters had to go."""
    plain = re.sub(r"[^a-z0-9_]", "_", workspace.lower())
    name = f"banso_{plain}"
    if plain == workspace and len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:50]}_{hashlib.sha256(workspace.encode()).hexdigest()[:8]}"


# Refusals ------------------------------------------------------------------------------------------


def _address_missing(place: str) -> Problem:
    return problem(
        "records.address-missing",
        ja="このワークスペースのデータは PostgreSQL にありますが、そのアドレスが指定されていません。",
        en="The records of this workspace are in PostgreSQL, and its address is not given.",
        remedy_ja="環境変数 DATABASE_URL を設定してください。",
        remedy_en="Set DATABASE_URL in the environment.",
        file=place,
    )


def _address_unread() -> Problem:
    return problem(
        "records.address",
        ja="データベースのアドレスを読み取れません。",
        en="The address of the database cannot be read.",
        remedy_ja="postgresql://利用者:パスワード@ホスト:ポート/データベース の形で指定してください。",
        remedy_en="Write it as postgresql://user:password@host:port/database.",
        path="DATABASE_URL",
    )


def _schema_refused(schema: str) -> Problem:
    return problem(
        "records.schema",
        ja="スキーマの名前に使えない文字があります。",
        en="The schema's name holds letters it may not.",
        remedy_ja="半角の英小文字、数字、_ だけで、63文字以内にしてください。",
        remedy_en="Use at most 63 of a-z, 0-9 and _.",
        path="schema",
        sample=schema[:60],
    )
