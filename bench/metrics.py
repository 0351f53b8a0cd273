# ruff: noqa: S608  the text is our own
"""What measuring costs: one day from raw events, one day after a roll, a year in one pass, and reading it.

    python -m bench.metrics [--accounts 10000] [--days 365] [--events 5000000] [--folder FOLDER]

CPU seconds count the work of all threads, without start-up and without making the world up. Every
part is a process of its own, so that its peak memory is its own. ``--folder`` keeps what was made,
and goes on from there; `--accounts 100000 --events 50000000` is what the targets speak of.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

PARTS = ("generate", "roll", "scan", "full", "incremental", "lists", "backfill", "read")
TARGETS = """
full day / one raw scan of its columns    {full:8.1f}x   target   9x
incremental day / full day                {incremental:8.2f}x   target 0.3x
back-fill of {days} days / full day        {backfill:8.1f}x   target  35x
peak memory of the back-fill              {memory:8.0f} MB  target 2,000 MB"""


@contextmanager
def _timed(what: str, found: dict[str, float]) -> Iterator[None]:
    begun, wall = time.process_time(), time.perf_counter()
    yield
    found[what] = time.process_time() - begun
    wall = time.perf_counter() - wall
    print(f"{what:52} {found[what]:9.2f} CPU s {wall:9.2f} s", file=sys.stderr, flush=True)


class Bench:
    """One part in one process; what it found goes to the process that asked, as JSON."""

    def __init__(self, given: argparse.Namespace) -> None:
        from banso.events.store import workspace_lake
        from bench._usage import FIRST

        self.given, self.lake = given, workspace_lake()
        self.days = [FIRST + timedelta(days=i) for i in range(given.days)]
        self.found: dict[str, float] = {}

    def world(self) -> Any:
        from bench._usage import world

        return world(self.given.accounts, self.given.days)

    def sources(self, *, rolled: bool) -> Any:
        from banso.events.lake import PartitionRange
        from banso.events.queries import visible
        from banso.metrics.tables import SESSION_DAYS, USAGE_DAYS
        from banso.metrics.work import Sources

        def table(spec: Any) -> Any:
            return lambda days: self.lake.table(spec).sql(
                PartitionRange(days=days) if days else None
            )

        def events(days: tuple[date, date] | None) -> str:
            return visible(lake=self.lake, days=days)

        return (
            Sources(events, table(USAGE_DAYS), table(SESSION_DAYS)) if rolled else Sources(events)
        )

    def timed(self, what: str) -> Any:
        return _timed(what, self.found)

    def generate(self) -> None:
        from django.core.management import call_command

        from bench._usage import generate

        call_command("migrate", verbosity=0)
        with self.timed("generate"):
            generate(
                self.lake,
                accounts=self.given.accounts,
                days=self.given.days,
                events=self.given.events,
            )

    def roll(self) -> None:
        from banso.metrics.rollups import close_months, roll

        with self.timed("roll every day but the last"):
            roll(lake=self.lake, days=self.days[:-1])
        with self.timed("close the months of the rollup"):
            close_months(lake=self.lake, before=self.days[-1])

    def scan(self) -> None:
        from banso.events.queries import visible

        seen = visible(lake=self.lake)
        four = "max(account_key), max(user_key), max(name), max(day)"
        for what, columns in (
            ("scan", f'{four}, max(source), max(value), max("at")'),  # all that a full day reads
            ("scan of four columns", four),
        ):
            with self.timed(what), self.lake.cursor() as cursor:
                cursor.execute(f"select {columns} from {seen}").fetchall()

    def full(self) -> None:
        self._day("full day", rolled=False)

    def incremental(self) -> None:
        from banso.metrics.rollups import roll

        with self.timed("roll of the day"):
            roll(lake=self.lake, days=self.days[-1:])
        self._day("day over rollups", rolled=True)
        self.found["incremental"] = self.found["roll of the day"] + self.found["day over rollups"]

    def _day(self, what: str, *, rolled: bool) -> None:
        from banso.metrics.computing import compute
        from banso.metrics.tables import metric_days_spec
        from banso.metrics.work import DuckWork

        made, days = self.world(), self.days[-1:]
        table = self.lake.table(metric_days_spec(made))
        with self.timed(what), self.lake.cursor() as cursor:
            select, values = compute(
                DuckWork(cursor), made, self.sources(rolled=rolled), days, now=datetime.now(UTC),
                way="rolled",
            )  # fmt: skip
            table.replace_days(cursor, days=days, select_sql=select, params=values)

    def backfill(self) -> None:
        from banso.metrics.operations import months
        from banso.metrics.spanning import parts, ready
        from banso.metrics.tables import metric_days_spec

        made = self.world()
        table = self.lake.table(metric_days_spec(made))
        rows = 0
        with self.timed("back-fill"), self.lake.cursor() as cursor:
            span = ready(
                cursor, made, self.sources(rolled=True), days=self.days, now=datetime.now(UTC)
            )
            print(f"ready after {time.process_time():.0f} CPU s", file=sys.stderr, flush=True)
            for chunk in months(self.days):
                rows += table.replace_days_in_parts(
                    cursor, days=chunk, parts=parts(span, chunk)
                ).rows
                print(
                    f"{chunk[0]:%Y-%m} {time.process_time():.0f} CPU s", file=sys.stderr, flush=True
                )
        self.found["rows"] = rows

    def read(self) -> None:
        from banso.metrics.queries import account_series
        from banso.workspace.viewer import Viewer

        self._workspace()
        viewer, keys = Viewer.system(), ("logins_28d", "active_users_28d", "mrr", "seats", "life")
        ids = [i * self.given.accounts // 23 for i in range(23)]

        def series(account: int) -> None:
            found = account_series(
                viewer=viewer, lake=self.lake, account=account, keys=keys,
                first=self.days[0], last=self.days[-1],
            )  # fmt: skip
            if len(found) != len(self.days):
                raise SystemExit(f"{len(found)} days of account {account}")

        self._often("one account's year, months closed", series, ids)
        self._lists(viewer)
        self._open_month()
        self._often("one account's year, one month open", series, ids)
        self._lists(viewer)

    def lists(self) -> None:
        """Lists of the last day alone, as after ``full``."""
        from banso.workspace.viewer import Viewer

        self._workspace()
        self._lists(Viewer.system())

    def _workspace(self) -> None:
        from django.core.management import call_command

        from banso.workspace.models import WorkspaceRow
        from banso.workspace.operations import create_workspace
        from banso.workspace.viewer import Viewer

        call_command("migrate", verbosity=0)
        if not WorkspaceRow.objects.exists():
            create_workspace(
                viewer=Viewer.system(), name="Bench", now=datetime.now(UTC), time_zone="UTC"
            )

    def _lists(self, viewer: Any) -> None:
        from banso.metrics.conditions import parse
        from banso.metrics.lists import Sort, list_accounts
        from banso.metrics.queries import name_table

        condition = parse(
            "active_users_28d >= 3 and mrr > 0", names=name_table(viewer=viewer)
        ).get()

        def top(key: str) -> None:
            list_accounts(
                viewer=viewer, lake=self.lake, day=self.days[-1], columns=("mrr", "seats", key),
                condition=condition, sort=Sort(key), limit=50,
            )  # fmt: skip

        keys = ["logins_28d", "logins_7d", "users_seen_90d", "seats", "use_vs_own_baseline"]
        self._often("top 50 under a condition", top, keys * 4)

    def _open_month(self) -> None:
        """Write the last month again as one file a day, as while it is open."""
        from banso.metrics.queries import metric_table

        table, last = metric_table(self.lake), self.days[-1]
        chunk = [d for d in self.days if (d.year, d.month) == (last.year, last.month)]
        with self.lake.cursor() as cursor:
            for day in chunk:
                cursor.execute(
                    f"create or replace temp table one as select * from {table.sql()} where day = date '{day}'"
                ).fetchall()
                table.replace_days(cursor, days=[day], select_sql="select * from one")

    def _often(self, what: str, call: Callable[[Any], None], given: list[Any]) -> None:
        """Warm: everything once before, then p50 and p95 of wall and CPU time in ms."""
        for one in given:
            call(one)
        walls, cpus = [], []
        for one in given:
            begun, cpu = time.perf_counter(), time.process_time()
            call(one)
            walls.append((time.perf_counter() - begun) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
        p95 = sorted(walls)[int(len(walls) * 0.95) - 1]
        self.found[what] = statistics.median(walls)
        print(
            f"{what:40} p50 {statistics.median(walls):6.1f} ms  p95 {p95:6.1f} ms"
            f"  CPU p50 {statistics.median(cpus):6.1f} ms",
            file=sys.stderr,
            flush=True,
        )


def _child(part: str, given: argparse.Namespace, folder: Path) -> dict[str, float]:
    environment = {
        **os.environ, "BANSO_HOME": str(folder), "BANSO_WORKSPACE": "bench",
        "DJANGO_SETTINGS_MODULE": "banso.settings",
    }  # fmt: skip
    environment.setdefault("BANSO_ENGINE_MEMORY", "1GB" if part == "backfill" else "4GB")
    command = [
        sys.executable, "-m", "bench.metrics", "--part", part, "--accounts", str(given.accounts),
        "--days", str(given.days), "--events", str(given.events),
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"{part:12} peak memory {found['memory']:,.0f} MB", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        import django

        django.setup()
        bench = Bench(given)
        getattr(bench, given.part)()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({**bench.found, "memory": memory}))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        found = {p: _child(p, given, folder) for p in PARTS if p in given.only.split(",")}
    if {"scan", "full", "incremental", "backfill"} <= set(found):
        full = found["full"]["full day"]
        print(
            TARGETS.format(
                full=full / found["scan"]["scan"],
                incremental=found["incremental"]["incremental"] / full,
                backfill=found["backfill"]["back-fill"] / full,
                memory=found["backfill"]["memory"],
                days=given.days,
            )
        )


if __name__ == "__main__":
    main()
