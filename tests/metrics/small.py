"""A small world for tests: a real lake folder, a few accounts, rows of ``metric_days`` as dicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from banso.customers.definitions import BUILT_IN
from banso.events.definitions import EventRow
from banso.events.lake import Lake, open_lake
from banso.events.operations import append_rows
from banso.events.queries import visible
from banso.metrics.catalogue import Catalogue, CatalogueEvent
from banso.metrics.computing import Way, compute
from banso.metrics.definitions import library
from banso.metrics.work import DuckWork, Sources
from banso.metrics.world import AccountFact, CoverageFact, KeyFact, World
from banso.revenue.life import Book, Line

ZONE = "Asia/Tokyo"
SOURCE = "app"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
D0 = date(2025, 1, 6)  # a Monday

CATALOGUE = Catalogue(
    {
        e.event: e
        for e in (
            CatalogueEvent("signed in", ("login",)),
            CatalogueEvent("report made", ("use",), feature="reports"),
            CatalogueEvent("report shared", ("use", "first_value"), feature="sharing"),
            CatalogueEvent("search", ("use",), feature="search"),
            CatalogueEvent("data out", ("use", "export"), feature="export"),
            CatalogueEvent("step one", ("setup_step",)),
            CatalogueEvent("step two", ("setup_step",)),
            CatalogueEvent("order placed", ("order",)),
            CatalogueEvent("heartbeat"),
        )
    }
)


def on(offset: int) -> date:
    """The day ``offset`` days after D0."""
    return D0 + timedelta(days=offset)


def line(key: str = "c1", start: date = D0, end: date | None = None, **more: Any) -> Line:
    """A contract line that runs on unless told otherwise."""
    more.setdefault("seats", 10)
    more.setdefault("mrr_minor", 50_000)
    return Line(key=key, start=start, end=end, plan=more.pop("plan", "team"), **more)


def usage_covered(
    first: date = date(2024, 1, 1), last: date | None = None, source: str = SOURCE
) -> CoverageFact:
    return CoverageFact("usage", source, first, last)


CONTRACTS = CoverageFact("contracts", "crm", date(2020, 1, 1))


def world(**more: Any) -> World:
    """One account (1) under the key 'a', in a contract from D0 on, usage covered since 2024."""
    given: dict[str, Any] = {
        "registry": library(),
        "accounts": [AccountFact(1, date(2024, 1, 1))],
        "keys": [KeyFact(SOURCE, "a", 1)],
        "books": {1: Book([line()])},
        "coverage": [usage_covered(), CONTRACTS],
        "catalogue": CATALOGUE,
        "fields": BUILT_IN,
        "zone": ZONE,
    }
    given.update(more)
    return World(**given)


@dataclass
class Small:
    """Events in, rows out. Each event gets an id of its own."""

    folder: Path
    world: World = field(default_factory=world)
    sent: int = 0
    parts: int = 0

    @property
    def lake(self) -> Lake:
        return open_lake(self.folder)

    def having(self, **changes: Any) -> Small:
        self.world = replace(self.world, **changes)
        return self

    def event(
        self,
        name: str,
        *days: date,
        user: str | None = "u1",
        key: str = "a",
        source: str = SOURCE,
        at: str = "12:00",
        value: float | None = None,
        batch: str = "made",
        times: int = 1,
    ) -> None:
        """``times`` events of ``name`` at local time ``at`` on each of ``days``."""
        rows = [
            self.made(name, day, user=user, key=key, source=source, at=at, value=value)
            for day in days
            for _ in range(times)
        ]
        self.append(rows, batch=batch)

    def made(
        self,
        name: str,
        day: date,
        *,
        user: str | None = "u1",
        key: str = "a",
        source: str = SOURCE,
        at: str = "12:00",
        value: float | None = None,
    ) -> EventRow:
        """One event with an id of its own, not sent yet."""
        self.sent += 1
        hour, minute = (int(p) for p in at.split(":"))
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(ZONE))
        return EventRow(
            at=moment.astimezone(UTC), source=source, message_id=str(self.sent),
            account_key=key, name=name, user_key=user, value=value,
        )  # fmt: skip

    def append(self, rows: Iterable[EventRow], *, batch: str = "made") -> None:
        self.parts += 1
        append_rows(
            lake=self.lake, rows=rows, batch=batch, part=self.parts, zone=ZONE, received_at=NOW
        )

    def rows(
        self, *days: date, way: Way = "one-pass", sources: Sources | None = None
    ) -> dict[tuple[int, date], Mapping[str, Any]]:
        """The rows of these days, computed in one go, by (account, day)."""
        lake, world = self.lake, self.world

        def events(span: tuple[date, date] | None) -> str:
            return visible(lake=lake, hidden=world.hidden, days=span)

        with lake.cursor() as cursor:
            select, values = compute(
                DuckWork(cursor), world, sources or Sources(events), days, now=NOW, way=way
            )
            found = cursor.execute(select, values)
            names = [d[0] for d in found.description]
            listed = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        assert len({(r["account"], r["lane"], r["day"]) for r in listed}) == len(listed)
        return {(r["account"], r["day"]): r for r in listed}

    def row(self, day: date, account: int = 1) -> Mapping[str, Any]:
        """One account's row of one day."""
        return self.rows(day)[account, day]

    def values(self, key: str, *days: date, account: int = 1) -> list[Any]:
        """One metric on several days, computed in one go."""
        found = self.rows(*days)
        return [found[account, d][key] for d in days]
