"""From the month of a decision to its days: decided, announced, and the contract's end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from banso.lib.dates import add_months
from simulator.engine.population import NEVER, Bools, Ints, Population, Span
from simulator.seeds import stream

NOTICE = {True: 60, False: 30}  # days, by annual or not


@dataclass
class Days:
    """Day numbers by account, NEVER where it does not happen. ``left`` is the first day without a
    contract; ``announced`` is NEVER as well where a term simply ran out."""

    decided: Ints
    announced: Ints
    left: Ints


def days_of(seed: int, span: Span, people: Population, decided: Ints, sudden: Bools) -> Days:
    """The days of every account that decides to leave.

    A contract ends with the first term whose notice the decision still keeps. What foretells
    nothing is announced on the last day that does; others say so within forty days before it.
    """
    draw = stream(seed, "leaving days").random((people.n, 5))
    found = Days(*(np.full(people.n, NEVER, dtype=np.int64) for _ in range(3)))
    for i in np.flatnonzero(decided >= 0):
        annual = bool(people.annual[i])
        start = span.day(people.start[i])
        first = int(span.month_starts[decided[i]])
        day = max(first + int(draw[i, 0] * 28), int(people.start[i]) + 20, 0)
        step, notice = (12, NOTICE[True]) if annual else (1, NOTICE[False])
        earliest = span.day(day + notice + 3)
        k = max(1, ((earliest - start).days // 31) // step)
        while add_months(start, step * k) < earliest:
            k += 1
        left = (add_months(start, step * k) - span.first).days
        latest = left - notice
        soon = day + 2 + int(draw[i, 1] * 12)
        wanted = latest - int(draw[i, 2] * 40) if annual else soon
        said = latest if sudden[i] else min(latest, max(soon, wanted))
        if annual and not people.auto_renew[i] and draw[i, 3] < 0.4:
            said = NEVER
        found.decided[i], found.announced[i], found.left[i] = day, said, left
    return found
