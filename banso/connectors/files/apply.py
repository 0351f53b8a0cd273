"""All records of an import, written inside the caller's transaction.

The preview runs the same and takes it back, so what it says is what the commit does. Rows are read
in chunks, so a long file costs no more memory than a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from banso.connectors.files.accounts import Accounts, stays_out, too_long
from banso.connectors.files.contracts import Lines
from banso.connectors.files.memory import NEW, OTHER, Memory
from banso.connectors.files.moments import ALONE, PLANS, Moments
from banso.connectors.files.outcome import Outcome, note_kept, note_left_out
from banso.connectors.files.people import (
    DEPARTURE_FIELDS,
    Departure,
    Tickets,
    contact,
    departure,
    field_value,
    user,
    with_accounts,
)
from banso.connectors.files.rowproblems import BadRow, RowProblem
from banso.connectors.files.seen_users import name_events, write_seen_users
from banso.connectors.files.shape import Row, Shaper
from banso.connectors.files.tables import Table, rows_of
from banso.connectors.files.work import Events, Work
from banso.customers import operations as customers
from banso.customers import queries as customer_queries
from banso.customers.definitions import FieldType
from banso.lib.text import Text
from banso.revenue import operations as revenue
from banso.workspace.changes import Counts, chunks

CHUNK = 2_000
# What must be there before what hangs on it.
ORDER = (
    "event_type",
    "product",
    "plan",
    "account",
    "contract",
    "departure",
    "field",
    "contact",
    "user",
    "ticket",
    "session",
    "incident",
    *(kind for kind in PLANS if kind not in ALONE),
)
MOST_TWINS = 10_000  # rows of one table that are kept beside the row that has their id
KeepBad = Callable[[Sequence[BadRow]], None]


class Apply:
    """``keep_bad`` takes the rows that stay out; ``day`` is the day values without history hold from.

    ``memory`` is what an earlier run of the same import brought, when rows of it come in later.
    """

    def __init__(
        self, work: Work, *, day: date, keep_bad: KeepBad, memory: Memory | None = None
    ) -> None:
        self.work, self.day, self.keep_bad = work, day, keep_bad
        self.memory = memory or Memory()
        self.outcome = Outcome()
        self._lines = {t.name: t.line_of for t in work.staged.tables}
        self.accounts = Accounts(
            viewer=work.viewer,
            source=work.source,
            batch=work.batch,
            now=work.now,
            day=day,
            outcome=self.outcome,
        )
        self._repeated: list[tuple[BadRow, tuple[str, int]]] = []

    def run(self, events: Events) -> Outcome:
        work = self.work
        shapers = [(kind, s) for kind in ORDER for s in work.tables_of(kind)]
        total = sum(s.table.rows for _, s in shapers)
        work.progress.begin("Writing records", total=total, unit="rows")
        self._define_fields()
        for kind, shaper in shapers:
            self._table(kind, shaper)
        self._events(events)
        return self.outcome

    def _table(self, kind: str, shaper: Shaper) -> None:
        write = self._writer(kind, shaper)
        for rows in chunks(shaper.rows(), CHUNK):
            bad = [r for r in rows if isinstance(r, BadRow)]
            good = [r for r in rows if isinstance(r, Row)]
            bad += write(good)
            self._keep(bad)
            self.work.progress.advance(len(rows))
        self._keep(with_twins(self._repeated, shaper.table))
        self._repeated = []
        note_left_out(self.outcome, shaper)

    def _keep(self, bad: Sequence[BadRow]) -> None:
        if bad:
            # Rows of a wide sheet are told by the row of the file they came from.
            bad = [replace(b, row=self._lines[b.file](b.row)) for b in bad]
            self.outcome.add_bad(bad)
            self.keep_bad(bad)

    def _writer(self, kind: str, shaper: Shaper) -> Callable[[Sequence[Row]], list[BadRow]]:
        if kind == "account":
            return self._account_rows
        if kind == "contract":
            lines = Lines(
                shaper, self.accounts, self.outcome, self.work.currency, memory=self.memory
            )
            return lambda rows: self._contract_rows(lines, rows)
        if kind == "ticket":
            tickets = Tickets(self.memory)
            return lambda rows: self._hanging(kind, rows, tickets.shape)
        if kind in PLANS:
            moments = Moments(
                kind, viewer=self.work.viewer, source=self.work.source, memory=self.memory
            )
            return lambda rows: self._moments(kind, moments, rows)
        if kind == "field" and shaper.mapping.fields:
            return self._dated
        if kind == "field":
            specs = {s.key: s for s in customer_queries.field_specs(viewer=self.work.viewer)}
            return lambda rows: self._hanging(kind, rows, lambda r, a: field_value(r, a, specs))
        if kind == "departure":
            return lambda rows: self._hanging(kind, rows, departure)
        if kind in ("contact", "user"):
            shape: Any = contact if kind == "contact" else user
            return lambda rows: self._hanging(kind, rows, shape)
        if kind == "event_type":
            return self._event_types
        return lambda rows: self._sold(kind, rows)

    # Kinds ---------------------------------------------------------------------------------------

    def _account_rows(self, rows: Sequence[Row]) -> list[BadRow]:
        once, bad = self._once(
            "account",
            ((r, r.values.get("key") or r.values["name"], (r.values, r.fields)) for r in rows),
        )
        return bad + self.accounts.write(once)

    def _contract_rows(self, lines: Lines, rows: Sequence[Row]) -> list[BadRow]:
        shaped, bad = lines.shape(rows)
        by_row = {row.number: line for row, line in shaped}
        once, again = self._once("contract", ((r, ln.key, ln) for r, ln in shaped))
        done = revenue.upsert_lines(
            viewer=self.work.viewer,
            source=self.work.source,
            rows=[by_row[r.number] for r in once],
            batch=self.work.batch,
            now=self.work.now,
        )
        self._count("contract", done, len(once))
        for row in once:
            self.outcome.saw("contracts", row.values["start_on"])
            self.outcome.touches(row.values["start_on"])
        return bad + again

    def _moments(self, kind: str, moments: Moments, rows: Sequence[Row]) -> list[BadRow]:
        """Answers, voices, touchpoints and the like; group sessions and incidents hang on no account."""
        moments.begin(rows)
        alone = [(row, None) for row in rows] if kind in ALONE else None
        return self._hanging(kind, rows, moments.shape, alone, saw=moments)

    def _hanging(
        self,
        kind: str,
        rows: Sequence[Row],
        shape: Callable[[Row, Any], tuple[Any, RowProblem | None]],
        alone: list[tuple[Row, None]] | None = None,
        saw: Moments | None = None,
    ) -> list[BadRow]:
        """Rows that hang on an account (unless ``alone``) and are known by a key of their own."""
        placed: Sequence[tuple[Row, int | None]]
        bad: list[BadRow] = []
        if alone is not None:
            placed = alone
        else:
            placed, bad = with_accounts(self.accounts, rows, kind)
        shaped: dict[int, Any] = {}
        good: list[Row] = []
        for row, account in placed:
            made, problem = shape(row, account)
            if problem:
                bad.append(stays_out(row, kind, problem))
            else:
                shaped[row.number] = made
                good.append(row)
        once, again = self._once(
            kind, ((r, _identity(shaped[r.number]), shaped[r.number]) for r in good)
        )
        wanted = [shaped[r.number] for r in once]
        if kind == "field":
            self.accounts.write_fields(wanted)
        elif kind == "departure":
            self._departures(wanted)
        else:
            self._count(kind, self._upsert(kind, wanted), len(once))
        if saw is not None:
            self._saw_moments(saw, once)
        self._saw(kind, once)
        return bad + again

    def _saw_moments(self, moments: Moments, rows: Sequence[Row]) -> None:
        coverage = moments.plan.coverage
        for row in rows:
            found = [
                self.work.clock.local_day(d) if isinstance(d, datetime) else d
                for d in moments.days(row)
            ]
            if coverage and found:
                self.outcome.saw(coverage, *found)
                self.outcome.touches(min(found))

    def _departures(self, rows: Sequence[Departure]) -> None:
        """Rows of a churn list become dated fields; a row is new where one of its values is."""
        counts = self.outcome.of("departure")
        fields = [field for row in rows for field in row.fields]
        done = customers.add_field_values(
            viewer=self.work.viewer,
            rows=fields,
            batch=self.work.batch,
            now=self.work.now,
            day=self.day,
        )
        new = min(len(rows), done.created + done.changed)
        counts.rows += len(rows)
        counts.created += new
        counts.known += len(rows) - new

    def _dated(self, rows: Sequence[Row]) -> list[BadRow]:
        """Rows with several values of an account, each in a field of its own from the day it says."""
        placed, bad = with_accounts(self.accounts, rows, "field")
        account_of = {row.number: account for row, account in placed}
        given = {
            r.number: {k: v for k, v in r.fields.items() if v[0] is not None} for r, _ in placed
        }
        once, again = self._once(
            "field",
            (
                (
                    r,
                    (a, *((k, since) for k, (_, since) in given[r.number].items())),
                    given[r.number],
                )
                for r, a in placed
                if given[r.number]
            ),
        )
        wanted = [
            customers.FieldRow(account_of[r.number], key, value, since)
            for r in once
            for key, (value, since) in given[r.number].items()
        ]
        self.accounts.write_fields(wanted)
        self.outcome.saw("fields", *(w.from_on for w in wanted))
        return bad + again

    def _upsert(self, kind: str, rows: list[Any]) -> Counts:
        work = self.work
        given: dict[str, Any] = {
            "viewer": work.viewer,
            "source": work.source,
            "rows": rows,
            "batch": work.batch,
        }
        if kind == "contact":
            return customers.upsert_contacts(**given, now=work.now, day=self.accounts.day)
        if kind == "user":
            return customers.upsert_product_users(**given)
        if kind in PLANS:
            return customers.upsert_moments(**given, kind=kind, now=work.now)
        return customers.upsert_tickets(**given)

    def _saw(self, kind: str, rows: Sequence[Row]) -> None:
        if kind == "ticket":
            for row in rows:
                opened, closed = row.values["opened_at"], row.values.get("closed_at")
                days = [self.work.clock.local_day(at) for at in (opened, closed) if at]
                self.outcome.saw("tickets", *days)
                self.outcome.touches(days[0])
        elif kind == "departure":
            self.outcome.saw("fields", *(r.values["churned_on"] for r in rows))
        elif kind == "field":
            self.outcome.saw("fields", *(r.values.get("from_on") for r in rows))

    def _sold(self, kind: str, rows: Sequence[Row]) -> list[BadRow]:
        """Products and plans."""
        bad = [
            stays_out(r, kind, p)
            for r in rows
            if (p := too_long(r.values, {"key": 80, "name": 160}))
        ]
        out = {b.row for b in bad}
        once, again = self._once(
            kind, ((r, r.values["key"], r.values) for r in rows if r.number not in out)
        )
        given: dict[str, Any] = {"viewer": self.work.viewer, "batch": self.work.batch}
        if kind == "product":
            named = [(r.values["key"], _named(r)) for r in once]
            self._count(kind, revenue.upsert_products(rows=named, **given), len(once))
        else:
            products = {r.values["product"] for r in once if r.values.get("product")}
            revenue.upsert_products(rows=[(p, {}) for p in sorted(products)], **given)
            ids = revenue.product_ids(products)
            plans = [(r.values["key"], _plan(r, ids)) for r in once]
            self._count(kind, revenue.upsert_plans(rows=plans, **given), len(once))
        return bad + again

    def _event_types(self, rows: Sequence[Row]) -> list[BadRow]:
        """Names of numbers are looked up where events need them; there is nothing to write."""
        counts = self.outcome.of("event_type")
        counts.rows += len(rows)
        counts.known += len(rows)
        return []

    def _define_fields(self) -> None:
        for _, mapping in self.work.mapped():
            for key, field in mapping.fields.items():
                self._define(key, FieldType(field.type), field.name or Text.of(key))
            if mapping.kind == "departure":
                for key, type_, column, name in DEPARTURE_FIELDS:
                    if column in mapping.columns:
                        self._define(key, type_, name)

    def _define(self, key: str, type_: FieldType, name: Text) -> None:
        if customers.define_field(
            viewer=self.work.viewer,
            key=key,
            type=type_,
            name_ja=name.in_("ja")[:120],
            name_en=name.in_("en")[:120],
            batch=self.work.batch,
            now=self.work.now,
        ):
            self.outcome.new_fields.append(key)

    # Events --------------------------------------------------------------------------------------

    def _events(self, events: Events) -> None:
        for bad in chunks(events.bad(), CHUNK):
            self._keep(bad)
        if events.rows or events.same:
            counts = self.outcome.of("event")
            counts.rows += events.rows + events.same
            counts.known += events.same
        for repeat in events.repeats:
            self.outcome.again("event", *repeat)
        if events.rows:
            self.outcome.saw("usage", events.days[0][0], events.days[-1][0])
        name_events(self.work, events, self.accounts)
        write_seen_users(self.work, events, self.outcome)

    # Once each -----------------------------------------------------------------------------------

    def _once(
        self, kind: str, rows: Iterable[tuple[Row, Any, Any]]
    ) -> tuple[list[Row], list[BadRow]]:
        """The first row of each key. The same row again is known; another one under its key stays out."""
        once: list[Row] = []
        bad: list[BadRow] = []
        for row, identity, content in rows:
            key = str(identity)
            found = self.memory.look(kind, key, repr(content), (row.file, row.number))
            if found == NEW:
                once.append(row)
            elif found == OTHER:
                self._repeat(kind, row, key, bad)
            else:
                counts = self.outcome.of(kind)
                counts.rows += 1
                counts.known += 1
                self.outcome.again(kind, row.file, row.number, key)
        return once, bad

    def _repeat(self, kind: str, row: Row, key: str, bad: list[BadRow]) -> None:
        """A row under an id that another one has; it is kept beside that other one."""
        out = stays_out(row, kind, RowProblem("duplicate-id", "", key[:120]))
        first = self.memory.first_place(kind, key)
        if first and first[0] == row.file and len(self._repeated) < MOST_TWINS:
            self._repeated.append((out, first))
        else:
            bad.append(out)

    def _count(self, kind: str, done: Counts, rows: int) -> None:
        counts = self.outcome.of(kind)
        counts.rows += rows
        counts.created += done.created
        counts.changed += done.changed
        counts.known += done.same
        if done.kept:
            note_kept(self.outcome, kind, done.kept)


def with_twins(repeated: Sequence[tuple[BadRow, tuple[str, int]]], table: Table) -> list[BadRow]:
    """Each repeated row with the row that came first under its id, as both stood in the file."""
    wanted = {number for _, (_, number) in repeated}
    if not wanted:
        return []
    raws = {
        number: dict(zip(table.header, cells, strict=False))
        for number, cells in rows_of(table)
        if number in wanted
    }
    return [
        replace(bad, twin={"row": number, "raw": raws.get(number, {})})
        for bad, (_, number) in repeated
    ]


def _identity(made: Any) -> Any:
    if isinstance(made, customers.UserRow):
        return (made.account_id, made.user_key)
    if isinstance(made, customers.FieldRow):
        return (made.account_id, made.key, made.from_on)
    return made.key


def _named(row: Row) -> dict[str, Any]:
    return {"name": row.values["name"]} if row.values.get("name") else {}


def _plan(row: Row, products: dict[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {
        c: row.values[c] for c in ("name", "limit", "features") if row.values.get(c) is not None
    }
    product = row.values.get("product")
    return {**values, "product_id": products[product]} if product else values
