"""Run as a process of its own: make two accounts, measure two months, print what is stored."""

from __future__ import annotations

import sys
from datetime import timedelta

import django

django.setup()

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


if __name__ == "__main__":
    match sys.argv[1]:
        case "prepare":  # days measured before, then a late event among them
            _, _, send = two_accounts()
            operations.measure(lake=workspace_lake(), days=DAYS[:5], now=NOW)
            send.event("search", DAYS[2], key="bunta", user="b2")
        case "measure":
            receipt = operations.measure(lake=workspace_lake(), days=DAYS, now=LATER)
            print(receipt.rows, sorted(receipt.corrected))  # noqa: T201
        case "seen":
            print(seen())  # noqa: T201
