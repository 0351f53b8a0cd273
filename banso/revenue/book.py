"""The contract lines of one account and lane, prepared for questions about days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from banso.revenue.facts import GRACE_DAYS, Tenure
from banso.revenue.lines import DAY, Line, Terms, followers, known_days


class Known(NamedTuple):
    """What is known of the lines on a day, apart from notices: indices by start, and who follows whom."""

    members: tuple[int, ...]
    follows: dict[int, int]
    leads_from: dict[int, int]


class Book:
    """The lines of one account and lane, prepared for questions about days."""

    def __init__(
        self, lines: Iterable[Line], *, currency: str = "JPY", grace_days: int = GRACE_DAYS
    ) -> None:
        self.lines = sorted(lines, key=lambda ln: (ln.start, ln.key))
        self.currency = currency
        self.grace = timedelta(days=grace_days)
        self.terms = [Terms(ln) for ln in self.lines]
        self.known_on = known_days(self.lines)
        self.notice_end = [t.end_by_notice() for t in self.terms]
        self._known_order = sorted(self.known_on)
        self._known: dict[int, Known] = {}
        self._changes = self._fixed_changes()

    def _fixed_changes(self) -> list[date]:
        """Every day on which something may change that does not depend on where we stand."""
        days: set[date | None] = set(self.known_on)
        for line, notice_end in zip(self.lines, self.notice_end, strict=True):
            days.update((line.start, line.end, line.notice_given_on, line.notice_withdrawn_on))
            days.update((line.paused_from, line.paused_to, notice_end))
            for end in (line.end, notice_end, line.start):
                if end is not None:
                    days.add(end + self.grace + DAY)
        return sorted(day for day in days if day is not None)

    def known(self, day: date) -> Known:
        """Lines known on ``day``; computed once for each state of knowledge."""
        count = bisect_right(self._known_order, day)
        found = self._known.get(count)
        if found is None:
            members = tuple(i for i, known in enumerate(self.known_on) if known <= day)
            local = followers([self.terms[i] for i in members], self.grace.days)
            follows = {members[a]: members[b] for a, b in local.items()}
            found = Known(members, follows, {b: a for a, b in follows.items()})
            self._known[count] = found
        return found

    def notice_holds(self, i: int, day: date) -> bool:
        """Whether line ``i`` has a notice given and, by ``day``, not taken back in time."""
        line = self.lines[i]
        given, back, end = line.notice_given_on, line.notice_withdrawn_on, self.notice_end[i]
        if given is None or given > day:
            return False
        return back is None or back > day or (end is not None and back > end)

    def paused(self, i: int, day: date) -> bool:
        """Whether line ``i`` is paused on ``day``."""
        line = self.lines[i]
        if line.paused_from is None or line.paused_from > day:
            return False
        return line.paused_to is None or line.paused_to > day

    def end_of(self, i: int, day: date, known: Known) -> date | None:
        """The first day line ``i`` no longer covers, as known on ``day``; None while it goes on."""
        follower = known.follows.get(i)
        if self.notice_holds(i, day):
            end = self.notice_end[i]
            if end is not None:
                return min(end, self.lines[follower].start) if follower is not None else end
        if not self.terms[i].rolls:
            return self.lines[i].end
        return None if follower is None else self.lines[follower].start

    def ends(self, day: date, known: Known) -> dict[int, date | None]:
        """For every line begun by ``day`` the first day it no longer covers, in order of start."""
        return {i: self.end_of(i, day, known) for i in known.members if self.lines[i].start <= day}

    def tenures(self, ends: dict[int, date | None]) -> list[Tenure]:
        """The times as a customer; the end of the last one may lie ahead or within the grace."""
        found: list[Tenure] = []
        start: date | None = None
        end: date | None = None
        for i, this in ends.items():
            begins = self.lines[i].start
            if start is None or (end is not None and begins > end + self.grace):
                if start is not None:
                    found.append(Tenure(start, end))
                start, end = begins, this
            elif end is not None:
                end = None if this is None else max(end, this)
        if start is not None:
            found.append(Tenure(start, end))
        return found

    def next_change(self, day: date) -> date | None:
        """The first day after ``day`` on which one of the lines' own dates falls."""
        at = bisect_right(self._changes, day)
        return self._changes[at] if at < len(self._changes) else None
