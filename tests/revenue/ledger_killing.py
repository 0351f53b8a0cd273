"""Run as a process of its own: make contracts, keep the ledger, change some, print what is stored."""

from __future__ import annotations

import sys
from datetime import timedelta

import django

django.setup()

from banso.events.lake.arrays import run  # noqa: E402
from banso.events.store import workspace_lake  # noqa: E402
from banso.revenue.ledger.tables import (  # noqa: E402
    MRR_ACCOUNTS,
    MRR_MOVEMENTS,
    MRR_RESTATEMENTS,
    MRR_SPANS,
    MRR_TERMS,
)
from banso.revenue.models import ContractLine, LedgerState  # noqa: E402
from tests.revenue.ledger_world import T1, eleven, write  # noqa: E402

TABLES = (MRR_SPANS, MRR_MOVEMENTS, MRR_TERMS, MRR_ACCOUNTS, MRR_RESTATEMENTS)


def change() -> None:
    """One account pays more, and one had left earlier than was known."""
    lines = list(ContractLine.objects.filter(end_on__isnull=False).order_by("pk")[:2])
    for line in lines:
        line.mrr_minor += 500
        line.end_on = (line.end_on or T1) - timedelta(days=40)
        line.save()


def seen() -> None:
    lake = workspace_lake()
    with lake.cursor() as cursor:
        for spec in TABLES:
            names = ", ".join(c.name for c in spec.columns if not c.name.endswith("_at"))
            for row in run(cursor, f"select {names} from {lake.table(spec).sql()} order by all"):  # noqa: S608
                print(spec.name, row)  # noqa: T201
    print(LedgerState.objects.values_list("through_on", flat=True).get(pk=1))  # noqa: T201


if __name__ == "__main__":
    match sys.argv[1]:
        case "prepare":
            eleven()
        case "write":
            write(T1)
        case "change":
            change()
        case "seen":
            seen()
