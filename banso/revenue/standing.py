"""How one day of a :class:`~banso.revenue.book.Book` is judged: who leads, what is decided, what grew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from banso.revenue.book import Book, Known
from banso.revenue.facts import Life, Standing
from banso.revenue.lines import DAY

_FAR = date.max
Ends = dict[int, date | None]


class _Decision(NamedTuple):
    """A decision about the term that follows: its day, and when it was settled (None: still open)."""

    on: date
    settled_on: date | None


def stand(book: Book, day: date) -> Standing:
    """This function will judge ``day``: what holds then as dates, and until when nothing changes."""
    known = book.known(day)
    ends = book.ends(day, known)
    change = book.next_change(day)
    upcoming = [] if change is None else [change]
    if not ends:
        return Standing(life=Life.BEFORE, until=_until(upcoming))
    tenures = book.tenures(ends)
    now = tenures[-1]
    previous = tenures[-2].ended_on if len(tenures) > 1 else None
    in_force = [i for i, end in ends.items() if end is None or end > day]
    running = [i for i in in_force if not book.paused(i, day)]
    pool = running or in_force or [i for i, end in ends.items() if end == now.ended_on]
    lead = lead_of(book, pool, day, upcoming)
    if not in_force and now.ended_on is not None:
        decided = decided_on(book, lead, now.ended_on, day)
        if decided <= day:
            return Standing(
                life=Life.ENDED,
                until=_until(upcoming),
                ended_on=now.ended_on,
                decided_on=decided,
                tenure_number=len(tenures),
                previous_ended_on=previous,
            )
    terms = book.terms[lead]
    index = _term(book, lead, day)
    term_end = terms.end_of_term(index)
    if term_end is not None and term_end > day:
        upcoming.append(term_end)
    decisions = _decisions(book, lead, index, day, known, upcoming)
    mrr, other = _mrr(book, running)
    return Standing(
        life=_life(book, in_force, running),
        mrr_minor=mrr,
        tenure_start=now.start,
        tenure_number=len(tenures),
        previous_ended_on=previous,
        lead=terms.line.ref or terms.line.key,
        plan=terms.line.plan,
        term_start=terms.bound(index),
        term_end=term_end,
        term_months=terms.months,
        seats=_seats(book, running or pool),
        notice_given_on=_notice(book, lead, index, day, known),
        decision_on=decisions[-1].on if decisions and decisions[-1].settled_on is None else None,
        next_term_settled_on=_nearest(decisions, day, upcoming),
        expansion_signed_on=_expansion(book, day, known, now.start),
        other_mrr=other,
        until=_until(upcoming),
    )


def seats_on(book: Book, day: date) -> int | None:
    """This function will give the seats of ``stand`` alone, many times faster."""
    ends = book.ends(day, book.known(day))
    running = [
        i for i, end in ends.items() if (end is None or end > day) and not book.paused(i, day)
    ]
    return _seats(book, running) if running else stand(book, day).seats


def _until(upcoming: Sequence[date]) -> date:
    return min(upcoming) - DAY if upcoming else _FAR


def _life(book: Book, in_force: Sequence[int], running: Sequence[int]) -> Life:
    if not in_force:
        return Life.PENDING
    if not running:
        return Life.PAUSED
    return Life.TRIAL if all(book.lines[i].trial for i in running) else Life.ACTIVE


def lead_of(book: Book, pool: Sequence[int], day: date, upcoming: list[date]) -> int:
    """The line with the largest MRR; ties: the later end of its term, then the key.

    A plan line comes before every add-on: an add-on has no plan and decides no term.
    """
    best = pool[0]
    best_rank: tuple[bool, int, date] | None = None
    for i in pool:
        terms = book.terms[i]
        end = terms.line.end or _FAR
        if terms.rolls:
            end = terms.bound(terms.at(day) + 1)
            upcoming.append(end)
        rank = (terms.line.kind == "plan", terms.line.mrr_minor, end)
        if best_rank is None or rank > best_rank:
            best, best_rank = i, rank
        elif rank == best_rank and terms.line.key < book.lines[best].key:
            best = i
    return best


def decided_on(book: Book, lead: int, end: date, day: date) -> date:
    """The day the end was certain: at once with a notice, else when the grace was over."""
    lapsed = end + book.grace + DAY
    given = book.lines[lead].notice_given_on
    if given is not None and book.notice_holds(lead, day):
        return min(max(end, given), lapsed)
    return lapsed


def _term(book: Book, i: int, day: date) -> int:
    terms = book.terms[i]
    if not terms.rolls and terms.line.end is not None and day >= terms.line.end:
        day = terms.line.end - DAY  # pending: the term that is over
    return terms.at(day)


def _mrr(book: Book, running: Sequence[int]) -> tuple[int | None, tuple[tuple[str, int], ...]]:
    """MRR of the running lines in the workspace's currency, and what runs in each other one."""
    total, counted = 0, False
    other: Counter[str] = Counter()
    for i in running:
        line = book.lines[i]
        if line.trial:
            continue
        if line.currency == book.currency:
            total += line.mrr_minor
            counted = True
        elif line.mrr_minor:
            other[line.currency] += line.mrr_minor
    return (None if other and not counted else total), tuple(sorted(other.items()))


def _seats(book: Book, pool: Sequence[int]) -> int | None:
    seats = [s for i in pool if (s := book.lines[i].seats) is not None]
    return sum(seats) if seats else None


def _notice(book: Book, i: int, index: int, day: date, known: Known) -> date | None:
    """The notice for the term at hand; none once a follow-on line is known."""
    if i in known.follows or not book.notice_holds(i, day):
        return None
    end, terms = book.notice_end[i], book.terms[i]
    if terms.rolls and end is not None and end > max(terms.bound(index + 1), _end(book, i)):
        return None  # given too late for this term: it is for the one after
    return book.lines[i].notice_given_on


def _end(book: Book, i: int) -> date:
    return book.lines[i].end or date.min


def _decisions(
    book: Book, lead: int, index: int, day: date, known: Known, upcoming: list[date]
) -> list[_Decision]:
    """The decision that led to the term at hand, those settled after it, and the open one, in order."""
    found = _before(book, lead, index, day, known)
    i = lead
    while True:
        terms, follower = book.terms[i], known.follows.get(i)
        settled: date | None = None
        if terms.rolls:
            on = terms.deadline(index)
            settled = _settled_by_itself(book, i, index, day)
        elif terms.line.end is not None:
            on = terms.line.end
        else:
            return found
        if follower is not None and _takes_over(book, i, index, follower):
            signed = book.known_on[follower]
            settled = signed if settled is None or settled > day else min(settled, signed)
            found.append(_Decision(on, settled))
            i, index = follower, 0
        elif settled is not None and settled <= day:
            found.append(_Decision(on, settled))
            index += 1
        else:
            if settled is not None:
                upcoming.append(settled)
            found.append(_Decision(on, None))
            return found


def _takes_over(book: Book, i: int, index: int, follower: int) -> bool:
    terms = book.terms[i]
    return not terms.rolls or book.lines[follower].start <= terms.bound(index + 1) + book.grace


def _before(book: Book, lead: int, index: int, day: date, known: Known) -> list[_Decision]:
    """The decision by which the term at hand came about, if it is not the first."""
    terms = book.terms[lead]
    if terms.rolls and index > 0:
        settled = _settled_by_itself(book, lead, index - 1, day)
        return [_Decision(terms.deadline(index - 1), settled)]
    former = known.leads_from.get(lead)
    if former is None:
        return []
    ended = book.end_of(former, day, known)
    if ended is not None and book.lines[lead].start > ended + book.grace:
        return []  # a return, not a next term
    signed, past = book.known_on[lead], book.terms[former]
    if not past.rolls:
        return [_Decision(_end(book, former), signed)]
    last = past.at(book.lines[lead].start - DAY)
    settled = _settled_by_itself(book, former, last, day)
    if settled is None or settled > signed:
        settled = signed
    return [_Decision(past.deadline(last), settled)]


def _settled_by_itself(book: Book, i: int, index: int, day: date) -> date | None:
    """The day an auto-renewing term was, or will be, followed by the next without anybody signing.

    None when a notice stands against it.
    """
    terms = book.terms[i]
    day_after = max(terms.deadline(index) + DAY, book.known_on[i])
    end = book.notice_end[i]
    given, back = terms.line.notice_given_on, terms.line.notice_withdrawn_on
    if given is None or given > day or end is None or index != terms.at(end - DAY):
        return day_after
    if book.notice_holds(i, day) or back is None:
        return None
    return max(day_after, back)


def _nearest(decisions: Sequence[_Decision], day: date, upcoming: list[date]) -> date | None:
    """When the decision nearest to ``day`` was settled; of two equally near the earlier counts."""
    if len(decisions) < 2:
        return decisions[0].settled_on if decisions else None
    ordered = sorted(decisions, key=lambda d: d.on)
    for a, b in zip(ordered, ordered[1:], strict=False):
        switch = a.on + (b.on - a.on) // 2 + DAY
        if switch > day:
            upcoming.append(switch)
    return min(ordered, key=lambda d: abs((d.on - day).days)).settled_on


def _expansion(book: Book, day: date, known: Known, tenure_start: date) -> date | None:
    """The newest signing (else effective) day of a rise of MRR in this tenure, coming ones included."""
    if len(known.members) < 2:
        return None
    steps: dict[date, int] = {}
    starts: dict[date, int] = {}
    for i in known.members:
        line = book.lines[i]
        if line.start < tenure_start or line.trial or line.currency != book.currency:
            continue
        steps[line.start] = steps.get(line.start, 0) + line.mrr_minor
        best = starts.get(line.start)
        if best is None or line.mrr_minor > book.lines[best].mrr_minor:
            starts[line.start] = i
        end = book.end_of(i, day, known)
        if end is not None:
            steps[end] = steps.get(end, 0) - line.mrr_minor
    newest: date | None = None
    level = before = 0
    fell_on = _FAR
    for on in sorted(steps):
        level += steps[on]
        if level > before > 0 and on in starts and (fell_on == _FAR or on <= fell_on + book.grace):
            signed = book.lines[starts[on]].signed_on or on
            newest = signed if newest is None else max(newest, signed)
        if level > 0:
            before, fell_on = level, _FAR
        elif fell_on == _FAR:
            fell_on = on
    return newest
