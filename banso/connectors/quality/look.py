# ruff: noqa: S608  table texts are our own, values are bound
"""What all checks look at, read once: accounts, contract lines as they stand on the day, keys, events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, Protocol

from django.db.models import QuerySet

from banso.connectors.batches import hidden_batches, lake_batches
from banso.connectors.models import ImportBatch, QuarantineRow
from banso.connectors.quality.apart import events_apart, lines_apart
from banso.customers.models import Account, AccountKey
from banso.events.lake import Cursor, Lake, text_literal
from banso.events.queries import visible
from banso.events.store import workspace_lake
from banso.revenue import queries as revenue
from banso.revenue.facts import Life, Tenure
from banso.revenue.life import tenures
from banso.revenue.models import ContractLine
from banso.revenue.standing import stand
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

SAMPLES = 5
Cells = tuple[Any, ...]


class Found(Protocol):
    """What one check found. ``count`` rows are concerned; ``entries`` lines can be listed."""

    @property
    def count(self) -> int: ...
    @property
    def entries(self) -> int: ...
    @property
    def facts(self) -> dict[str, Any]: ...
    def accounts(self) -> Iterable[int]: ...
    def page(self, first: int, most: int) -> list[Cells]: ...


@dataclass(slots=True)
class Listed:
    """A finding that fits into memory: cells by entry, the account where there is one."""

    rows: list[Cells]
    of: list[int | None] = field(default_factory=list)
    number: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.rows) if self.number is None else self.number

    @property
    def entries(self) -> int:
        return len(self.rows)

    def accounts(self) -> Iterable[int]:
        return {a for a in self.of if a is not None}

    def page(self, first: int, most: int) -> list[Cells]:
        return self.rows[first : first + most]


@dataclass(slots=True)
class Apart:
    """Rows in quarantine."""

    rows: QuerySet[QuarantineRow]
    count: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.count = self.rows.count()

    @property
    def entries(self) -> int:
        return self.count

    def accounts(self) -> Iterable[int]:
        return ()

    def page(self, first: int, most: int) -> list[Cells]:
        found = self.rows.select_related("batch").order_by("batch", "file", "row", "pk")
        return [
            (r.file, (r.pk, r.row), r.kind, r.problems[0][1], r.problems[0][2], r.batch.public_id)
            for r in found[first : first + most]
        ]


@dataclass(slots=True)
class Selected:
    """A finding over events: ``sql`` gives its entries; an ``account`` id stands in column ``of``."""

    cursor: Cursor
    sql: str
    columns: str
    order: str
    count: int
    entries: int
    of: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def accounts(self) -> Iterable[int]:
        if not self.of:
            return ()
        rows = self.cursor.execute(
            f"select distinct {self.of} from {self.sql} where {self.of} is not null"
        ).fetchall()
        return [a for (a,) in rows]

    def page(self, first: int, most: int) -> list[Cells]:
        return self.cursor.execute(
            f"select {self.columns} from {self.sql} order by {self.order} limit {int(most)} offset {int(first)}"
        ).fetchall()


@dataclass(slots=True)
class Stand:
    """An account's contracts on the day: ``mrr`` by currency of what runs, its tenures, its lead line."""

    life: Life
    mrr: dict[str, int]
    tenures: list[Tenure]
    running: list[Any]  # lines that run
    lead: str | None

    def left_on(self, day: date) -> date | None:
        """The first day after the contracts had ended, the last time they did by ``day``."""
        ends = [t.ended_on for t in self.tenures if t.ended_on is not None and t.ended_on <= day]
        return max(ends, default=None)


class LookAt:
    """``batch`` None is the whole workspace. ``day`` is the clock's."""

    def __init__(self, *, day: date, batch: ImportBatch | None, cursor: Cursor, lake: Lake) -> None:
        self.day, self.batch, self.cursor, self.lake = day, batch, cursor, lake
        self.viewer = Viewer.system()
        self.hidden = hidden_batches()
        self.made: set[str] = set()

    # Records -------------------------------------------------------------------------------------

    @cached_property
    def currency(self) -> str:
        return workspace.workspace(viewer=self.viewer).currency

    @cached_property
    def zone(self) -> str:
        return workspace.clock().zone

    def mine(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of the batch, or all of them."""
        return rows.filter(batch=self.batch.public_id) if self.batch else rows

    def quarantine(self) -> QuerySet[QuarantineRow]:
        rows = QuarantineRow.objects.filter(
            state=QuarantineRow.OPEN, batch__state=ImportBatch.COMMITTED
        )
        return rows.filter(batch=self.batch) if self.batch else rows

    def imports(self) -> list[ImportBatch]:
        if self.batch:
            return [self.batch]
        return list(ImportBatch.objects.filter(state=ImportBatch.COMMITTED).order_by("pk"))

    @cached_property
    def stands(self) -> dict[int, Stand]:
        """Every account with contracts as it stands on the day."""
        found: dict[int, Stand] = {}
        for account, _lane, book in revenue.books(viewer=self.viewer):
            known = book.known(self.day)
            ends = book.ends(self.day, known)
            running = [
                book.lines[i]
                for i, end in ends.items()
                if (end is None or end > self.day) and not book.paused(i, self.day)
            ]
            mrr: Counter[str] = Counter()
            for line in running:
                if not line.trial:
                    mrr[line.currency] += line.mrr_minor
            at = stand(book, self.day)
            own = Stand(at.life, dict(mrr), tenures(book, self.day), running, at.lead)
            before = found.get(account)
            found[account] = _both(before, own) if before else own
        return found

    def money(self, accounts: Iterable[int]) -> dict[str, int]:
        """MRR of the day by currency, over accounts."""
        total: Counter[str] = Counter()
        for account in set(accounts):
            if account in self.stands:
                total.update(self.stands[account].mrr)
        return {c: n for c, n in sorted(total.items()) if n}

    @cached_property
    def account_ids(self) -> set[int]:
        """Accounts (not companies above them) that the look is about."""
        rows = self.mine(Account.objects.filter(kind=Account.ACCOUNT, ended_on=None))
        return set(rows.values_list("pk", flat=True))

    # Events --------------------------------------------------------------------------------------

    def events(self) -> str:
        """The events to look at, with those in quarantine under an id that another has (``apart``)."""
        self.once("apart", self._apart)
        where = ""
        if self.batch:
            listed = ", ".join(text_literal(b) for b in lake_batches(self.batch))
            where = f"where batch in ({listed})"
        columns = 'day, "at", source, message_id, account_key, user_key, name, value, props'
        stored = visible(lake=self.lake, hidden=self.hidden)
        return (
            f"(select {columns}, false as apart from {stored} {where} "
            f"union all select {columns}, true as apart from apart)"
        )

    def once(self, table: str, make: Callable[[], None]) -> None:
        """Make a temporary table the first time it is asked for."""
        if table not in self.made:
            self.made.add(table)
            make()

    def _apart(self) -> None:
        self.fill(
            "apart",
            'day date, "at" timestamptz, source varchar, message_id varchar, account_key varchar, '
            "user_key varchar, name varchar, value double, props varchar",
            events_apart(self.imports(), zone=self.zone),
        )

    def keys(self) -> str:
        """(source, key, account, from_on, to_on) of every account key."""
        self.once("known_keys", self._keys)
        return "known_keys"

    def _keys(self) -> None:
        rows = AccountKey.objects.order_by("pk").values_list(
            "source", "key", "account_id", "from_on", "to_on"
        )
        self.fill(
            "known_keys",
            "source varchar, key varchar, account bigint, from_on date, to_on date",
            rows.iterator(chunk_size=5_000),
        )

    def by_day(self) -> str:
        """(source, account_key, account, day, events): the first level of most counts."""
        self.once("used_days", self._by_day)
        return "used_days"

    def _by_day(self) -> None:
        self.cursor.execute(
            f"""
            create or replace temporary table used_days as
            with g as (select source, account_key, day, count(*) as events
                       from {self.events()} group by all)
            select g.*, k.account from g left join {self.keys()} as k
                on k.source = g.source and k.key = g.account_key
                and (k.from_on is null or g.day >= k.from_on)
                and (k.to_on is null or g.day < k.to_on)
            """
        ).fetchall()

    def lines(self) -> str:
        """(source, key, account, start, ended) of every contract line."""
        self.once("lines", self._lines)
        return "lines"

    def _lines(self) -> None:
        rows = ContractLine.objects.order_by("pk").values_list(
            "source", "key", "account_id", "start_on", "end_on"
        )
        self.fill(
            "lines",
            "source varchar, key varchar, account bigint, start date, ended date",
            chain(rows.iterator(chunk_size=5_000), lines_apart(self.imports(), zone=self.zone)),
        )

    def fill(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        """A temporary table from rows in Python."""
        self.cursor.execute(f"create or replace temporary table {table} ({columns})").fetchall()
        types = [c.strip().rsplit(" ", 1)[1] for c in columns.split(",")]
        marks = ", ".join(f"unnest(?::{t}[])" for t in types)
        for part in _parts(rows, 20_000):
            self.cursor.execute(
                f"insert into {table} select {marks}", [list(c) for c in zip(*part, strict=True)]
            ).fetchall()

    def all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.cursor.execute(sql, params).fetchall()


@contextmanager
def looking(*, day: date, batch: ImportBatch | None = None) -> Iterator[LookAt]:
    """A look at the workspace, or at one import, with a cursor of the engine for its duration."""
    lake = workspace_lake()
    with lake.cursor() as cursor:
        yield LookAt(day=day, batch=batch, cursor=cursor, lake=lake)


def _parts(rows: Iterable[Sequence[Any]], size: int) -> Iterator[list[Sequence[Any]]]:
    part: list[Sequence[Any]] = []
    for row in rows:
        part.append(row)
        if len(part) >= size:
            yield part
            part = []
    if part:
        yield part


def _both(first: Stand, second: Stand) -> Stand:
    """Two lanes of one account: it has left when both have."""
    mrr = Counter(first.mrr)
    mrr.update(second.mrr)
    life = second.life if first.life is Life.ENDED else first.life
    spans = sorted([*first.tenures, *second.tenures])
    lead = first.lead or second.lead
    return Stand(life, dict(mrr), spans, [*first.running, *second.running], lead)
