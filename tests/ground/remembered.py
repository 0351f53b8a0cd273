"""A world many tests of a process begin with is made by the first of them and remembered.

The others get the same rows and the same lake, if their records stood as they did before it was
made: its tables, row by row, are compared, so a test that prepared something else makes its own.
"""

from __future__ import annotations

import atexit
import copy
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

from banso.lib import once

P = ParamSpec("P")
R = TypeVar("R")
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class _Made:
    before: Rows
    after: Rows
    lake: Path
    answer: Any


_INDEXES = "customers_note%"
_COUNTERS = "sqlite_sequence"
_made: dict[Any, _Made] = {}


def remembered(make: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that makes a world from its arguments alone, in an empty workspace folder."""

    @wraps(make)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        folder = Path(settings.BANSO_FOLDER)
        if connection.vendor != "sqlite" or _files(folder):
            return make(*args, **kwargs)
        before = _rows()
        key = (make.__module__, make.__name__, args, tuple(sorted(kwargs.items())))
        found = _made.get(key)
        if found is not None and _same(found.before, before):
            _put_back(found)
            shutil.copytree(found.lake, folder, dirs_exist_ok=True)
            once.forget()
            answer: R = copy.deepcopy(found.answer)
            return answer
        answer = make(*args, **kwargs)
        kept = Path(tempfile.mkdtemp(prefix="banso-world-"))
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        shutil.copytree(folder, kept, dirs_exist_ok=True)
        _made[key] = _Made(before, _rows(), kept, copy.deepcopy(answer))
        return answer

    return inner


def _files(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))


def _rows() -> Rows:
    """Every row of every table with its number first; words of notes are indexed in others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE %s", [_INDEXES]
        )
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'SELECT rowid, * FROM "{name}"')  # noqa: S608 - a table of ours
            found[name] = cursor.fetchall()
    return found


def _same(one: Rows, other: Rows) -> bool:
    """Ids handed out at random differ from test to test; which rows are there must not."""
    return one.keys() == other.keys() and all(
        [row[0] for row in one[name]] == [row[0] for row in other[name]] for name in one
    )


def _put_back(made: _Made) -> None:
    with connection.cursor() as cursor:
        for name, rows in made.after.items():
            before = set(made.before[name])
            gone = {row[0] for row in before} - {row[0] for row in rows}
            new = [row for row in rows if row not in before]
            if name == _COUNTERS:
                cursor.executemany(f"DELETE FROM {name} WHERE name = %s", [row[1:2] for row in new])  # noqa: S608
                cursor.executemany(f"INSERT INTO {name} VALUES (%s, %s)", [row[1:] for row in new])  # noqa: S608
                continue
            old = [(row[0],) for row in new] + [(number,) for number in gone]
            cursor.executemany(f'DELETE FROM "{name}" WHERE rowid = %s', old)  # noqa: S608
            if new:
                marks = ", ".join(["%s"] * (len(new[0]) - 1))
                cursor.executemany(
                    f'INSERT INTO "{name}" VALUES ({marks})',  # noqa: S608
                    [row[1:] for row in new],
                )
