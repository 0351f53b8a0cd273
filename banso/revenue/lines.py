"""A contract line as the rules see it, its terms, and who follows whom. No Django, no store.

What the source leaves open is decided here once:

- A line is known from the day it was signed, else from its start. Signed late (after its start) it
  counts from the signing only if it continues an earlier line; a first line counts from its start.
- An auto-renewing line repeats its term for ever; an explicit next line of the same thread beats
  that inference and takes its place. A thread is a product's plans, or one add-on.
- A notice belongs to the first term whose deadline it keeps. Given later, it is for the term after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from banso.lib.dates import add_months

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One contract line. ``start`` is its first day, ``end`` the first day after it (None: open)."""

    key: str
    start: date
    end: date | None = None
    mrr_minor: int = 0
    currency: str = "JPY"
    kind: str = "plan"  # plan, addon
    plan: str | None = None
    product: str | None = None
    seats: int | None = None
    auto_renew: bool | None = None
    term_months: int | None = None
    billing_months: int | None = None
    notice_days: int | None = None
    notice_deadline_on: date | None = None
    notice_given_on: date | None = None
    notice_withdrawn_on: date | None = None
    trial: bool = False
    paused_from: date | None = None
    paused_to: date | None = None
    signed_on: date | None = None
    ref: str = ""  # what the store calls it; plays no part in the rules


def whole_months(start: date, end: date) -> int | None:
    """The number of months from ``start`` to ``end`` when it is a whole one, else None."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months > 0 and add_months(start, months) == end else None


def term_months_of(line: Line) -> int | None:
    """The length of a line's term: as given, else from its dates, else its billing period."""
    if line.term_months:
        return line.term_months
    if line.end is not None:
        days = (line.end - line.start).days
        return whole_months(line.start, line.end) or round(days / 30.436875)
    return line.billing_months or None


class Terms:
    """The terms of one line: ``bound(0)`` is its start, ``bound(j + 1)`` the end of its term j."""

    __slots__ = ("_first", "_months", "_step", "line", "months", "notice", "rolls")

    def __init__(self, line: Line) -> None:
        self.line = line
        self.months = term_months_of(line)
        whole = whole_months(line.start, line.end) if line.end else None
        self.rolls = bool(self.months) if line.end is None else line.auto_renew is True
        # Length of a step: months where the calendar gives them, else the days of the first term.
        given = line.term_months or whole or (line.billing_months if line.end is None else None)
        self._months: int = given or 0
        self._step = 0 if self._months or line.end is None else (line.end - line.start).days
        if line.end is None or (whole and self._months and whole % self._months == 0):
            self._first = None  # even steps from the start; also a line extended in place
        else:
            self._first = line.end
        self.notice = self._notice_days()

    def _notice_days(self) -> int:
        """Days from the notice deadline to the end of its term; at least the last day is left."""
        line = self.line
        if line.notice_deadline_on is not None:
            end = line.end
            if end is None and self.rolls:
                end = self.bound(self.at(line.notice_deadline_on) + 1)
            if end is not None:
                return max(1, (end - line.notice_deadline_on).days)
        return max(1, line.notice_days or 0)

    def bound(self, index: int) -> date:
        """The first day of term ``index``. Lines without a rhythm have bounds 0 and 1 only."""
        line = self.line
        if index == 0:
            return line.start
        if self._first is not None:
            if index == 1:
                return self._first
            if self._months:
                return add_months(self._first, self._months * (index - 1))
            return self._first + timedelta(days=self._step * (index - 1))
        if self._months:
            return add_months(line.start, self._months * index)
        return line.start + timedelta(days=self._step * index)

    def at(self, day: date) -> int:
        """The index of the term that holds ``day``; 0 for days before the start."""
        if not self._months and not self._step:
            return 0
        if self._first is not None:
            if day < self._first:
                return 0
            anchor, index = self._first, 1
        else:
            anchor, index = self.line.start, 0
        if self._months:
            months = (day.year - anchor.year) * 12 + day.month - anchor.month
            index = max(index, index + months // self._months - 1)
        else:
            index += max(0, (day - anchor).days // self._step)
        while self.bound(index + 1) <= day:
            index += 1
        return index

    def deadline(self, index: int) -> date:
        """The last day on which a notice still ends term ``index``."""
        return self.bound(index + 1) - timedelta(days=self.notice)

    def end_of_term(self, index: int) -> date | None:
        """The first day after term ``index``; None for an open line without a rhythm."""
        if self.line.end is None and not self.rolls:
            return None
        return self.bound(index + 1)

    def first_open_for(self, notice_on: date) -> int:
        """The first term whose deadline a notice of that day keeps."""
        index = self.at(notice_on)
        while index > 0 and self.deadline(index - 1) >= notice_on:
            index -= 1
        while self.deadline(index) < notice_on:
            index += 1
        return index

    def end_by_notice(self) -> date | None:
        """The day the line ends because of its notice; None when that cannot be said."""
        line = self.line
        given = line.notice_given_on
        if given is None:
            return None
        if not self.rolls:
            if line.end is None and line.notice_days is not None:
                return given + timedelta(days=line.notice_days)
            return line.end
        end = self.bound(self.first_open_for(given) + 1)
        return end if line.end is None or end >= line.end else line.end


def thread_of(line: Line) -> tuple[str, str]:
    """What a later line must share with this one to be its next term rather than a further purchase."""
    if line.kind == "addon":
        return "addon", line.plan or line.product or ""
    return "plan", line.product or ""


def known_days(lines: Sequence[Line]) -> list[date]:
    """For each line the day from which it counts as known."""
    first = min((ln.start for ln in lines), default=None)
    return [
        ln.start
        if ln.signed_on is None or (ln.signed_on > ln.start and ln.start == first)
        else ln.signed_on
        for ln in lines
    ]


def followers(terms: Sequence[Terms], grace_days: int) -> dict[int, int]:
    """Which line (by index) is the next term of which; each line follows one at most.

    Within a thread the line that ended last before the start is the one continued. A plan that
    cannot renew by itself may also be continued by another product's plan within the grace.
    """
    if len(terms) < 2:
        return {}
    order = sorted(range(len(terms)), key=lambda i: (terms[i].line.start, terms[i].line.key))
    follows: dict[int, int] = {}
    taken: set[int] = set()
    by_thread: dict[tuple[str, str], list[int]] = {}
    for i in order:
        by_thread.setdefault(thread_of(terms[i].line), []).append(i)
    for members in by_thread.values():
        _match(terms, members, members, follows, taken, grace_days)
    if len(by_thread) > 1:
        plans = [i for i in order if terms[i].line.kind == "plan"]
        free = [i for i in plans if i not in taken]
        early = [i for i in plans if i not in follows and not terms[i].rolls]
        _match(terms, early, free, follows, taken, grace_days)
    return follows


def _match(
    terms: Sequence[Terms],
    earlier: Sequence[int],
    later: Sequence[int],
    follows: dict[int, int],
    taken: set[int],
    grace_days: int,
) -> None:
    """Give each of ``later`` (by start) the latest-ended free line of ``earlier`` that it can continue."""
    ends = sorted(
        ((line.end, line.key, i) for i in earlier if (line := terms[i].line).end),
        reverse=True,
    )
    waiting: list[tuple[date, int]] = []  # ended before the start in hand, the latest on top
    for i in later:
        start = terms[i].line.start
        while ends and ends[-1][0] <= start:
            end, _, index = ends.pop()
            waiting.append((end, index))
        while waiting:
            end, candidate = waiting.pop()
            # What cannot roll and ended too long ago is no longer continued by anything later.
            if terms[candidate].rolls or (start - end).days <= grace_days:
                follows[candidate] = i
                taken.add(i)
                break
