"""Which contract terms came up for renewal, and what became of them. Pure.

A term comes up on the day it ends. It was renewed if its line goes on by itself, or if the next line
of the same thread begins within the grace; it was lost if a notice ended it or the grace ran out; it
is pending in between. A line replaced before its term's end does not come up: the new one does.
Monthly and other short terms are left out: they would be in their window for ever (rules.md R6).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from banso.revenue.book import Book, Known
from banso.revenue.lines import DAY

SHORTEST_MONTHS = 6
RENEWED, LOST, PENDING = "renewed", "lost", "pending"


class TermDue(NamedTuple):
    """A term of line ``nth`` of its book that ended on ``term_to`` (the first day after it).

    ``mrr_minor`` in the line's own currency; ``renewed_minor`` is what of it goes on: growth does
    not count, and what was renewed in another currency counts whole.
    """

    nth: int
    term_from: date
    term_to: date
    months: int
    mrr_minor: int
    renewed_minor: int
    outcome: str


def terms_due(book: Book, *, first: date, last: date, through: date) -> Iterator[TermDue]:
    """This function will list the terms that ended after ``first`` and by ``last``, by the knowledge
    of ``through`` (not before ``last``)."""
    known = book.known(through)
    for i, end in book.ends(through, known).items():
        line, terms = book.lines[i], book.terms[i]
        if line.trial or not terms.months or terms.months < SHORTEST_MONTHS:
            continue
        index = terms.at(max(first, line.start))
        while True:
            bound = terms.end_of_term(index)
            if bound is None or bound > last or (end is not None and bound > end):
                break
            if bound > first:
                yield _due(book, known, i, index, bound, end, through)
            if not terms.rolls:
                break
            index += 1


def _due(
    book: Book, known: Known, i: int, index: int, bound: date, end: date | None, through: date
) -> TermDue:
    line, terms = book.lines[i], book.terms[i]
    kept, outcome = 0, LOST
    follower = known.follows.get(i)
    if end is None or end > bound:
        kept, outcome = line.mrr_minor, RENEWED
    elif follower is not None and book.lines[follower].start <= bound + book.grace:
        after = book.lines[follower]
        same = after.currency == line.currency
        kept = min(line.mrr_minor, after.mrr_minor) if same else line.mrr_minor
        outcome = RENEWED
    elif not book.notice_holds(i, through) and through < bound + book.grace + DAY:
        outcome = PENDING
    months = terms.months or 0
    return TermDue(i, terms.bound(index), bound, months, line.mrr_minor, kept, outcome)
