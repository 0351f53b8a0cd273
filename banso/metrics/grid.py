"""Running numbers in arrays: the steps of one number become its value on every asked day.

The engine's window functions give the same (``running``); here a number costs a few passes over plain arrays, of whole
numbers throughout, so nothing depends on an order or on rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]

# Up to here floats hold every whole number, and sums of them.
_EXACT = 2.0**53
# Sums beyond may not fit; no day of the calendar, and no width of a segment, comes near.
_MOST = 2.0**62


class TooLarge(ArithmeticError):
    """The steps add up to more than whole numbers of 64 bits hold."""


@dataclass(frozen=True)
class Grid:
    """Accounts by asked days, one place each, account by account in order of day.

    ``rows`` are the places of the rows asked for, ``starts`` the place at which each row's stretch
    begins: a number never runs from one stretch into the next.
    """

    accounts: Whole
    days: Whole
    rows: Whole
    starts: Whole

    @classmethod
    def of(cls, account: Whole, d: Whole, stretch: Whole) -> Grid:
        """The grid of rows (account, day number, first day number of its stretch)."""
        accounts, of_row = np.unique(account, return_inverse=True)
        days = np.unique(d)
        begin = of_row.astype(np.int64) * len(days)
        return cls(
            accounts, days, begin + np.searchsorted(days, d), begin + np.searchsorted(days, stretch)
        )

    @property
    def size(self) -> int:
        return len(self.accounts) * len(self.days)

    def summed(self, account: Whole, at: Whole, step: Whole) -> Whole:
        """The sum of the steps of a row's stretch up to its day; 0 without any.

        A step counts from the first asked day that is not before ``at``. Raises ``TooLarge``.
        """
        kept, places = self._places(account, at)
        steps = step[kept]
        size = np.abs(steps.astype(np.float64)).sum()
        if size >= _MOST:
            raise TooLarge
        if size < _EXACT:
            found = np.bincount(places, weights=steps, minlength=self.size).astype(np.int64)
        else:
            found = np.zeros(self.size, dtype=np.int64)
            np.add.at(found, places, steps)
        if len(self.days) == 1:
            return found[self.rows]
        upto = np.cumsum(found)
        return upto[self.rows] - (upto - found)[self.starts]

    def highest(self, account: Whole, at: Whole, step: Whole) -> np.ma.MaskedArray[Any, Any]:
        """The largest step of a row's stretch up to its day; masked without any."""
        kept, places = self._places(account, at)
        steps = step[kept]
        if not len(steps):
            none = np.ones(len(self.rows), dtype=bool)
            return np.ma.masked_array(np.zeros(len(self.rows), dtype=np.int64), mask=none)
        values, rank = np.unique(steps, return_inverse=True)
        # Each stretch lies in a band of its own above the one before, so one pass does for all.
        mark = np.zeros(self.size, dtype=np.int64)
        mark[self.starts] = 1
        bands = np.cumsum(mark) * (len(values) + 1)
        found = np.zeros(self.size, dtype=np.int64)
        np.maximum.at(found, places, rank.astype(np.int64) + 1)
        upto = (np.maximum.accumulate(found + bands) - bands)[self.rows]
        return np.ma.masked_array(values[np.maximum(upto - 1, 0)], mask=upto == 0)

    def _places(self, account: Whole, at: Whole) -> tuple[npt.NDArray[np.bool_], Whole]:
        """Which steps lie before the last asked day is over, and where on the grid they count."""
        kept = at <= self.days[-1] if len(self.days) else np.zeros(len(at), dtype=bool)
        of_account = self._of_account(account[kept])
        return kept, of_account * len(self.days) + np.searchsorted(self.days, at[kept])

    def _of_account(self, account: Whole) -> Whole:
        if not len(account):
            return np.zeros(0, dtype=np.int64)
        low, high = int(self.accounts[0]), int(self.accounts[-1])
        if high - low >= 8 * len(self.accounts) + 1_000_000:
            return np.searchsorted(self.accounts, account)
        numbers = np.zeros(high - low + 1, dtype=np.int64)
        numbers[self.accounts - low] = np.arange(len(self.accounts))
        return numbers[account - low]


def narrow(values: Any) -> Any:
    """The same whole numbers in half the memory, where they fit."""
    least, most = (values.min(), values.max()) if len(values) else (0, 0)
    if np.ma.is_masked(least) or (least >= -(2**31) and most < 2**31):
        return values.astype(np.int32)
    return values
