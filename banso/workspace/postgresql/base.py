"""Django's PostgreSQL backend with the promises the SQLite file makes.

*One writer at a time.* Every transaction of a workspace takes the workspace's lock when it begins,
as ``BEGIN IMMEDIATE`` does: what an operation reads inside its transaction is still so when it
writes. Single statements outside transactions (a session, a job's progress) do not wait.

*One schema.* Tables are made and found in the workspace's schema only; a database may hold several
workspaces which never see each other's rows.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as Base
from django.db.backends.postgresql.creation import DatabaseCreation as BaseCreation


class DatabaseCreation(BaseCreation):
    """Test databases get the schema too."""

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        kwargs.setdefault("serialize", False)
        return super().create_test_db(*args, **kwargs)


class DatabaseWrapper(Base):
    """One connection to a workspace's schema."""

    creation_class = DatabaseCreation

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schema = self.settings_dict.get("SCHEMA", "public")

    @property
    def _writer(self) -> int:
        """The lock's number: databases share them out, so the schema's name decides."""
        digest = hashlib.sha256(f"banso:{self.schema}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # the stubs lack it
        if not autocommit:
            # The first statement of the transaction; freed by its end, whichever it is.
            self.connection.execute("SELECT pg_advisory_xact_lock(%s)", (self._writer,))

    def prepare_database(self) -> None:
        """The schema is made before the first migration runs."""
        super().prepare_database()
        with self.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {self.ops.quote_name(self.schema)}")
