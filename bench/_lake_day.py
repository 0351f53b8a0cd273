"""A day of commits every ten seconds on a scaled clock, with the upkeep the worker runs.

The hours of the rules become seconds: a struck file stays as long, in commits, as it would in a
real day. The log keeps its whole day, as it does in service.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from deltalake import DeltaTable

from banso.events.definitions import EVENTS
from banso.events.lake import Cursor, Lake, Table, Wanted, keep
from banso.events.lake.log import NO_HOOKS
from banso.events.lake.table import open_table
from banso.events.lake.tidy import files_on_disk

DAY = date(2026, 4, 1)
COMMITS = 8_640


@dataclass
class Refresh:
    """One refresh of a kept handle: wall and CPU seconds, bytes it read."""

    wall: float
    cpu: float
    read: int


@dataclass
class Day:
    """What a simulated day came to. ``struck``: when a merge struck how many files, as seconds."""

    table: Table
    reader: Table
    refreshes: list[Refresh] = field(default_factory=list)
    commit_cpu: list[float] = field(default_factory=list)
    upkeep_cpu: list[float] = field(default_factory=list)
    struck: list[tuple[float, int]] = field(default_factory=list)
    most_live: int = 0
    retention: float = 1.0
    last_clean: float = 0.0

    @property
    def live(self) -> int:
        return len(self.table.snapshot().files)

    @property
    def on_disk(self) -> int:
        return len(files_on_disk(self.table.root))

    @property
    def of_one_retention(self) -> int:
        """Files struck less than a retention before the last clean-up began: they must be there still."""
        return sum(n for at, n in self.struck if at >= self.last_clean - self.retention)

    @property
    def log_files(self) -> int:
        return len(list((self.table.root / "_delta_log").iterdir()))

    @property
    def bytes_on_disk(self) -> int:
        return sum(f.stat().st_size for f in self.table.root.rglob("*") if f.is_file())


def simulate(
    lake: Lake,
    cursor: Cursor,
    *,
    commits: int = COMMITS,
    upkeep_every: int = 90,
    rows: int = 200,
    late_every: int = 60,
    retention_seconds: int = 1,
    log_seconds: int | None = None,
    tell: Callable[[int, Day], None] | None = None,
) -> Day:
    """Write ``commits`` of ``rows`` events; every ``late_every``-th brings rows of the day before.

    Upkeep runs every ``upkeep_every`` commits; a second handle is refreshed after each.
    """
    table = lake.table(EVENTS)
    scale(table, retention_seconds, log_seconds)
    reader = open_table(root=table.root, lock=lake.folder / "_locks" / EVENTS.name, spec=EVENTS)
    done = Day(table, reader, retention=retention_seconds)
    for n in range(1, commits + 1):
        day = DAY - timedelta(days=1) if n % late_every == 0 else DAY
        begin = time.process_time()
        table.append(cursor, _events(n, day, rows), app="spool", mark=n)
        done.commit_cpu.append(time.process_time() - begin)
        done.refreshes.append(_refresh(reader))
        done.most_live = max(done.most_live, len(reader.snapshot().files))
        if n % upkeep_every == 0:
            upkeep(done, cursor)
            if tell:
                tell(n, done)
    return done


def scale(table: Table, retention_seconds: int, log_seconds: int | None) -> None:
    """Let the table's own retentions be seconds."""
    wanted = {"delta.deletedFileRetentionDuration": f"interval {retention_seconds} seconds"}
    if log_seconds is not None:
        wanted["delta.logRetentionDuration"] = f"interval {log_seconds} seconds"

    def change(handle: DeltaTable) -> None:
        handle.alter.set_table_properties(wanted, post_commithook_properties=NO_HOOKS)

    table.log.alter(change)


def upkeep(day: Day, cursor: Cursor) -> None:
    """What the worker does with the events every quarter of an hour."""
    begin = time.process_time()
    at = time.time()
    done = keep(day.table, cursor, Wanted(at_least=4, target_size=24 * 2**20))
    day.struck.append((at, done.merged))
    day.last_clean = at
    day.upkeep_cpu.append(time.process_time() - begin)


def _refresh(reader: Table) -> Refresh:
    read, cpu, wall = _bytes_read(), time.process_time(), time.perf_counter()
    reader.snapshot()
    return Refresh(time.perf_counter() - wall, time.process_time() - cpu, _bytes_read() - read)


def _bytes_read() -> int:
    """Bytes this process has asked files for so far."""
    return int(Path("/proc/self/io").read_text().split()[1])


def _events(n: int, day: date, rows: int) -> str:
    return f"""
        select date '{day}' as day, timestamptz '{day} 00:00:00+00' + interval '{n * 10} seconds' as "at",
            'spool' as source, '{n}-' || i as message_id, (hash({n}, i) >> 1)::bigint as id_hash,
            'k' || (i * 7919 % 1000) as account_key, 'u' || (i * 104729 % 5000) as user_key,
            'n' || (i % 20) as name, 'spool' as batch, timestamptz '{day} 00:00:00+00' as received_at
        from range({rows}) t(i)
    """  # noqa: S608
