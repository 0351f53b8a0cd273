"""What must hold for every history of contracts whatever, tried on random ones."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from banso.lib.dates import add_months
from banso.revenue.ledger.movements import CLASSES, FX, Movement, movements
from banso.revenue.ledger.rates import Rate, Rates, month_end
from banso.revenue.ledger.spans import PENDING, History, history
from banso.revenue.life import Book, Line
from banso.revenue.retention import covered_mrr

FIRST, LAST = date(2024, 1, 1), date(2026, 3, 31)
RATES = Rates(
    "JPY",
    [
        Rate(
            "USD", date(2024, 3, 1) + timedelta(days=61 * n), Decimal(140 + 7 * n) / Decimal("1.1")
        )
        for n in range(12)
    ],
)
HISTORIES = 1000


def lines_of(chance: random.Random) -> list[Line]:
    """Up to six lines: renewals, further purchases, gaps, notices, pauses, trials, dollars."""
    lines: list[Line] = []
    start = FIRST + timedelta(days=chance.randint(0, 300))
    for nth in range(chance.choice([1, 1, 2, 2, 3, 4, 6])):
        months = chance.choice([1, 1, 3, 6, 12, 12])
        end: date | None = add_months(start, months)
        if chance.random() < 0.15:
            end = None
        paused = start + timedelta(days=chance.randint(0, 60)) if chance.random() < 0.1 else None
        notice = start + timedelta(days=chance.randint(0, 200)) if chance.random() < 0.15 else None
        lines.append(
            Line(
                key=f"{nth}",
                start=start,
                end=end,
                mrr_minor=chance.choice([0, 1, 333, 1000, 1001, 98_765]),
                currency=chance.choice(["JPY", "JPY", "USD"]),
                kind=chance.choice(["plan", "plan", "plan", "addon"]),
                plan=chance.choice(["lite", "pro"]),
                product=chance.choice([None, None, "p"]),
                seats=chance.choice([None, 1, 3, 10]),
                auto_renew=chance.choice([True, False, None]),
                term_months=months,
                notice_given_on=notice,
                trial=chance.random() < 0.1,
                paused_from=paused,
                paused_to=paused + timedelta(days=chance.choice([20, 80, 200])) if paused else None,
                signed_on=start + timedelta(days=chance.choice([-20, 0, 0, 25])),
                ref=f"line{nth}",
            )
        )
        gap = timedelta(days=chance.choice([0, 0, 0, 10, 30, 31, 60, -40]))
        start = max(FIRST, (end or start) + gap)
    return lines


def level(histories: dict[str, History], day: date, *, at: date) -> int:
    """M(day): the spans that cover it, each valued at the rate of ``at``."""
    return sum(
        RATES.value(span.mrr_minor, told.line(span).currency, at) or 0
        for told in histories.values()
        for span in told.spans
        if span.from_on <= day and (span.to_on is None or span.to_on > day)
    )


def months() -> list[date]:
    found, day = [], month_end(FIRST)
    while day <= LAST:
        found.append(day)
        day = month_end(day + timedelta(days=1))
    return found


def worlds() -> list[tuple[list[Line], dict[str, History], list[Movement]]]:
    made = []
    for seed in range(HISTORIES):
        lines = lines_of(random.Random(seed))
        told = {"main": history(Book(lines), LAST)}
        made.append((lines, told, movements(told, rates=RATES, through=LAST)))
    return made


WORLDS = worlds()


def test_start_and_movements_make_the_end_of_every_month_to_the_unit() -> None:
    for seed, (_, told, rows) in enumerate(WORLDS):
        by_month: dict[str, int] = defaultdict(int)
        for row in rows:
            by_month[row.month] += row.amount_minor or 0
        at = 0
        for day in months():
            at += by_month.pop(f"{day:%Y-%m}", 0)
            assert at == level(told, day, at=day), (seed, day)
        assert not any(by_month.values()), seed


def test_every_row_names_its_lines_and_an_accounts_month_has_one_class() -> None:
    for seed, (lines, _, rows) in enumerate(WORLDS):
        names = {line.ref for line in lines}
        classes: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            traced = [*(row.line_before or "").split(), *(row.line_after or "").split()]
            assert traced and set(traced) <= names, seed
            assert row.cls in CLASSES and row.decided_on >= row.day, seed
            if row.reason != "pause" and row.cls != FX:
                classes[row.month].add(row.month_class)
        for month, found in classes.items():
            in_and_out = found <= {"new", "reactivation", "churn"}
            assert len(found) == 1 or in_and_out, (seed, month, found)


def test_grr_never_exceeds_nrr_nor_one() -> None:
    """Point to point over windows of three, six and twelve months, at the rates of their first day."""
    for back in (3, 6, 12):
        pairs = [
            (add_months(day, -back), day) for day in months() if add_months(day, -back) > FIRST
        ]
        for first, last in pairs[:: back // 3 + 2]:
            levels = [
                (level(told, first, at=first), level(told, last, at=first)) for _, told, _ in WORLDS
            ]
            cohort = [(was, now) for was, now in levels if was > 0]
            start = sum(was for was, _ in cohort)
            nrr = sum(now for _, now in cohort) / start
            grr = sum(min(was, now) for was, now in cohort) / start
            assert 0 <= grr <= min(1.0, nrr)


def test_without_what_is_pending_it_is_what_the_lines_cover() -> None:
    """Spans, pendings aside, against the day-by-day judgement of the lines."""
    for seed, (lines, told, _) in enumerate(WORLDS[:300]):
        book = Book([line for line in lines if not line.paused_from])
        if len(book.lines) < len(lines) or any(line.currency != "JPY" for line in lines):
            continue
        spans = told["main"].spans
        found = sum(s.mrr_minor for s in spans if s.to_on is None and s.status != PENDING)
        assert found == (covered_mrr(book, LAST) or 0), seed
