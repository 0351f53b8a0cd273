"""Clicks as lines of an event file, with the defects real streams have, each at its rate."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np

from simulator import product
from simulator.engine.population import Span
from simulator.engine.usage import Clicks
from simulator.scenario.reading import Scenario

_DAY = 86_400
_LATEST = 14  # days a late row may be late


@cache
def _clock() -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """The 86,400 seconds of a day as text."""
    found = np.empty(_DAY, dtype=object)
    found[:] = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}Z" for s in range(_DAY)]
    return found


class Lines:
    """Turns clicks into lines in the order in which they arrive."""

    def __init__(self, scenario: Scenario, span: Span) -> None:
        self.span = span
        self.rates = {
            k: scenario.number(k) for k in ("late", "duplicate", "out_of_order", "unmatched")
        }
        self.days = np.empty(span.days + _LATEST + 3, dtype=object)
        self.days[:] = [f"{span.iso(d - 1)}T" for d in range(len(self.days))]  # day −1 first
        self.names = np.empty(len(product.NAMES), dtype=object)
        self.names[:] = [f"{n}," for n in product.NAMES]

    def of(
        self, bucket: int, clicks: Clicks, owners: list[str], rng: np.random.Generator
    ) -> tuple[list[str], Counter[str]]:
        """Lines, and how many rows have which defect. ``owners``: ``account,user,`` by local user.

        late: ``received_at`` says when it came, 1 to 14 days after. out_of_order: some minutes to
        three hours. duplicate: the same row again, the same id. unmatched: one more row of an
        account that no file knows.
        """
        n = len(clicks.at)
        found: Counter[str] = Counter()
        if n == 0:
            return [], found
        draws = rng.random((3, n), dtype=np.float32)
        late = draws[0] < self.rates["late"]
        mixed = (draws[1] < self.rates["out_of_order"]) & ~late
        arrival = clicks.at.copy()
        arrival[late] += rng.integers(_DAY, _LATEST * _DAY, int(late.sum()))
        arrival[mixed] += rng.integers(300, 3 * 3_600, int(mixed.sum()))
        twice = np.flatnonzero(draws[2] < self.rates["duplicate"])
        rows = np.concatenate([np.arange(n), twice])
        again = np.concatenate([arrival, arrival[twice] + rng.integers(1, 3_600, len(twice))])
        order = rows[np.lexsort((rows, again))]
        lines = self._written(bucket, clicks, owners, late, arrival)
        found.update(late=int(late.sum()), out_of_order=int(mixed.sum()), duplicate=len(twice))
        written = lines[order].tolist()
        strays = self._strays(bucket, clicks, rng)
        found["unmatched"] = len(strays)
        return written + strays, found

    def _written(
        self,
        bucket: int,
        clicks: Clicks,
        owners: list[str],
        late: np.ndarray[tuple[int], np.dtype[np.bool_]],
        arrival: np.ndarray[tuple[int], np.dtype[np.int64]],
    ) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        who = np.empty(len(owners), dtype=object)
        who[:] = owners
        day, second = np.divmod(clicks.at, _DAY)
        pieces = zip(
            who[clicks.user].tolist(),
            self.names[clicks.name].tolist(),
            self.days[day + 1].tolist(),
            _clock()[second].tolist(),
            strict=True,
        )
        lines = np.empty(len(day), dtype=object)
        lines[:] = [f"{bucket:x}-{k:x},{a}{b}{c}{d},\n" for k, (a, b, c, d) in enumerate(pieces)]
        for k in np.flatnonzero(late):
            day_, second_ = divmod(int(arrival[k]), _DAY)
            lines[k] = f"{lines[k][:-1]}{self.days[day_ + 1]}{_clock()[second_]}\n"
        return lines

    def _strays(self, bucket: int, clicks: Clicks, rng: np.random.Generator) -> list[str]:
        """Rows of accounts nobody knows: a trial that was never entered, a test of our own."""
        count = int(rng.binomial(len(clicks.at), self.rates["unmatched"]))
        picked = np.sort(rng.integers(0, len(clicks.at), count))
        found = []
        for number, k in enumerate(picked):
            day, second = divmod(int(clicks.at[k]), _DAY)
            at = f"{self.days[day + 1]}{_clock()[second]}"
            found.append(
                f"{bucket:x}-x{number:x},X{bucket:05d}{number % 7},u0,{self.names[clicks.name[k]]}{at},\n"
            )
        return found
