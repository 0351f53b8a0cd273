# ruff: noqa: S608  texts are our own; batches are quoted by text_literal
"""Where measuring computes: in the embedded engine, or on an Apache Spark cluster.

``BANSO_ENGINE`` says which; everything else asks ``working`` and knows no difference. Only
measuring is moved: the lake is written, and every screen reads it, through the embedded engine.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from banso.events.definitions import EVENTS
from banso.events.lake import Cursor, Lake, PartitionRange, TableSpec, text_literal
from banso.events.queries import visible
from banso.metrics.engines.refusals import UnknownEngine
from banso.metrics.tables import SESSION_DAYS, USAGE_DAYS
from banso.metrics.work import DuckWork, Params, Source, Sources, Work

Engine = Literal["duckdb", "spark"]
_ENGINES = ("duckdb", "spark")
Days = tuple[date, date] | None


def engine_of_environment() -> Engine:
    """This function will give the engine that measuring computes in. Raises ``UnknownEngine``."""
    name = os.environ.get("BANSO_ENGINE", "").strip().lower() or "duckdb"
    if name not in _ENGINES:
        raise UnknownEngine(name)
    return cast("Engine", name)


@dataclass(frozen=True)
class Working:
    """A place to compute in, the facts there, and the cursor that writes the lake."""

    work: Work
    sources: Sources
    cursor: Cursor

    def for_lake(self, select: str, params: Params) -> tuple[str, Mapping[str, Any]]:
        """The rows of a select, as a select that ``cursor`` can write into the lake."""
        return select, params


class _OnSpark(Working):
    def for_lake(self, select: str, params: Params) -> tuple[str, Mapping[str, Any]]:
        self.work.make("for_lake", select, params)
        return f"select * from {self.work.files('for_lake')}", {}  # type: ignore[attr-defined]


@contextmanager
def working(
    lake: Lake,
    *,
    hidden: frozenset[str] = frozenset(),
    rolled: bool = False,
    engine: Engine | None = None,
) -> Iterator[Working]:
    """This function will open a place to compute in, over the facts of ``lake``; its tables end with it.

    ``hidden`` batches do not count. ``rolled``: the rollups are kept up and may be read. Raises
    what ``engines.refusals`` names when ``engine`` is Spark and cannot be used.
    """
    if (engine or engine_of_environment()) == "spark":
        with _on_spark(lake, hidden=hidden, rolled=rolled) as found:
            yield found
        return

    def events(days: Days) -> str:
        return visible(lake=lake, hidden=hidden, days=days)

    def table(spec: TableSpec) -> Source:
        return lambda days: lake.table(spec).sql(PartitionRange(days=days) if days else None)

    with lake.cursor() as cursor:
        yield Working(DuckWork(cursor), _sources(events, table, rolled=rolled), cursor)


def _sources(events: Source, table: Callable[[TableSpec], Source], *, rolled: bool) -> Sources:
    return Sources(events, table(USAGE_DAYS), table(SESSION_DAYS)) if rolled else Sources(events)


@contextmanager
def _on_spark(lake: Lake, *, hidden: frozenset[str], rolled: bool) -> Iterator[Working]:
    from banso.metrics.engines.session import spark_session
    from banso.metrics.engines.spark import SparkWork

    scratch = _scratch(lake)
    try:
        session = spark_session(scratch=scratch)
        with lake.cursor() as cursor:
            work = SparkWork(session, scratch=scratch, cursor=cursor)

            def events(days: Days) -> str:
                there = work.of_lake(lake.table(EVENTS), days)
                if not hidden:
                    return there
                batches = ", ".join(text_literal(b) for b in sorted(hidden))
                return f"(select * from {there} where batch is null or batch not in ({batches}))"

            def table(spec: TableSpec) -> Source:
                return lambda days: work.of_lake(lake.table(spec), days)

            try:
                yield _OnSpark(work, _sources(events, table, rolled=rolled), cursor)
            finally:
                work.close()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _scratch(lake: Lake) -> Path:
    """A folder that every worker sees, as it sees the lake; what killed processes left goes."""
    root = lake.folder / "_spark"
    if root.is_dir():
        for left in root.iterdir():
            process = left.name.partition("-")[0]
            if process.isdigit() and Path("/proc").exists() and not Path("/proc", process).exists():
                shutil.rmtree(left, ignore_errors=True)
    folder = root / f"{os.getpid()}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    return folder
