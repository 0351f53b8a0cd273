"""The simulated products of tests/data/fightchurn in a lake, as a world to measure."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from banso.customers.definitions import BUILT_IN
from banso.events.lake import Lake, open_lake
from banso.events.operations import append_events
from banso.metrics.catalogue import Catalogue
from banso.metrics.definitions import registry_with
from banso.metrics.guessing import guess
from banso.metrics.world import AccountFact, CoverageFact, KeyFact, World
from tests.metrics.small import ZONE
from tests.revenue.fightchurn import DATA, books, rows

SPANS = {
    "crm5": (date(2022, 1, 1), date(2022, 9, 30)),
    "socialnet7": (date(2020, 1, 1), date(2020, 5, 31)),
}


def load(product: str, folder: Path) -> Lake:
    """The events of a product, its naive times read as the workspace's local times."""
    lake = open_lake(folder)
    with lake.cursor() as cursor:
        append_events(
            lake=lake,
            cursor=cursor,
            select_sql="""
                select cast(event_time as timestamp) at time zone $zone as "at",
                    $product as source, cast(row_number() over () as varchar) as message_id,
                    cast(account_id as varchar) as account_key, cast(user_id as varchar) as user_key,
                    event_type_name as name, cast(event_value as double) as value
                from read_csv($events, nullstr='', all_varchar=true)
                join read_csv($types, all_varchar=true) using (event_type_id)
            """
            if product == "crm5"
            else """
                select cast(event_time as timestamp) at time zone $zone as "at",
                    $product as source, cast(row_number() over () as varchar) as message_id,
                    cast(account_id as varchar) as account_key, event_type_name as name
                from read_csv($events, nullstr='', all_varchar=true)
                join read_csv($types, all_varchar=true) using (event_type_id)
            """,
            params={
                "zone": ZONE,
                "product": product,
                "events": str(DATA / product / "event.csv.gz"),
                "types": str(DATA / product / "event_type.csv"),
            },
            batch="all",
            part=1,
            zone=ZONE,
            received_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    return lake


def world_of(product: str, own: str = "") -> World:
    """Accounts, contracts and the guessed catalogue; ``own`` is a text of metric definitions."""
    registry, problems = registry_with([("own.yaml", own)] if own else [])
    assert not problems
    accounts = [int(r["id"]) for r in rows(product, "account.csv")]
    names = [(r["event_type_name"], 1) for r in rows(product, "event_type.csv")]
    first, last = SPANS[product]
    return World(
        registry=registry,
        accounts=[AccountFact(a, first) for a in accounts],
        keys=[KeyFact(product, str(a), a) for a in accounts],
        books={int(a): book for a, book in books(product).items()},
        coverage=[
            CoverageFact("usage", product, first, last),
            CoverageFact("contracts", product, first),
        ],
        catalogue=Catalogue({p.event: p.as_event() for p in guess(names, most=100)}),
        fields=BUILT_IN,
        zone=ZONE,
    )


def expected(product: str, name: str) -> list[dict[str, str]]:
    """A table of the published results."""
    with (DATA / product / "expected" / name).open(newline="") as file:
        return list(csv.DictReader(file))


def our_day(text: str) -> date:
    """Their date D, a midnight, is the end of our day D - 1."""
    return date.fromisoformat(text[:10]) - timedelta(days=1)
