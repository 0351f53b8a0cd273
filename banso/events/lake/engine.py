"""The one SQL engine of this process, and cursors of it.

Every setting is global: a cursor does not inherit what was set for one session only. Deltalake
cannot be used in a forked child of a process that used it, so a forked child is refused here
instead of crashing there: start workers with *spawn*.
"""

from __future__ import annotations

import atexit
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from banso.events.lake.spec import text_literal
from banso.lib.problems import BansoError, problem

Cursor = duckdb.DuckDBPyConnection


class ForkedProcess(BansoError):
    """The lake was opened before this process was forked."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``memory`` as the engine writes it ('2GB'); ``threads`` 0 = one per core."""

    memory: str = "2GB"
    threads: int = 0

    @classmethod
    def from_environment(cls) -> Settings:
        return cls(
            memory=os.environ.get("BANSO_ENGINE_MEMORY", "2GB"),
            threads=int(os.environ.get("BANSO_ENGINE_THREADS", "0")),
        )


class Engine:
    """Hands out cursors; one per process."""

    def __init__(self, *, spill: Path, settings: Settings) -> None:
        self._process = os.getpid()
        self._instance = duckdb.connect(":memory:")
        threads = settings.threads or os.cpu_count() or 1
        for name, value in (
            ("TimeZone", text_literal("UTC")),
            ("parquet_metadata_cache", "true"),
            ("preserve_insertion_order", "false"),
            ("temp_directory", text_literal(str(spill))),
            ("memory_limit", text_literal(settings.memory)),
            ("threads", str(threads)),
            # We never load an extension, and nobody's SQL shall.
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false"),
        ):
            self._instance.execute(f"set global {name} = {value}").fetchall()

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A cursor for one thread and one piece of work; its temporary tables end with it."""
        refuse_after_fork(self._process)
        cursor = self._instance.cursor()
        try:
            yield cursor
        finally:
            cursor.close()


_lock = threading.Lock()
_engine: Engine | None = None


def engine(*, spill: Path) -> Engine:
    """The engine of this process, started at the first call; ``spill`` takes what memory cannot."""
    global _engine
    with _lock:
        if _engine is None:
            _clear_left_over(spill)
            mine = spill / str(os.getpid())
            mine.mkdir(parents=True, exist_ok=True)
            atexit.register(shutil.rmtree, mine, ignore_errors=True)
            _engine = Engine(spill=mine, settings=Settings.from_environment())
        return _engine


def refuse_after_fork(process: int) -> None:
    """Raise ``ForkedProcess`` if we are not ``process`` any more."""
    if os.getpid() != process:
        raise ForkedProcess(
            problem(
                "lake.forked",
                ja="データレイクを開いた後にプロセスがフォークされました。",
                en="The process was forked after the lake was opened.",
                remedy_ja="ワーカーは spawn 方式で起動してください。",
                remedy_en="Start workers by spawning, not by forking.",
            )
        )


def _clear_left_over(spill: Path) -> None:
    """Remove what processes that were killed spilled to disk."""
    if not spill.is_dir():
        return
    for folder in spill.iterdir():
        if (
            folder.name.isdigit()
            and not Path("/proc", folder.name).exists()
            and Path("/proc").exists()
        ):
            shutil.rmtree(folder, ignore_errors=True)
