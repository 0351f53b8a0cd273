"""What measuring costs on this machine: a year of a generated world, month by month.

    python -m bench.metrics [--accounts 10000] [--days 365] [--events 1000]

``--events`` is per account and year, on average; use is skewed as in life. CPU seconds count the
work of all threads. Beside the back-fill stand one daily close at its end, and one raw scan of the
four columns an event has, as the yardstick of the machine.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from banso.customers.definitions import BUILT_IN
from banso.events.definitions import EVENTS
from banso.events.lake import Lake, open_lake
from banso.events.queries import visible
from banso.lib.dates import add_months
from banso.metrics.catalogue import Catalogue, CatalogueEvent
from banso.metrics.computing import rows_of_days
from banso.metrics.definitions import library
from banso.metrics.tables import metric_days_spec
from banso.metrics.usage import first_events
from banso.metrics.work import DuckWork, Sources
from banso.metrics.world import AccountFact, CoverageFact, KeyFact, TicketFact, UserFact, World
from banso.revenue.life import Book, Line

FIRST = date(2025, 1, 1)
NAMES = [
    *((f"used {i}", ("use",), f"feature {i % 12}") for i in range(24)),
    ("signed in", ("login",), ""), ("exported", ("use", "export"), "export"),
    ("connected", ("setup_step",), ""), ("invited", ("setup_step",), ""),
    ("published", ("use", "first_value"), "publishing"), ("heartbeat", (), ""),
]  # fmt: skip


def generate(lake: Lake, *, accounts: int, days: int, per_account: int) -> int:
    """Append the events of the whole time; ids and hashes are made, not checked against each other."""
    total = accounts * per_account * days // 365
    names = [n for n, _, _ in NAMES]
    with lake.cursor() as cursor:
        receipt = lake.table(EVENTS).append(
            cursor,
            """
            select $first::date + (i.at // 86400)::int as day,
                ($first::date + (i.at // 86400)::int)::timestamptz + to_seconds(i.at % 86400) as "at",
                'app' as source, i.n::varchar as message_id, i.n as id_hash,
                i.account::varchar as account_key, 'u' || i.person as user_key,
                $names[1 + (random() * $count)::int % $count] as name,
                null::double as value, null::varchar as props, 'bench' as batch, now() as received_at
            from (
                select n, (power(random(), 2) * $accounts)::bigint % $accounts as account,
                    (random() * 86400 * $days)::bigint % (86400 * $days) as at,
                    (power(random(), 1.5) * 20)::bigint as person
                from range($total) as r(n)
            ) as i
            """,
            {
                "first": FIRST, "names": names, "count": len(names), "accounts": accounts,
                "days": days, "total": total,
            },
        )  # fmt: skip
    return receipt.rows


def world(accounts: int, days: int) -> World:
    """Annual contracts, a quarter of them renewed in between, a few tickets."""
    books = {}
    for a in range(accounts):
        start = FIRST + timedelta(days=a % days)
        begun = add_months(start, -12) if a % 4 else start
        lines = [
            Line(
                key=f"{a}-{n}", start=add_months(begun, 12 * n), end=add_months(begun, 12 * n + 12),
                mrr_minor=10_000 + a, seats=5 + a % 30, plan="team", auto_renew=True, term_months=12,
                notice_days=60,
            )
            for n in range(2)
        ]  # fmt: skip
        books[a] = Book(lines)
    return World(
        registry=library(),
        accounts=[AccountFact(a, FIRST) for a in range(accounts)],
        keys=[KeyFact("app", str(a), a) for a in range(accounts)],
        users=[UserFact(a, "app", f"u{n}", f"d{n % 4}") for a in range(accounts) for n in range(20)],
        books=books,
        tickets=[
            TicketFact(a, "normal", FIRST + timedelta(days=a % days), None) for a in range(0, accounts, 3)
        ],
        coverage=[
            CoverageFact("usage", "app", FIRST), CoverageFact("contracts", "crm", FIRST),
            CoverageFact("tickets", "desk", FIRST),
        ],
        catalogue=Catalogue({n: CatalogueEvent(n, r, f) for n, r, f in NAMES}),
        fields=BUILT_IN,
        zone="UTC",
    )  # fmt: skip


@contextmanager
def timed(what: str, spent: dict[str, float]) -> Iterator[None]:
    begun, wall = time.process_time(), time.perf_counter()
    yield
    spent[what] = spent.get(what, 0) + time.process_time() - begun
    print(f"{what:40} {time.process_time() - begun:8.2f} CPU s {time.perf_counter() - wall:8.2f} s")


def measure(lake: Lake, made: World, days: list[date], *, unit: str) -> int:
    def events(span: tuple[date, date] | None) -> str:
        return visible(lake=lake, days=span)

    with lake.cursor() as cursor:
        firsts = first_events(DuckWork(cursor), made, Sources(events), first=days[0])
        select, values = rows_of_days(
            cursor, made, events=events, days=days, now=datetime.now(UTC), first_events=firsts
        )
        return lake.table(metric_days_spec(made)).replace_days(
            cursor, days=days, select_sql=select, params=values,
            unit="month" if unit == "month" else "day",
        ).rows  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--events", type=int, default=1_000)
    given = parser.parse_args()
    spent: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        lake = open_lake(Path(folder) / "lake")
        with timed("generate", spent):
            rows = generate(
                lake, accounts=given.accounts, days=given.days, per_account=given.events
            )
        made = world(given.accounts, given.days)
        print(f"{rows:,} events, {given.accounts:,} accounts, {given.days} days")
        with timed("one raw scan, 4 columns", spent), lake.cursor() as cursor:
            cursor.execute(
                "select count(distinct account_key), count(distinct user_key), count(distinct name), max(day)"
                f" from {visible(lake=lake)}"
            ).fetchall()
        begin = FIRST
        while begin < FIRST + timedelta(days=given.days):
            end = min(add_months(begin, 1), FIRST + timedelta(days=given.days))
            chunk = [begin + timedelta(days=i) for i in range((end - begin).days)]
            with timed("back-fill", spent):
                measure(lake, made, chunk, unit="month")
            begin = end
        with timed("one daily close", spent):
            measure(lake, made, [FIRST + timedelta(days=given.days - 1)], unit="day")
    print(
        f"back-fill in all: {spent['back-fill']:.1f} CPU s = {spent['back-fill'] / spent['one daily close']:.0f} daily closes"
    )


if __name__ == "__main__":
    main()
