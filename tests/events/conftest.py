"""A lake in a folder of the test's own, and a small table to write to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from banso.events.lake import Column, Cursor, Lake, Table, TableSpec, close_lake, open_lake

NUMBERS = TableSpec(
    name="numbers",
    columns=(
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("account", "BIGINT"),
        Column("email", "VARCHAR"),
        Column("batch", "VARCHAR"),
        Column("amount", "DOUBLE"),
    ),
    partition_by=("month",),
    sort_by=("account", "day"),
    no_stats=("email",),
)

PLAIN = TableSpec(name="plain", columns=(Column("n", "BIGINT"),), sort_by=("n",))


@pytest.fixture
def lake_folder(tmp_path: Path) -> Path:
    return tmp_path / "lake"


@pytest.fixture
def lake(lake_folder: Path) -> Iterator[Lake]:
    yield open_lake(lake_folder)
    close_lake(lake_folder)


@pytest.fixture
def cursor(lake: Lake) -> Iterator[Cursor]:
    with lake.cursor() as cursor:
        yield cursor


@pytest.fixture
def numbers(lake: Lake) -> Table:
    return lake.table(NUMBERS)


@pytest.fixture
def plain(lake: Lake) -> Table:
    return lake.table(PLAIN)


@pytest.fixture
def start_again(lake_folder: Path) -> Callable[[], Lake]:
    """As if the process had been started anew: nothing is remembered."""

    def again() -> Lake:
        close_lake(lake_folder)
        return open_lake(lake_folder)

    return again


def values(cursor: Cursor, table: Table) -> list[int]:
    """The numbers of a plain table, in order."""
    return [row[0] for row in cursor.execute(f"select n from {table.sql()} order by n").fetchall()]
