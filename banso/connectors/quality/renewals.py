"""Checks over what follows what: two next terms of one contract."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from banso.connectors.quality.look import Listed, LookAt
from banso.revenue.facts import GRACE_DAYS
from banso.revenue.models import ContractLine

_THREAD = ("account_id", "lane", "source", "contract_key", "kind", "product_id", "add_on_id")
_GRACE = timedelta(days=GRACE_DAYS)


def two_renewals(look: LookAt) -> Listed:
    """Lines of one plan that begin where a line of their contract ends, and run beside each other.

    A row for each one too many: account, the line renewed, the first next term, the further one, its start.
    """
    threads: dict[tuple[Any, ...], list[tuple[date, date | None, str, int | None]]] = {}
    lines = look.mine(ContractLine.objects.filter(trial=False)).order_by("start_on", "pk")
    columns = (*_THREAD, "start_on", "end_on", "key", "plan_id")
    for *thread, start, end, key, plan in lines.values_list(*columns):
        threads.setdefault(tuple(thread), []).append((start, end, key, plan))
    rows: list[tuple[Any, ...]] = []
    for thread, found in threads.items():
        for _, ended, key, _ in found if len(found) > 2 else ():
            if ended is None:
                continue
            after = [line for line in found if ended <= line[0] <= ended + _GRACE]
            rows += [
                (thread[0], key, first[2], further[2], further[0])
                for first, further in pairwise(after)
                if first[3] == further[3] and (first[1] is None or further[0] < first[1])
            ]
    rows.sort(key=lambda row: (row[0], row[4], row[3]))
    return Listed(rows, [row[0] for row in rows])
