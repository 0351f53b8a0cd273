"""Run as a process of its own: make two accounts, measure two months, print what is stored.

``full`` measures while the lake's files may only grow to some size, until there is room for all.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from banso.events.lake import DiskFull, check  # noqa: E402
from banso.events.lake.table import Table  # noqa: E402
from banso.events.store import workspace_lake  # noqa: E402
from banso.metrics import operations, queries  # noqa: E402
from banso.metrics.models import MeasuredDay  # noqa: E402
from tests.metrics.records import NOW, two_accounts  # noqa: E402
from tests.metrics.small import on  # noqa: E402

LATER = NOW + timedelta(hours=1)
DAYS = [on(i) for i in range(10, 40)]  # into February


def seen() -> str:
    lake = workspace_lake()
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"select * exclude (computed_at) from {queries.metric_table(lake).sql()} order by day, account"
        ).fetchall()
    noted = sorted(MeasuredDay.objects.values_list("day", "rows", "release", "computed_at"))
    return "\n".join(map(str, [*rows, *noted]))


def measured_on_a_full_disk() -> int:
    """How often the lake's disk was full, until there was room for everything."""
    refused = 0
    free = resource.getrlimit(resource.RLIMIT_FSIZE)
    rooms = iter([0, 2_000, 40_000, 2_000, 40_000, 2_000])
    writes = {
        name: getattr(Table, name) for name in ("replace_days", "replace_days_in_parts", "correct")
    }

    def in_little_room(name: str) -> Callable[..., Any]:
        def write(*given: Any, **named: Any) -> Any:
            resource.setrlimit(resource.RLIMIT_FSIZE, (next(rooms, free[0]), free[1]))
            try:
                return writes[name](*given, **named)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, free)

        return write

    for name in writes:
        setattr(Table, name, in_little_room(name))
    while True:
        try:
            operations.measure(lake=workspace_lake(), days=DAYS, now=LATER)
            return refused
        except DiskFull as full:
            assert [p.id for p in full.problems] == ["lake.disk_full"]
            assert check(workspace_lake().folder) == []
            refused += 1


if __name__ == "__main__":
    match sys.argv[1]:
        case "prepare":  # days measured before, then a late event among them
            _, _, send = two_accounts()
            operations.measure(lake=workspace_lake(), days=DAYS[:5], now=NOW)
            send.event("search", DAYS[2], key="bunta", user="b2")
        case "measure":
            receipt = operations.measure(lake=workspace_lake(), days=DAYS, now=LATER)
            print(receipt.rows, sorted(receipt.corrected))  # noqa: T201
        case "full":
            print(measured_on_a_full_disk())  # noqa: T201
        case "seen":
            print(seen())  # noqa: T201
