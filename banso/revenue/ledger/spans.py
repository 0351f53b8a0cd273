"""Contract lines → spans of MRR: what each line brought in, from a day to a day. Pure.

By the knowledge of one day, ``through``: what is signed by then counts, what ends later still runs.
Decided here once:

- A line brings in its MRR on [start, end), both as :class:`~banso.revenue.book.Book` judges them.
- **Grace.** A line that is renewed within the grace is carried until its renewal begins; so are the
  lines with which an account ended that came back within the grace, or that is still within it
  without having given notice. Carried spans are ``pending``. After the grace the account left on
  the day its lines ended.
- **Pause.** A paused line brings in nothing for up to 90 days and is still there; then it is gone
  until it resumes.
- A trial brings in nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from banso.revenue.book import Book
from banso.revenue.lines import Line
from banso.revenue.standing import decided_on, lead_of

PAUSE_LIMIT_DAYS = 90

ACTIVE, PENDING, PAUSED, TRIAL = "active", "pending", "paused", "trial"


class Span(NamedTuple):
    """From ``from_on`` until before ``to_on`` (None: on the last day looked at it still runs).

    ``mrr_minor`` counts (0 while paused or on trial), ``held_minor`` is the line's own amount.
    ``nth`` is the line's place in its book.
    """

    nth: int
    from_on: date
    to_on: date | None
    mrr_minor: int
    held_minor: int
    status: str


class History(NamedTuple):
    """The spans of one account and lane, by start, and how its lines hang together.

    ``follows``: line → the line that continues it. ``left``: day on which everything had ended →
    the day that became certain. ``noticed``: line → the day of the notice that ended it.
    """

    book: Book
    spans: tuple[Span, ...]
    follows: dict[int, int]
    left: dict[date, date]
    noticed: dict[int, date]

    def line(self, span: Span) -> Line:
        return self.book.lines[span.nth]


class _Cover(NamedTuple):
    nth: int
    start: date
    end: date | None


def history(book: Book, through: date) -> History:
    """This function will say what every line brought in up to the end of ``through``."""
    known = book.known(through)
    covers = [
        _Cover(i, book.lines[i].start, None if end is None or end > through else end)
        for i, end in book.ends(through, known).items()
        if end is None or end > book.lines[i].start
    ]
    carried, left = _gaps(book, covers, through)
    _renewed_late(book, covers, known.follows, through, carried)
    spans: list[Span] = []
    for cover in covers:
        spans += _spans_of(book.lines[cover.nth], cover, carried, through)
    spans.sort(key=lambda s: (s.from_on, s.nth))
    ended = [c.nth for c in covers if c.end is not None]
    noticed = {
        i: given
        for i in ended
        if (given := book.lines[i].notice_given_on) and book.notice_holds(i, through)
    }
    return History(book, tuple(spans), known.follows, left, noticed)


def _gaps(
    book: Book, covers: Sequence[_Cover], through: date
) -> tuple[dict[int, date | None], dict[date, date]]:
    """Times when nothing ran: which lines are carried over them until when, and on which days it left."""
    carried: dict[int, date | None] = {}
    left: dict[date, date] = {}
    reach = date.min
    open_ended = False
    for cover in covers:
        if not open_ended and reach != date.min and cover.start > reach:
            last = _ending(covers, reach)
            if cover.start - reach <= book.grace:
                carried.update(dict.fromkeys(last, cover.start))
            else:
                left[reach] = _decided(book, last, reach, through)
        if cover.end is None:
            open_ended = True
        else:
            reach = max(reach, cover.end)
    if covers and not open_ended:
        last = _ending(covers, reach)
        decided = _decided(book, last, reach, through)
        if through < decided:
            carried.update(dict.fromkeys(last))
        else:
            left[reach] = decided
    return carried, left


def _ending(covers: Sequence[_Cover], day: date) -> list[int]:
    return [c.nth for c in covers if c.end == day]


def _decided(book: Book, last: Sequence[int], end: date, through: date) -> date:
    return decided_on(book, lead_of(book, last, end, []), end, through)


def _renewed_late(
    book: Book,
    covers: Sequence[_Cover],
    follows: dict[int, int],
    through: date,
    carried: dict[int, date | None],
) -> None:
    """A line whose next one began within the grace is carried until then, whatever else runs."""
    for cover in covers:
        follower = follows.get(cover.nth)
        if cover.end is None or follower is None or cover.nth in carried:
            continue
        begins = book.lines[follower].start
        if cover.end < begins <= through and begins - cover.end <= book.grace:
            carried[cover.nth] = begins


def _spans_of(
    line: Line, cover: _Cover, carried: dict[int, date | None], through: date
) -> list[Span]:
    index, start, end = cover
    held = line.mrr_minor
    if line.trial:
        return [Span(index, start, end, 0, held, TRIAL)]
    found: list[Span] = []
    pause, resume = line.paused_from, line.paused_to
    paused_until: date | None = None
    paused_at_end = False
    if pause is not None and pause <= through and (end is None or pause < end):
        pause = max(pause, start)
        limit: date | None = pause + timedelta(days=PAUSE_LIMIT_DAYS)
        paused_until = limit
        back = None if resume is None or resume > through else resume
        paused_at_end = resume is None or (end is not None and resume >= end)
        until = _earlier(_earlier(limit, back), end)
        until = None if until is None or until > through else until
        if resume is None or resume > pause:
            if pause > start:
                found.append(Span(index, start, pause, held, held, ACTIVE))
            found.append(Span(index, pause, until, 0, held, PAUSED))
            start = resume if resume is not None else date.max
    if start <= through and (end is None or start < end):
        found.append(Span(index, start, end, held, held, ACTIVE))
    if end is None or index not in carried:
        return found
    until = carried[index]
    if not paused_at_end:
        found.append(Span(index, end, until, held, held, PENDING))
    elif paused_until is not None and paused_until > end:
        until = _earlier(until, paused_until)
        until = None if until is None or until > through else until
        found.append(Span(index, end, until, 0, held, PAUSED))
    return found


def _earlier(a: date | None, b: date | None) -> date | None:
    if a is None or b is None:
        return b if a is None else a
    return min(a, b)
