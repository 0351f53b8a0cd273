"""All records of an import, written inside the caller's transaction.

The preview runs the same and takes it back, so what it says is what the commit does. Rows are read
in chunks, so a long file costs no more memory than a short one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from banso.connectors.files.accounts import Accounts, stays_out, too_long
from banso.connectors.files.contracts import Lines
from banso.connectors.files.outcome import Outcome
from banso.connectors.files.people import Tickets, contact, field_value, user, with_accounts
from banso.connectors.files.rowproblems import BadRow, RowProblem
from banso.connectors.files.seen_users import name_events, write_seen_users
from banso.connectors.files.shape import Row, Shaper
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
    "field",
    "contact",
    "user",
    "ticket",
)
KeepBad = Callable[[Sequence[BadRow]], None]


class Apply:
    """``keep_bad`` takes the rows that stay out; ``day`` is the day values without history hold from."""

    def __init__(self, work: Work, *, day: date, keep_bad: KeepBad) -> None:
        self.work, self.day, self.keep_bad = work, day, keep_bad
        self.outcome = Outcome()
        self.accounts = Accounts(
            viewer=work.viewer,
            source=work.source,
            batch=work.batch,
            now=work.now,
            day=day,
            outcome=self.outcome,
        )
        self._seen: dict[str, dict[str, bytes]] = {}

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

    def _keep(self, bad: Sequence[BadRow]) -> None:
        if bad:
            self.outcome.add_bad(bad)
            self.keep_bad(bad)

    def _writer(self, kind: str, shaper: Shaper) -> Callable[[Sequence[Row]], list[BadRow]]:
        if kind == "account":
            return self._account_rows
        if kind == "contract":
            lines = Lines(shaper, self.accounts, self.outcome, self.work.currency)
            return lambda rows: self._contract_rows(lines, rows)
        if kind == "ticket":
            tickets = Tickets()
            return lambda rows: self._hanging(kind, rows, tickets.shape)
        if kind == "field":
            specs = {s.key: s for s in customer_queries.field_specs(viewer=self.work.viewer)}
            return lambda rows: self._hanging(kind, rows, lambda r, a: field_value(r, a, specs))
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
        return bad + again

    def _hanging(
        self,
        kind: str,
        rows: Sequence[Row],
        shape: Callable[[Row, int], tuple[Any, RowProblem | None]],
    ) -> list[BadRow]:
        """Rows that hang on an account and are known by a key of their own."""
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
        else:
            self._count(kind, self._upsert(kind, wanted), len(once))
        self._saw(kind, once)
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
            return customers.upsert_contacts(**given, now=work.now)
        if kind == "user":
            return customers.upsert_product_users(**given)
        return customers.upsert_tickets(**given)

    def _saw(self, kind: str, rows: Sequence[Row]) -> None:
        if kind == "ticket":
            for row in rows:
                opened, closed = row.values["opened_at"], row.values.get("closed_at")
                days = [self.work.clock.local_day(at) for at in (opened, closed) if at]
                self.outcome.saw("tickets", *days)
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
                name = field.name or Text.of(key)
                if customers.define_field(
                    viewer=self.work.viewer,
                    key=key,
                    type=FieldType(field.type),
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
        if events.rows:
            counts = self.outcome.of("event")
            counts.rows += events.rows
            self.outcome.saw("usage", events.days[0][0], events.days[-1][0])
        name_events(self.work, events, self.accounts)
        write_seen_users(self.work, events, self.outcome)

    # Once each -----------------------------------------------------------------------------------

    def _once(
        self, kind: str, rows: Iterable[tuple[Row, Any, Any]]
    ) -> tuple[list[Row], list[BadRow]]:
        """The first row of each key. The same row again is known; another one under its key stays out."""
        seen = self._seen.setdefault(kind, {})
        once: list[Row] = []
        bad: list[BadRow] = []
        for row, identity, content in rows:
            key = str(identity)
            digest = hashlib.blake2b(repr(content).encode(), digest_size=12).digest()
            if key not in seen:
                seen[key] = digest
                once.append(row)
            elif seen[key] == digest:
                counts = self.outcome.of(kind)
                counts.rows += 1
                counts.known += 1
            else:
                bad.append(stays_out(row, kind, RowProblem("duplicate-id", "", key[:120])))
        return once, bad

    def _count(self, kind: str, done: Counts, rows: int) -> None:
        counts = self.outcome.of(kind)
        counts.rows += rows
        counts.created += done.created
        counts.changed += done.changed
        counts.known += done.same


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
