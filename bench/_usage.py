# ruff: noqa: S608  the text is our own, values are bound
"""A made-up year of use for benches: contracts, keys, users, and events that come in sessions."""

from __future__ import annotations

from datetime import date, timedelta

from banso.customers.definitions import BUILT_IN
from banso.events.definitions import EVENTS
from banso.events.lake import Lake
from banso.lib.dates import add_months
from banso.metrics.catalogue import Catalogue, CatalogueEvent
from banso.metrics.definitions import library
from banso.metrics.operations import months
from banso.metrics.world import AccountFact, CoverageFact, KeyFact, TicketFact, UserFact, World
from banso.revenue.life import Book, Line

FIRST = date(2025, 1, 1)
NAMES = [
    *((f"used {i}", ("use",), f"feature {i % 12}") for i in range(24)),
    ("signed in", ("login",), ""), ("exported", ("use", "export"), "export"),
    ("connected", ("setup_step",), ""), ("invited", ("setup_step",), ""),
    ("published", ("use", "first_value"), "publishing"), ("heartbeat", (), ""),
]  # fmt: skip
PER_SESSION = 12  # events of a visit, on average; they bear about four names
# Visits: few accounts and few of their users make most of them. Every draw is a hash of the
# event's number, so that the same year comes out again.
_EVENTS = """
with visits as (
    select v, floor(power(hash(v, 1) / 18446744073709551616.0, 2) * $accounts)::bigint as account,
        (hash(v, 2) % $days)::int as day, 18000 + (hash(v, 3) % 64800)::int as clock,
        floor(power(hash(v, 4) / 18446744073709551616.0, 1.5) * 20)::bigint as person,
        (1 + hash(v, 5) % (2 * $per - 1))::int as events, (hash(v, 6) % $names)::int as habit
    from range($from, $to) as r(v)
),
events as (
    select v, unnest(range(events)) as i, account, day, clock, person, habit from visits
)
select $first::date + e.day as day,
    ($first::date + e.day)::timestamptz + to_seconds((clock + i * 45) % 86400) as "at",
    'app' as source, (e.v * 100 + i)::varchar as message_id, e.v * 100 + i as id_hash,
    'k' || account as account_key, 'u' || person as user_key,
    $listed[1 + case when i = 0 then 24 else (habit + (hash(v, i) % 4)::int * 7) % $names end] as name,
    null::double as value, null::varchar as props, 'bench' as batch, $first::timestamptz as received_at
from events as e
"""


def generate(lake: Lake, *, accounts: int, days: int, events: int) -> int:
    """Append about ``events`` events, month by month; ids and hashes are made, not looked up."""
    names = [n for n, _, _ in NAMES]
    visits, begun, rows = events // PER_SESSION, 0, 0
    for chunk in months([FIRST + timedelta(days=i) for i in range(days)]):
        more = visits * len(chunk) // days
        given = {
            "first": chunk[0], "listed": names, "names": len(names), "accounts": accounts,
            "days": len(chunk), "from": begun, "to": begun + more, "per": PER_SESSION,
        }  # fmt: skip
        with lake.cursor() as cursor:
            rows += lake.table(EVENTS).append(cursor, _EVENTS, given).rows
        begun += more
    return rows


def world(accounts: int, days: int) -> World:
    """Annual contracts, a quarter of them begun in the year, five users with departments each, few tickets."""
    return World(
        registry=library(),
        accounts=[AccountFact(a, FIRST) for a in range(accounts)],
        keys=[KeyFact("app", f"k{a}", a) for a in range(accounts)],
        users=[UserFact(a, "app", f"u{n}", f"d{n % 4}") for a in range(accounts) for n in range(5)],
        books={a: _book(a, days) for a in range(accounts)},
        tickets=[
            TicketFact(
                a,
                "urgent" if a % 15 == 0 else "normal",
                FIRST + timedelta(days=a % days),
                FIRST + timedelta(days=a % days + a % 40),
            )
            for a in range(0, accounts, 3)
        ],
        coverage=[
            CoverageFact("usage", "app", FIRST), CoverageFact("contracts", "crm", FIRST),
            CoverageFact("tickets", "desk", FIRST),
        ],
        catalogue=Catalogue({n: CatalogueEvent(n, r, f) for n, r, f in NAMES}),
        fields=BUILT_IN,
        zone="UTC",
    )  # fmt: skip


def _book(account: int, days: int) -> Book:
    start = FIRST + timedelta(days=account % days)
    begun = add_months(start, -12) if account % 4 else start
    return Book(
        [
            Line(
                key=f"{account}-{n}", start=add_months(begun, 12 * n),
                end=add_months(begun, 12 * n + 12), mrr_minor=10_000 + account,
                seats=5 + account % 30, plan="team", auto_renew=True, term_months=12, notice_days=60,
            )
            for n in range(2)
        ]
    )  # fmt: skip
