"""Who may read tasks, Today and the week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.access.table import ALL, MANAGERS, Ask, Read
from tests.access.today_world import task_of
from tests.access.world import FIRST, LAST, NOW, Built, Place

_SINCE = NOW - timedelta(days=30)


def _plain(**given: Any) -> Ask:
    return lambda w, v, p: given


def _day(w: Built, v: Any, p: Place) -> dict[str, Any]:
    return {"lake": w.lake, "day": LAST, "now": NOW, "rows_day": LAST, "zone": "Asia/Tokyo"}


TODAY_READS: dict[str, Read] = {
    "customers.arrivals.came_lately": Read(
        ALL, lambda w, v, p: {"account_ids": [p.id], "since": _SINCE, "until": NOW}
    ),
    "customers.arrivals.own_accounts": Read(ALL, _plain(owner_id=None, everything=True)),
    "customers.arrivals.touches": Read(  # minutes only
        ALL, lambda w, v, p: {"account_ids": [p.id], "since": _SINCE, "until": NOW}, silent=True
    ),
    "journey.arrivals.arrivals": Read(
        ALL, lambda w, v, p: {"account_ids": [p.id], "first": FIRST, "last": LAST}
    ),
    "metrics.falls.falls": Read(  # nobody fell in this world
        ALL,
        lambda w, v, p: {
            "lake": w.lake, "accounts": [p.id], "key": "use_vs_own_baseline", "line": -2.0,
            "first": FIRST, "last": LAST,
        },
        silent=True,
    ),
    "execution.tasks.queries.open_tasks": Read(ALL, _plain(today=LAST)),
    "execution.tasks.queries.task_sheet": Read(ALL, lambda w, v, p: {"public_id": task_of(p)}),
    "execution.tasks.queries.closed_tasks": Read(ALL),
    "execution.tasks.queries.open_load": Read(ALL, silent=True),
    "execution.tasks.queries.helpers": Read(
        ALL, lambda w, v, p: {"account_id": p.id}, silent=True
    ),
    "execution.tasks.queries.absences": Read(ALL, _plain(today=LAST), silent=True),
    "execution.tasks.queries.co_owners_of": Read(ALL, lambda w, v, p: {"account_ids": [p.id]}),
    "execution.tasks.queries.co_owned": Read(
        ALL, lambda w, v, p: {"user_id": w.users["admin"]}
    ),
    "execution.tasks.queries.person_by_public_id": Read(
        ALL, _plain(public_id="none"), silent=True
    ),
    "execution.tasks.queries.owners_with_work": Read(ALL, silent=True),  # numbers only
    "execution.today.queries.my_day": Read(ALL, _day),
    "execution.today.week.my_week": Read(
        MANAGERS | {"csm"}, lambda w, v, p: {**_day(w, v, p), "person": w.users["csm"]}, of_all=True
    ),
    "execution.today.digest.digest": Read(ALL, _plain(day=LAST, now=NOW)),
}  # fmt: skip
