# ruff: noqa: S608  names are our own; values are bound
"""Keeping the ledger's tables: the accounts whose contracts changed, or whose day has come, anew.

Contracts stay the truth: the tables can be thrown away and written again, but for what a person
decided (locked months) and the log of what was said before.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from banso.events.lake import Cursor, Lake, TableSpec
from banso.events.lake.arrays import hand_over, run
from banso.lib import steps
from banso.revenue.book import Book
from banso.revenue.facts import GRACE_DAYS
from banso.revenue.ledger import chains, locked, quick
from banso.revenue.ledger.movements import Movement, movements
from banso.revenue.ledger.rates import Rate, Rates
from banso.revenue.ledger.reading import Row, account_lines, digest_of
from banso.revenue.ledger.spans import PAUSE_LIMIT_DAYS, PAUSED, History, history
from banso.revenue.ledger.tables import (
    MRR_ACCOUNTS,
    MRR_LOCKED,
    MRR_MOVEMENTS,
    MRR_RESTATEMENTS,
    MRR_SPANS,
    MRR_TERMS,
    PART_SIZE,
)
from banso.revenue.models import ContractLine, CurrencyRate, LedgerState, MonthLock
from banso.revenue.terms import terms_due
from banso.workspace.operations import note_change
from banso.workspace.queries import workspace
from banso.workspace.viewer import Viewer

RULES = 2  # raise it when the rules change: every account is then written anew
_FAR = date(9999, 12, 31)
_MOVEMENT_COLUMNS = tuple(
    (c.name, c.type) for c in MRR_MOVEMENTS.columns if c.name not in ("part", "account")
)
_SPAN_COLUMNS = tuple((c.name, c.type) for c in MRR_SPANS.columns if c.name != "part")
_TERM_COLUMNS = tuple((c.name, c.type) for c in MRR_TERMS.columns if c.name != "part")
_ACCOUNT_COLUMNS = tuple((c.name, c.type) for c in MRR_ACCOUNTS.columns if c.name != "part")

SPANS_WRITTEN = steps.declare("ledger.spans", "the spans stand, the movements not yet")
MOVEMENTS_WRITTEN = steps.declare("ledger.movements", "the movements stand, the state not yet")


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: accounts with contracts, those written anew, those taken out, rows restated."""

    through: date
    accounts: int
    changed: int
    removed: int
    restated: int

    def as_json(self) -> dict[str, Any]:
        return {
            "through": self.through.isoformat(), "accounts": self.accounts,
            "changed": self.changed, "removed": self.removed, "restated": self.restated,
        }  # fmt: skip


@dataclass
class _Rows:
    """What is to be written, while it is gathered."""

    quick: list[tuple[Any, ...]] = field(default_factory=list)
    spans: list[tuple[Any, ...]] = field(default_factory=list)
    movements: list[tuple[Any, ...]] = field(default_factory=list)
    terms: list[tuple[Any, ...]] = field(default_factory=list)
    accounts: list[tuple[Any, ...]] = field(default_factory=list)
    seen: int = 0


def rates_in_force(*, own: str) -> Rates:
    """This function will give the workspace's table of rates."""
    rows = CurrencyRate.objects.values_list("currency", "from_on", "rate")
    return Rates(own, (Rate(*row) for row in rows))


def locked_month() -> str:
    """This function will give the newest locked month, '' while none is."""
    newest = MonthLock.objects.order_by("-month").values_list("month", flat=True).first()
    return newest or ""


def write_ledger(*, lake: Lake, through: date, now: datetime, anew: bool = False) -> Written:
    """This function will bring the ledger up to the end of ``through``. Stopped and called again, it
    goes on; called twice, it writes nothing. ``anew`` writes every account.
    """
    own = workspace(viewer=Viewer.system()).currency
    rates = rates_in_force(own=own)
    lock = locked_month()
    state = LedgerState.objects.filter(pk=1).first()
    fingerprint = _fingerprint(rates)
    whole = anew or state is None or state.fingerprint != fingerprint or state.through_on > through
    with lake.cursor() as cursor:
        known = {} if whole else _known(lake, cursor)
        with _no_collector():
            rows = _gather(own=own, rates=rates, through=through, known=known)
        removed = sorted(known)  # what is left of it was not seen
        changed = len(rows.quick) + len(rows.accounts)
        if not changed and not removed and (state is None or not whole):
            if state is not None:
                _record(state, through, fingerprint, now)
            return Written(through, rows.seen, 0, 0, 0)
        _stage(cursor, rows, removed, through)
        restated = _write(
            lake, cursor, state=state, through=through, now=now, whole=whole, lock=lock
        )
    _record(state, through, fingerprint, now)
    note_change()
    return Written(through, rows.seen, changed, len(removed), restated)


def is_current(day: date) -> bool:
    """This function will say whether the ledger is written through ``day`` under the rules in force."""
    state = LedgerState.objects.filter(pk=1).first()
    if state is None:
        return not ContractLine.objects.exists()
    own = workspace(viewer=Viewer.system()).currency
    return state.through_on >= day and state.fingerprint == _fingerprint(rates_in_force(own=own))


def forget_ledger() -> None:
    """This function will have the next write begin afresh: what stands in the tables is not trusted."""
    LedgerState.objects.update(fingerprint="")


def _fingerprint(rates: Rates) -> str:
    said = repr((RULES, GRACE_DAYS, PAUSE_LIMIT_DAYS, rates.fingerprint(), locked_month()))
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def _record(state: LedgerState | None, through: date, fingerprint: str, now: datetime) -> None:
    LedgerState.objects.update_or_create(
        pk=1,
        defaults={
            "through_on": through, "fingerprint": fingerprint, "written_at": now,
            "run": (state.run if state else 0) + 1,
        },
    )  # fmt: skip


def _known(lake: Lake, cursor: Cursor) -> dict[int, tuple[str, date]]:
    """What each account was written from, and the last day that holds."""
    found = cursor.execute(
        f"select account, digest, until_on from {lake.table(MRR_ACCOUNTS).sql()}"
    ).fetchall()
    return {account: (digest, until) for account, digest, until in found}


@contextmanager
def _no_collector() -> Iterator[None]:
    """Hundreds of thousands of rows are made and none is garbage: looking for it costs a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


# One account after the other ---------------------------------------------------------------------


def _gather(*, own: str, rates: Rates, through: date, known: dict[int, tuple[str, date]]) -> _Rows:
    """The rows of every account that is not as it was. Accounts seen are taken out of ``known``."""
    found = _Rows()
    for account, rows in account_lines():
        found.seen += 1
        digest = digest_of(rows)
        before = known.pop(account, None)
        if before is not None and before[0] == digest and before[1] >= through:
            continue
        if quick.is_quick(rows, own):
            terms = quick.terms_at_hand(rows[0], through)
            found.quick.append(quick.quick_values(account, rows[0], digest, through, terms))
            found.terms += quick.quick_terms(account, rows[0], terms, through)
        elif chains.is_chain(rows, own):
            found.spans += chains.spans_of(account, rows, through)
            found.movements += chains.movements_of(account, rows, through)
            found.terms += chains.terms_of(account, rows, through)
            found.accounts.append(chains.account_of(account, rows, digest, through))
        else:
            _walk(found, account, rows, digest, own=own, rates=rates, through=through)
    return found


def _walk(
    found: _Rows,
    account: int,
    rows: list[Row],
    digest: str,
    *,
    own: str,
    rates: Rates,
    through: date,
) -> None:
    lanes = histories(rows, own=own, through=through)
    moved = movements(lanes, rates=rates, through=through)
    for lane, told in lanes.items():
        for span in told.spans:
            line = told.line(span)
            found.spans.append(
                (account, lane, line.ref or line.key, span.from_on, span.to_on, span.mrr_minor,
                 span.held_minor, line.currency, line.kind, line.plan, line.product, line.seats,
                 span.status)
            )  # fmt: skip
        found.terms += _terms(account, lane, told.book, through)
    found.movements.extend((account, *row) for row in moved)
    first = min((row.day for row in moved), default=None)
    until = _holds_until(lanes, rates, through)
    found.accounts.append((account, digest, until, first))


def _terms(account: int, lane: str, book: Book, through: date) -> Iterator[tuple[Any, ...]]:
    for due in terms_due(book, first=date.min, last=through, through=through):
        line = book.lines[due.nth]
        yield (account, lane, line.ref or line.key, due.term_from, due.term_to, due.months,
               due.mrr_minor, due.renewed_minor, line.currency, due.outcome)  # fmt: skip


def histories(rows: Iterable[Row], *, own: str, through: date) -> dict[str, History]:
    """This function will give the history of each lane of one account's rows (ordered by lane)."""
    return {
        lane: history(Book([r.as_line() for r in group], currency=own), through)
        for lane, group in groupby(rows, key=lambda r: r.lane)
    }


def _holds_until(lanes: dict[str, History], rates: Rates, through: date) -> date:
    """The last day to which the rows hold although nobody touches the contracts."""
    coming = [day for told in lanes.values() if (day := told.book.next_change(through))]
    for told in lanes.values():
        for span in told.spans:
            if span.to_on is None and span.status == PAUSED:
                coming.append(span.from_on + timedelta(days=PAUSE_LIMIT_DAYS))
            terms = told.book.terms[span.nth]
            if span.to_on is None and terms.rolls:
                coming.append(terms.bound(terms.at(through) + 1))
            if span.to_on is None and (line := told.line(span)).currency != rates.own:
                coming += [d for d in rates.changes(line.currency, _FAR) if d > through][:1]
    later = [day for day in coming if day > through]
    return min(later) - timedelta(days=1) if later else _FAR


# Into the lake -----------------------------------------------------------------------------------


def _stage(cursor: Cursor, rows: _Rows, removed: list[int], through: date) -> None:
    """Temporary tables ``new_spans``, ``derived``, ``new_accounts``, and ``touched``: whose rows go."""
    quick.hand_quick(cursor, rows.quick, through, GRACE_DAYS)
    hand_over(cursor, "walked_spans", _SPAN_COLUMNS, rows.spans)
    moved = (("account", "BIGINT"), *_MOVEMENT_COLUMNS)
    hand_over(cursor, "walked_movements", moved, rows.movements)
    hand_over(cursor, "walked_accounts", _ACCOUNT_COLUMNS, rows.accounts)
    hand_over(cursor, "new_terms", _TERM_COLUMNS, rows.terms)
    given = {"through": through}
    for name, made, walked in (
        ("new_spans", quick.SPANS, "walked_spans"),
        ("derived", quick.MOVEMENTS, "walked_movements"),
        ("new_accounts", quick.ACCOUNTS, "walked_accounts"),
    ):
        run(
            cursor,
            f"create or replace temp table {name} as {made} union all by name select * from {walked}",
            given if "$through" in made else None,
        )
    hand_over(cursor, "gone", (("account", "BIGINT"),), [(a,) for a in removed])
    run(
        cursor,
        "create or replace temp table touched as"
        " select account from new_accounts union all select account from gone",
    )


def _write(
    lake: Lake,
    cursor: Cursor,
    *,
    state: LedgerState | None,
    through: date,
    now: datetime,
    whole: bool,
    lock: str,
) -> int:
    locked.publish(
        cursor, lock=lock, locked=lake.table(MRR_LOCKED).sql() if lock else "", whole=whole
    )
    restated = 0
    if state is not None and state.fingerprint:  # what was lost is not what was said
        restated = locked.note_restatements(
            cursor,
            movements=lake.table(MRR_MOVEMENTS),
            log=lambda: lake.table(MRR_RESTATEMENTS),
            over=state.through_on,
            through=through,
            now=now,
            run_number=state.run + 1,
            whole=whole,
        )
    _put(lake, cursor, MRR_SPANS, "new_spans", whole)
    _put(lake, cursor, MRR_TERMS, "new_terms", whole)
    steps.step(SPANS_WRITTEN)
    _put(lake, cursor, MRR_MOVEMENTS, "published", whole)
    steps.step(MOVEMENTS_WRITTEN)
    _put(lake, cursor, MRR_ACCOUNTS, "new_accounts", whole)
    return restated


def _put(lake: Lake, cursor: Cursor, spec: TableSpec, source: str, whole: bool) -> None:
    """Put the rows of ``source`` in place of those of the accounts touched, or of all."""
    part = f"(account // {PART_SIZE})::varchar"
    table = lake.table(spec)
    parts = {row[0] for row in run(cursor, f"select distinct {part} from touched")}
    if whole:
        parts |= {f.partition["part"] for f in table.snapshot().files}
    if not parts:
        return
    table.replace(
        cursor,
        partitions={"part": parts},
        keep="false" if whole else "account not in (select account from touched)",
        select_sql=f"select {part} as part, * from {source}",
    )


__all__ = ["Movement", "Written", "histories", "locked_month", "rates_in_force", "write_ledger"]
