"""The tables are what the models say, whichever way a store came to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections

from banso.workspace import records

_OTHER = "other"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"run `banso makemigrations`:\n{said.getvalue()}")


def test_tables_made_at_once_are_those_of_all_migrations(
    tmp_path: Path, django_db_blocker: Any
) -> None:
    """Names, columns, indexes, constraints, triggers, applied migrations, rights: all the same."""
    with django_db_blocker.unblock():
        at_once = _made(tmp_path / "once.sqlite3", "migrate")
        step_by_step = _made(tmp_path / "steps.sqlite3", migrate.Command())
    assert at_once.keys() == step_by_step.keys()
    for name, said in at_once.items():
        assert said == step_by_step[name], name


def _made(path: Path, command: Any) -> dict[str, Any]:
    with _database(path):
        call_command(command, database=_OTHER, verbosity=0)
        with connections[_OTHER].cursor() as cursor:
            cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            found: dict[str, Any] = {
                f"{kind} {name}": _parts(sql) if kind == "table" else Counter([sql])
                for kind, name, sql in cursor.fetchall()
            }
            for table, column in (
                ("django_migrations", "app || '.' || name"),
                ("auth_permission", "codename"),
                ("django_content_type", "app_label || '.' || model"),
            ):
                cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - names of our own
                found[f"rows {table}"] = Counter(cursor.fetchall())
    return found


def _parts(sql: str) -> Counter[str]:
    """The columns and constraints of a table in any order: a column added later stands last."""
    inside = sql[sql.index("(") + 1 : sql.rindex(")")]
    parts, depth, begin = [], 0, 0
    for at, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append(inside[begin:at])
            begin = at + 1
    parts.append(inside[begin:])
    return Counter(re.sub(r"\s+", " ", part).strip() for part in parts)


@contextmanager
def _database(path: Path) -> Iterator[None]:
    settings = connections.configure_settings({"default": {}, _OTHER: records.sqlite(path)})
    connections.settings[_OTHER] = settings[_OTHER]
    try:
        yield
    finally:
        connections[_OTHER].close()
        del connections[_OTHER]
        del connections.settings[_OTHER]
