"""The three ways compared on the two simulated products of tests/data: every account, day and column.

    python -m bench.ways [--every 30]

Directly from raw events, day by day over rollups, and in one pass. Prints the values that differ,
which must be none, and what each way took. ``--every 1`` looks at every day.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OWN = """schema: banso/metric@1
metrics:
  - {key: any_users_28d, name: Users, kind: count, window: 28, shape: distinct_users, with: {role: any, tenure: any}}
  - {key: any_events_7d, name: Events, kind: count, window: 7, shape: event_count, with: {role: any, tenure: any}}
  - {key: any_value_90d, name: Worth, kind: number, window: 90, shape: event_value, with: {role: any, tenure: any}}
"""
Rows = dict[tuple[int, date], dict[str, Any]]


def compare(product: str, folder: Path, *, every: int) -> int:
    """Compute all days in the three ways; gives the number of values that differ."""
    from banso.events.lake import PartitionRange
    from banso.events.queries import visible
    from banso.metrics.computing import compute
    from banso.metrics.rollups import roll
    from banso.metrics.spanning import parts, ready
    from banso.metrics.tables import USAGE_DAYS
    from banso.metrics.work import DuckWork, Sources
    from tests.metrics.products import SPANS, load, world_of

    lake, world = load(product, folder / product), world_of(product, OWN)
    roll(lake=lake)
    first, last = SPANS[product]
    days = [first + timedelta(days=i) for i in range(0, (last - first).days + 1, every)]
    sources = Sources(
        lambda span: visible(lake=lake, days=span),
        lambda span: lake.table(USAGE_DAYS).sql(PartitionRange(days=span) if span else None),
    )
    spent: Counter[str] = Counter()

    def one(day: date, way: Any) -> Rows:
        begun = time.process_time()
        with lake.cursor() as cursor:
            work = DuckWork(cursor)
            found = _rows(cursor, compute(work, world, sources, [day], now=NOW, way=way))
        spent[way] += time.process_time() - begun
        return found

    begun = time.process_time()
    passed: Rows = {}
    with lake.cursor() as cursor:
        span = ready(cursor, world, sources, days=days, now=NOW)
        for part in parts(span, days, rows=5_000):
            passed.update(_rows(cursor, part))
    spent["one-pass"] += time.process_time() - begun
    values, wrong = 0, []
    for day in days:
        direct, rolled = one(day, "direct"), one(day, "rolled")
        whole = {place: row for place, row in passed.items() if place[1] == day}
        values += sum(map(len, direct.values()))
        for other in (rolled, whole):
            wrong += list(_differing(direct, other))
    print(
        f"{product}: {len(days)} days, {len(passed):,} rows, {values:,} values, {len(wrong)} differ; CPU s: "
        + ", ".join(f"{way} {seconds:.0f}" for way, seconds in spent.items()),
        flush=True,
    )
    for place in wrong[:20]:
        print("  ", *place)
    return len(wrong)


def _rows(cursor: Any, made: tuple[str, dict[str, Any]]) -> Rows:
    found = cursor.execute(*made)
    names = [d[0] for d in found.description]
    listed = (dict(zip(names, row, strict=True)) for row in found.fetchall())
    return {(row["account"], row["day"]): row for row in listed}


def _differing(a: Rows, b: Rows) -> Iterable[tuple[Any, ...]]:
    for place in a.keys() | b.keys():
        left, right = a.get(place), b.get(place)
        if left is None or right is None:
            yield (*place, "row", left is not None, right is not None)
        else:
            yield from (
                (*place, key, left[key], right[key]) for key in left if left[key] != right[key]
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            BANSO_HOME=folder, BANSO_WORKSPACE="ways", DJANGO_SETTINGS_MODULE="banso.settings"
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        wrong = 0
        for product in ("crm5", "socialnet7"):
            call_command("flush", verbosity=0, interactive=False)
            wrong += compare(product, Path(folder), every=given.every)
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
