"""Run as a process of its own: scheduled work as a starting worker does it, or what can be seen then."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from banso.connectors.models import ImportBatch  # noqa: E402
from banso.connectors.pickup import folder as places  # noqa: E402
from banso.connectors.pickup.models import PickedFile  # noqa: E402
from banso.customers.models import Account  # noqa: E402
from banso.workspace.schedule import running  # noqa: E402
from banso.workspace.schedule.models import Schedule, ScheduleRun  # noqa: E402
from tests.connectors.helping import ACCOUNTS, NOW, small_export, take_in, write  # noqa: E402

OLD = (NOW - timedelta(hours=1)).timestamp()


def prepare(folder: str) -> None:
    """A mapping that was learned, and three files in the folder: two are understood."""
    running.ensure(now=NOW - timedelta(days=1))
    take_in(small_export(Path(folder)))
    inbox = places.folder_of({})
    files = {
        "1-accounts.csv": [ACCOUNTS[0], ("A8", "八", "x")],
        "2-weather.csv": [("station", "celsius"), ("x", "12")],
        "accounts.csv": [ACCOUNTS[0], ("A9", "九", "x")],
    }
    for name, rows in files.items():
        os.utime(write(inbox, name, rows), (OLD, OLD))  # type: ignore[arg-type]
    Schedule.objects.exclude(key="files.pickup").update(paused=True)


def work() -> None:
    """As a worker that has just started: dead leases end, then everything that is due."""
    running.end_own_leases(host=running.this_worker().partition(":")[0])
    while running.tick(now=NOW) is not None:
        pass


def seen() -> dict[str, Any]:
    inbox = places.folder_of({})
    return {
        "files": sorted(str(p.relative_to(inbox)) for p in inbox.rglob("*") if p.is_file()),
        "accounts": sorted(Account.objects.values_list("name", flat=True)),
        "batches": sorted(ImportBatch.objects.values_list("origin", "state")),
        "rows": list(
            PickedFile.objects.order_by("name").values_list(
                "name", "state", "filed", "settled", "reported"
            )
        ),
        "runs": list(
            ScheduleRun.objects.filter(schedule__key="files.pickup")
            .order_by("pk")
            .values_list("state", flat=True)
        ),
    }


if sys.argv[1] == "prepare":
    prepare(sys.argv[2])
else:
    work()
    sys.stdout.write(json.dumps(seen(), ensure_ascii=False))
