"""What an account's contract lines mean, day by day. Only here is ``life`` decided (rules.md R6, R18).

Pure: neither Django nor the store. A stretch of days without a change is judged once, so a year is
walked in a few steps. Days are local dates; a line signed later than a day does not count on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from banso.revenue.book import Book
from banso.revenue.facts import GRACE_DAYS, ContractFacts, Life, Standing, Tenure, day_zero
from banso.revenue.lines import DAY, Line
from banso.revenue.standing import stand

__all__ = [
    "GRACE_DAYS",
    "Book",
    "ContractFacts",
    "Life",
    "Line",
    "Standing",
    "Tenure",
    "contract_days",
    "contract_facts",
    "contract_spans",
    "day_zero",
    "tenures",
]


def contract_facts(
    lines: Iterable[Line], day: date, *, currency: str = "JPY", grace_days: int = GRACE_DAYS
) -> ContractFacts:
    """This function will say what one account's lines mean on ``day``."""
    return ContractFacts(day, stand(Book(lines, currency=currency, grace_days=grace_days), day))


def contract_spans(book: Book, first: date, last: date) -> Iterator[tuple[date, date, Standing]]:
    """This function will give (first day, last day, standing) of every stretch without a change.

    The stretches join and cover ``first`` to ``last``, both included.
    """
    day = first
    while day <= last:
        standing = stand(book, day)
        end = min(standing.until, last)
        yield day, end, standing
        if end >= last:
            return
        day = end + DAY


def contract_days(
    lines: Iterable[Line],
    first: date,
    last: date,
    *,
    currency: str = "JPY",
    grace_days: int = GRACE_DAYS,
) -> Iterator[ContractFacts]:
    """This function will give :func:`contract_facts` of every day first..last, many times faster."""
    book = Book(lines, currency=currency, grace_days=grace_days)
    for begin, end, standing in contract_spans(book, first, last):
        day = begin
        while day <= end:
            yield ContractFacts(day, standing)
            day += DAY


def tenures(book: Book, day: date) -> list[Tenure]:
    """This function will list the times as a customer begun by ``day``; ``ended_on`` of the last
    stays empty unless it has ended by then.
    """
    found = book.tenures(book.ends(day, book.known(day)))
    if found and stand(book, day).life is not Life.ENDED:
        found[-1] = Tenure(found[-1].start, None)
    return found
