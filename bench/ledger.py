# ruff: noqa: S608  the text is our own
"""What the ledger costs: from contract lines to spans, movements and KPIs of money.

    python -m bench.ledger [--accounts 100000] [--months 36]

Seven accounts of ten have one line, two a chain of yearly renewals that grow, one several lines that
change in the middle. Making the world up is not counted; every part is a process of its own, so that
its peak memory is its own. The plain sum is the MRR of every month's end by one SQL statement over
the same lines, without grace, classes or reasons.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

LAST = date(2026, 3, 31)
NOW = datetime(2026, 4, 1, tzinfo=UTC)
PARTS = ("make", "ledger", "again", "kpis", "trend", "plain")
MONEY = (
    "logo_churn_rate_month", "gross_revenue_churn_month", "net_revenue_churn_month", "nrr_12m",
    "grr_12m", "movement_nrr_12m", "movement_grr_12m", "logo_retention_12m", "renewal_rate_count",
    "renewal_rate_mrr", "upsell_rate_12m", "cross_sell_rate_12m",
)  # fmt: skip


def make(accounts: int, months: int) -> None:
    """Accounts and contract lines, seeded."""
    from django.core.management import call_command

    from banso.customers.models import Account
    from banso.revenue.models import ContractLine
    from banso.workspace import operations
    from banso.workspace.viewer import Viewer

    call_command("migrate", verbosity=0)
    operations.create_workspace(viewer=Viewer.system(), name="bench", now=NOW)
    chance = random.Random(7)
    first = (LAST - timedelta(days=months * 30)).replace(day=1)
    Account.objects.bulk_create(
        (Account(pk=n + 1, name=f"account {n}", created_at=NOW) for n in range(accounts)),
        batch_size=5000,
    )
    lines: list[ContractLine] = []
    for owner in range(1, accounts + 1):
        for nth, values in enumerate(_lines(chance, first)):
            lines.append(
                ContractLine(
                    account_id=owner, source="crm", key=f"{owner}/{nth}", currency="JPY",
                    recorded_at=NOW, **values,
                )
            )  # fmt: skip
    ContractLine.objects.bulk_create(lines, batch_size=2000)
    print(f"{accounts:,} accounts, {len(lines):,} contract lines")


def _lines(chance: random.Random, first: date) -> list[dict[str, Any]]:
    from banso.lib.dates import add_months

    start = first + timedelta(days=chance.randint(0, (LAST - first).days - 40))
    mrr, seats, kind = chance.randint(5, 400) * 1000, chance.randint(1, 60), chance.random()
    base = {"seats": seats, "term_months": 12}
    if kind < 0.7:
        renews = chance.random() < 0.8
        line = {"start_on": start, "end_on": add_months(start, 12), "auto_renew": renews}
        return [base | line | {"mrr_minor": mrr}]
    found: list[dict[str, Any]] = []
    while start <= LAST:
        end = add_months(start, 12)
        line = {"start_on": start, "end_on": end, "auto_renew": False, "mrr_minor": mrr}
        found.append({**base, **line, "seats": seats})
        if kind > 0.9 and chance.random() < 0.5:
            more = {"mrr_minor": mrr // 5 + 1, "kind": "addon", "seats": None}
            found.append({**base, **line, **more, "start_on": start + timedelta(days=90)})
        if chance.random() < 0.1:
            break
        start, mrr, seats = end, mrr + mrr // 10, seats + chance.randint(0, 5)
    return found


def ledger() -> None:
    from banso.events.store import workspace_lake
    from banso.revenue.ledger.writing import write_ledger

    print(write_ledger(lake=workspace_lake(), through=LAST, now=NOW).as_json())


def kpis(months: int) -> None:
    """The KPIs of money on the last day with their intervals, and every month as it balances."""
    from banso.events.store import workspace_lake
    from banso.metrics.kpi.evaluate import measure
    from banso.revenue.ledger.queries import ledger_months
    from banso.workspace.viewer import Viewer

    given: dict[str, Any] = {"viewer": Viewer.system(), "lake": workspace_lake()}
    found = measure(keys=MONEY, last=LAST, **given)
    first = f"{LAST - timedelta(days=months * 30):%Y-%m}"
    rows = ledger_months(first=first, last=f"{LAST:%Y-%m}", **given)
    print(f"{len(found)} KPIs, {len(rows)} months, MRR {rows[-1].end:,}")


def trend(months: int) -> None:
    """The three churn rates of every month, each with its interval."""
    from banso.events.store import workspace_lake
    from banso.metrics.kpi.evaluate import measure
    from banso.workspace.viewer import Viewer

    day = LAST
    for _ in range(months):
        measure(keys=MONEY[:3], last=day, viewer=Viewer.system(), lake=workspace_lake())
        day = day.replace(day=1) - timedelta(days=1)
    print(f"3 KPIs of {months} months")


def plain(months: int) -> None:
    from django.db import connection

    ends, day = [], LAST
    for _ in range(months):
        ends.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    values = ", ".join(f"('{d}')" for d in ends)
    with connection.cursor() as cursor:
        cursor.execute(
            f"with days(day) as (values {values}) select day, sum(mrr_minor) from days"
            " join revenue_contractline on start_on <= day and"
            " (auto_renew or end_on is null or end_on > day) group by day"
        )
        print(f"{len(cursor.fetchall())} sums")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        _part(given)
        return
    found: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "bench").mkdir()
        environment = {**os.environ, "BANSO_HOME": home, "BANSO_WORKSPACE": "bench"}
        for part in PARTS:
            words = ["--accounts", str(given.accounts), "--months", str(given.months)]
            done = subprocess.run(
                [sys.executable, "-m", "bench.ledger", *words, "--part", part],
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise SystemExit(done.stdout + done.stderr)
            *said, last = done.stdout.strip().splitlines()
            spent, memory = last.split()
            found[part] = float(spent), float(memory)
            print(f"{part:8} {spent:>8} CPU s {memory:>6} MB   {' '.join(said)}", flush=True)
    together = found["ledger"][0] + found["kpis"][0]
    most = max(found["ledger"][1], found["kpis"][1])
    print(f"\nledger + KPIs       {together:8.1f} CPU s  target 10")
    print(f"three churn rates of every month {found['trend'][0]:8.1f} CPU s, beside it")
    print(f"peak memory         {most:8.0f} MB     target 1,000 MB")
    print(f"ratio to plain SQL  {together / max(found['plain'][0], 0.01):8.1f}x")


def _part(given: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")
    import django

    django.setup()
    begun = time.process_time()
    if given.part == "make":
        make(given.accounts, given.months)
    elif given.part == "kpis":
        kpis(given.months)
    elif given.part == "trend":
        trend(given.months)
    elif given.part == "plain":
        plain(given.months)
    else:
        ledger()
    spent = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{spent:.2f} {memory:.0f}")


if __name__ == "__main__":
    main()
