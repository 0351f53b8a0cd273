"""Retention between two days, from the lines alone: who was lost, what MRR stayed. Pure.

Counts cover on a day: start ≤ day < end, so an account within its grace is not counted as there.
Formulas: churn = lost ÷ at the start; net retention = MRR at the end of those at the start ÷ MRR at
the start; MRR churn = (MRR of the lost + downsell of the kept) ÷ MRR at the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from banso.revenue.book import Book


@dataclass(frozen=True, slots=True)
class Retention:
    """Counts and sums (minor units) of the accounts there on ``first``, looked at again on ``last``."""

    first: date
    last: date
    accounts: int
    lost: int
    mrr: int
    mrr_kept: int
    mrr_lost: int
    mrr_downsell: int

    @property
    def churn(self) -> float | None:
        return self.lost / self.accounts if self.accounts else None

    @property
    def net_retention(self) -> float | None:
        return self.mrr_kept / self.mrr if self.mrr else None

    @property
    def mrr_churn(self) -> float | None:
        return (self.mrr_lost + self.mrr_downsell) / self.mrr if self.mrr else None

    def churn_per(self, days: float) -> float | None:
        """The churn of a period of ``days`` at the same pace (365, or 365 / 12 for a month)."""
        if self.churn is None:
            return None
        return float(1 - (1 - self.churn) ** (days / (self.last - self.first).days))


def covered_mrr(book: Book, day: date) -> int | None:
    """MRR (minor units) of the lines that cover ``day``, None when no line does."""
    known = book.known(day)
    covering = [i for i, end in book.ends(day, known).items() if end is None or end > day]
    if not covering:
        return None
    return sum(
        book.lines[i].mrr_minor
        for i in covering
        if not book.lines[i].trial and book.lines[i].currency == book.currency
    )


def retention(books: Iterable[Book], *, first: date, last: date) -> Retention:
    """This function will compare ``last`` with ``first`` over the books of all accounts."""
    accounts = lost = mrr = kept = mrr_lost = downsell = 0
    for book in books:
        before = covered_mrr(book, first)
        if before is None:
            continue
        accounts += 1
        mrr += before
        after = covered_mrr(book, last)
        if after is None:
            lost += 1
            mrr_lost += before
        else:
            kept += after
            downsell += max(0, before - after)
    return Retention(first, last, accounts, lost, mrr, kept, mrr_lost, downsell)
