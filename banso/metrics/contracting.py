"""Contract lines → spans of days with one standing each, as columns for the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from banso.metrics.world import PlanFact, World
from banso.revenue.life import Book, Life, Standing, contract_spans, tenures
from banso.revenue.standing import seats_on

# (column, type) of one span; ``first``..``last`` inclusive, the rest holds on each of these days.
SPAN_COLUMNS: tuple[tuple[str, str], ...] = (
    ("account", "BIGINT"),
    ("first", "DATE"),
    ("last", "DATE"),
    ("life", "VARCHAR"),
    ("tenure_start", "DATE"),  # of the present tenure, of the last one once it has ended
    ("previous_ended_on", "DATE"),
    ("ended_on", "DATE"),
    ("decided_on", "DATE"),
    ("term_start", "DATE"),
    ("term_months", "BIGINT"),
    ("plan", "VARCHAR"),
    ("mrr", "BIGINT"),
    ("seats", "BIGINT"),
    ("notice_given_on", "DATE"),
    ("decision_on", "DATE"),
    ("settled_on", "DATE"),
    ("expansion_on", "DATE"),
    ("entitlement", "BIGINT"),  # null: every feature
    ("plan_limit", "DOUBLE"),
    ("tenure_number", "BIGINT"),
    ("term_end", "DATE"),
    ("features_entitled", "BIGINT"),  # null: none is known
)


@dataclass
class Entitlements:
    """Sets of features seen, each with a number."""

    numbers: dict[frozenset[str], int] = field(default_factory=dict)
    every: int = 0  # how many the catalogue names

    def number(self, features: frozenset[str] | None) -> int | None:
        if features is None:
            return None
        return self.numbers.setdefault(features, len(self.numbers) + 1)

    def rows(self) -> Iterator[tuple[int, str]]:
        for features, number in self.numbers.items():
            for feature in sorted(features):
                yield number, feature


def spans(
    world: World, *, first: date, last: date, entitlements: Entitlements
) -> Iterator[tuple[Any, ...]]:
    """Rows of ``SPAN_COLUMNS`` for every account, covering first..last without a gap.

    Without any contract data there are no rows: all of it is unknown, not "before".
    """
    if not world.contracts_connected:
        return
    nothing = Book(())
    for account in world.accounts:
        book = world.books.get(account.id, nothing)
        for begin, end, standing in contract_spans(book, first, last):
            yield _row(world, account.id, book, begin, end, standing, entitlements)


def _row(
    world: World,
    account: int,
    book: Book,
    begin: date,
    end: date,
    at: Standing,
    entitlements: Entitlements,
) -> tuple[Any, ...]:
    tenure_start = at.tenure_start
    if at.life is Life.ENDED:
        tenure_start = tenures(book, begin)[-1].start
    plan = world.plans.get(at.plan) if at.plan else None
    features = _features(world.add_ons, book, begin, plan)
    return (
        account, begin, end, at.life.value, tenure_start, at.previous_ended_on, at.ended_on,
        at.decided_on, at.term_start, at.term_months, at.plan, at.mrr_minor, at.seats,
        at.notice_given_on, at.decision_on, at.next_term_settled_on, at.expansion_signed_on,
        entitlements.number(features), plan.limit if plan else None, at.tenure_number or None,
        at.term_end, (entitlements.every if features is None else len(features)) or None,
    )  # fmt: skip


def _features(
    add_ons: Mapping[str, PlanFact], book: Book, day: date, plan: PlanFact | None
) -> frozenset[str] | None:
    """What the plan and the add-ons in force entitle to; None where the plan says nothing."""
    if plan is None or plan.features is None:
        return None
    found = set(plan.features)
    known = book.known(day)
    for i in known.members:
        line = book.lines[i]
        if line.kind != "addon" or line.start > day:
            continue
        end = book.end_of(i, day, known)
        bought = add_ons.get(line.plan or "")
        if (end is None or end > day) and bought and bought.features:
            found.update(bought.features)
    return frozenset(found)


# The contract numbers of rules.md R18, as SQL over a row ``b`` of ``base``.
FACT_SQL: Mapping[str, str] = {
    "life": "b.life",
    "day_zero_on": "b.day_zero",
    "tenure_start_on": "b.tenure_start",
    "tenure_days": "case when b.life not in ('before', 'ended') then date_diff('day', b.day_zero, b.day) end",
    "term_days": "date_diff('day', b.term_start, b.day)",
    "term_months": "b.term_months",
    "plan": "b.plan",
    "mrr": "b.mrr",
    "seats": "b.seats",
    "contract_gap_days": "case when b.life <> 'ended' then date_diff('day', b.previous_ended_on, b.tenure_start) end",
    "ended_on": "b.ended_on",
    "decided_on": "b.decided_on",
    "notice_given_on": "b.notice_given_on",
    "days_to_decision": "date_diff('day', b.day, b.decision_on)",
    "next_term_settled_days_ago": "date_diff('day', b.settled_on, b.day)",
    "expansion_signed_days_ago": "date_diff('day', b.expansion_on, b.day)",
    "tenure_number": "b.tenure_number",
    "term_end_on": "b.term_end",
    "days_to_term_end": "date_diff('day', b.day, b.term_end)",
    "decision_on": "b.decision_on",
    "arr": "b.mrr * 12",
    "plan_limit": "b.plan_limit",
    "features_entitled": "b.features_entitled",
}


def begun_on(world: World) -> dict[int, date]:
    """The first day each account's contracts are known of, for accounts that have any."""
    return {a: min(book.known_on) for a, book in world.books.items() if book.known_on}


def beginnings(
    world: World, pairs: list[tuple[int, date]], *, days: int
) -> Iterator[tuple[int, date, int, int | None, bool]]:
    """(account, day zero, days, seats on that day after it, True) where usage of these days is covered."""
    sources: dict[int, list[tuple[date, date, date, date]]] = {}
    for account, key_from, key_to, from_on, to_on in key_coverage(world):
        sources.setdefault(account, []).append(
            (key_from or date.min, key_to or date.max, from_on, to_on or date.max)
        )
    nothing = Book(())
    for account, zero in pairs:
        last = zero + timedelta(days=days - 1)
        if _covered(sources.get(account, []), zero, last):
            seats = seats_on(world.books.get(account, nothing), zero + timedelta(days=days))
            yield account, zero, days, seats, True


def _covered(spans: list[tuple[date, date, date, date]], first: date, last: date) -> bool:
    """Whether first..last is inside the coverage of every key the account had in that time."""
    seen = False
    for key_from, key_to, from_on, to_on in spans:
        begin, end = max(first, key_from), min(last, key_to - timedelta(days=1))
        if key_to > key_from and key_from <= last:
            seen = True
        if begin <= end and not (from_on <= begin and end <= to_on):
            return False
    return seen


def key_coverage(
    world: World,
) -> list[tuple[int, date | None, date | None, date, date | None]]:
    """(account, key from, key to, coverage from, to) for every key of a source that sends usage."""
    covered = {c.source: c for c in world.covered("usage")}
    return sorted(
        {
            (k.account, k.from_on, k.to_on, covered[k.source].from_on, covered[k.source].to_on)
            for k in world.keys
            if k.source in covered
        },
        key=repr,
    )
