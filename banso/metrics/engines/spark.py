# ruff: noqa: S608  names are quoted, paths are our own
"""Work on a Spark cluster: the same SQL, translated; rows pass as Parquet files both ways."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from banso.events.lake import Cursor, PartitionRange, Table, quoted, text_literal
from banso.metrics.arrays import hand_over, run
from banso.metrics.engines.dialect import translated
from banso.metrics.engines.refusals import SparkFailed
from banso.metrics.engines.session import first_line
from banso.metrics.work import Params

# What the lake and what is handed over calls a type, in the words of Spark's schema texts.
_TYPES: Mapping[str, str] = {
    "DATE": "date",
    "TIMESTAMPTZ": "timestamp",
    "VARCHAR": "string",
    "BIGINT": "bigint",
    "INTEGER": "int",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
}


class SparkWork:
    """Tables are views of one session, over Parquet files in ``scratch``, which every worker sees.

    A table is computed when it is made, unless it is read once only: the others are read several
    times, and a plan that carried all steps before it would take the planner minutes. ``cursor`` is of the embedded
    engine; it writes what is handed over.
    """

    def __init__(self, session: Any, *, scratch: Path, cursor: Cursor) -> None:
        self._session = session
        self._scratch = scratch
        self._cursor = cursor
        self._made = 0
        self._folders: dict[str, Path] = {}
        self._lake_views: dict[tuple[str, tuple[date, date] | None], str] = {}

    def hand_over(
        self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Make the table ``name`` of (column, type) with these rows; None becomes null."""
        hand_over(self._cursor, name, columns, rows)
        folder = self._folder(name)
        folder.mkdir()
        run(
            self._cursor,
            f"copy {quoted(name)} to {text_literal(str(folder / 'rows.parquet'))} (format parquet)",
        )
        run(self._cursor, f"drop table {quoted(name)}")
        self._show(name, _schema(columns), [str(folder)])

    def make(
        self, name: str, select: str, params: Params | None = None, *, once: bool = False
    ) -> None:
        """Make the table ``name`` of a select, in place of an older one; at once unless ``once``."""
        older = self._folders.pop(name, None)
        with _told(name):
            frame = self._session.sql(translated(select, params))
            if not once:
                folder = str(self._folder(name))
                frame.write.parquet(folder)
                frame = self._session.read.schema(frame.schema).parquet(folder)
            frame.createOrReplaceTempView(name)
        if older:
            shutil.rmtree(older, ignore_errors=True)

    def rows(self, select: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """The rows of a select."""
        with _told("rows"):
            return [tuple(row) for row in self._session.sql(translated(select, params)).collect()]

    def drop(self, name: str) -> None:
        """Forget the table ``name``, if it is there."""
        self._session.catalog.dropTempView(name)
        folder = self._folders.pop(name, None)
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    def files(self, name: str) -> str:
        """A text the embedded engine can put behind FROM: the rows of the table ``name``."""
        return f"read_parquet({text_literal(str(self._folders[name] / '*.parquet'))})"

    def of_lake(self, table: Table, days: tuple[date, date] | None) -> str:
        """A name to put behind FROM: the rows of a lake's table as it is now, files outside left out."""
        key = (table.spec.name, days)
        if key not in self._lake_views:
            columns, files = table.files(PartitionRange(days=days) if days else None)
            name = f"lake_{table.spec.name}_{len(self._lake_views)}"
            self._show(name, _schema(columns.items()), [str(f) for f in files], base=table.root)
            self._lake_views[key] = name
        return quoted(self._lake_views[key])

    def close(self) -> None:
        """Forget every view; the files go with ``scratch``."""
        for name in (*self._folders, *self._lake_views.values()):
            self._session.catalog.dropTempView(name)

    def _folder(self, name: str) -> Path:
        self._made += 1
        self._folders[name] = self._scratch / f"{self._made}"
        return self._folders[name]

    def _show(
        self, name: str, schema: str, paths: Sequence[str], *, base: Path | None = None
    ) -> None:
        """A view of Parquet files; a column that a file does not have is null there."""
        with _told(name):
            reader = self._session.read.schema(schema)
            if base is not None:
                reader = reader.option("basePath", str(base))
            frame = reader.parquet(*paths) if paths else self._session.createDataFrame([], schema)
            frame.createOrReplaceTempView(name)


def _schema(columns: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"`{name.replace('`', '``')}` {_TYPES[type_]}" for name, type_ in columns)


class _told:
    """Turns what Spark raises into ``SparkFailed`` with its first line."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, refusal: BaseException | None, trace: Any) -> None:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        if isinstance(refusal, PySparkException | Py4JError):
            raise SparkFailed(self.what, why=first_line(refusal)) from refusal
