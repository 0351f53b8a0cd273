"""Ratios of the lake on this machine: writing against a bare COPY, reading day against month files.

    python -m bench.lake [--accounts 10000] [--events 1000000] [--day] [--commits 8640]

Every line compares two runs of the same process; the ratio is the figure, the seconds are not.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from banso.events.lake import Column, Cursor, Lake, PartitionRange, Table, TableSpec, open_lake
from bench._lake_day import COMMITS, Day, simulate

METRICS = [Column(f"m{i}", "BIGINT" if i % 2 else "DOUBLE") for i in range(60)]
DAYS = TableSpec(
    name="metric_days",
    columns=(
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("account", "BIGINT"),
        *METRICS,
    ),
    partition_by=("month",),
    sort_by=("account", "day"),
)
EVENTS = TableSpec(
    name="events",
    columns=(Column("day", "DATE"), Column("key", "VARCHAR"), Column("name", "VARCHAR")),
    partition_by=("day",),
    sort_by=("key",),
)
FIRST = date(2025, 1, 1)


def cpu(work: Callable[[], object], times: int = 1) -> float:
    """CPU seconds of one run, the median of ``times``."""
    taken = []
    for _ in range(times):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return sorted(taken)[len(taken) // 2]


def line(what: str, ours: float, other: float) -> None:
    print(f"{what:<66} {ours:8.3f} s  {other:8.3f} s  ratio {ours / max(other, 1e-9):6.2f}")


def writing(lake: Lake, cursor: Cursor, folder: Path, events: int) -> None:
    table = lake.table(EVENTS)
    for days in (1, 30, 180):
        select = (
            f"select date '2025-01-01' + (i % {days})::int as day, 'k' || (i * 7919 % 1000) as key,"
            f" 'n' || (i % 20) as name from range({events}) t(i)"
        )
        bare = f"copy ({select} order by day, key) to '{folder}/bare.parquet' (format parquet, compression zstd)"
        plain = cpu(partial(cursor.execute, bare))
        ours = cpu(partial(table.append, cursor, select, app=f"d{days}", mark=1))
        line(f"append {events:,} events on {days} days | one sorted COPY", ours, plain)
    one = "select date '2025-01-01' as day, 'k' as key"
    small = sorted(cpu(partial(table.append, cursor, one, app="s", mark=n)) for n in range(1, 41))
    print(f"small commit, median of {len(small)}: {small[len(small) // 2] * 1000:.1f} ms CPU")


def fill(table: Table, cursor: Cursor, accounts: int, *, months: bool) -> None:
    values = ", ".join(
        f"hash(i, d, {n}) % 1000{'' if c.type == 'BIGINT' else '::double'} as {c.name}"
        for n, c in enumerate(METRICS)
    )
    all_days = [FIRST + timedelta(days=i) for i in range(365)]
    groups: dict[str, list[date]] = {}
    for day in all_days:
        groups.setdefault(f"{day:%Y-%m}" if months else day.isoformat(), []).append(day)
    for days in groups.values():
        select = (
            f"select ?::date + d::int as day, i as account, {values}"
            f" from range({accounts}) a(i), range({len(days)}) b(d)"
        )
        table.replace_days(
            cursor,
            days=days,
            select_sql=select,
            params=[days[0]],
            unit="month" if months else "day",
        )


def reading(lake: Lake, cursor: Cursor, accounts: int) -> None:
    tables = {}
    for months in (False, True):
        table = lake.table(
            TableSpec(f"{DAYS.name}_{months}", DAYS.columns, DAYS.partition_by, DAYS.sort_by)
        )
        took = cpu(lambda t=table, m=months: fill(t, cursor, accounts, months=m))
        size = sum(f.size for f in table.snapshot().files) / 1e6
        print(
            f"365 days of {accounts:,} accounts x 60: {'month' if months else 'day'} files {took:.1f} s CPU, {size:.0f} MB"
        )
        tables[months] = table

    def one_account(table: Table) -> None:
        sql = f"select day, m0, m1, m2, m3, m4 from {table.sql()} where account = ? order by day"
        assert len(cursor.execute(sql, [accounts // 2]).fetchall()) == 365

    def one_day(table: Table) -> None:
        day = FIRST + timedelta(days=364)
        sql = f"select account, m0, m1 from {table.sql(PartitionRange.of_days(day, day))} where day = ? order by m0 desc limit 50"
        assert len(cursor.execute(sql, [day]).fetchall()) == 50

    for what, work in (
        ("one account, 365 days, 5 metrics", one_account),
        ("top 50 of the last day", one_day),
    ):
        warm = {m: (work(t), cpu(lambda t=t, w=work: w(t), 15))[1] for m, t in tables.items()}
        line(f"{what}: month files | day files (warm)", warm[True], warm[False])


def ten_seconds(lake: Lake, cursor: Cursor, commits: int) -> None:
    """A day of commits every ten seconds, its clock scaled so that an hour is sixteen seconds."""

    def tell(n: int, day: Day) -> None:
        if n % 900 == 0 or n == commits:
            last = day.refreshes[-90:]
            walls, cpus = sorted(r.wall * 1e3 for r in last), sorted(r.cpu * 1e3 for r in last)
            print(
                f"{n:6,} commits  live {day.live:3}  on disk {day.on_disk:4} (struck within a retention {day.of_one_retention})"
                f"  log {day.log_files:4}  refresh {walls[45]:.1f} ms wall, {cpus[45]:.1f} CPU, p95 {cpus[85]:.1f}"
                f"  {day.bytes_on_disk / 1e6:.1f} MB",
                flush=True,
            )

    day = simulate(lake, cursor, commits=commits, retention_seconds=16, log_seconds=32, tell=tell)
    commit = sorted(day.commit_cpu)[len(day.commit_cpu) // 2] * 1e3
    print(
        f"one commit {commit:.1f} ms CPU; all commits {sum(day.commit_cpu):.0f} s, upkeep {sum(day.upkeep_cpu):.0f} s CPU;"
        f" {day.on_disk} files on disk, allowed {2 * day.live + day.of_one_retention}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=2_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--day", action="store_true", help="only the day of ten-second commits")
    parser.add_argument("--commits", type=int, default=COMMITS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        lake = open_lake(Path(scratch) / "lake")
        with lake.cursor() as cursor:
            if not chosen.day:
                writing(lake, cursor, Path(scratch), chosen.events)
                reading(lake, cursor, chosen.accounts)
        with open_lake(Path(scratch) / "day").cursor() as cursor:
            ten_seconds(open_lake(Path(scratch) / "day"), cursor, chosen.commits)


if __name__ == "__main__":
    main()
