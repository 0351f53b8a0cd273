"""A month of the ledger as a sum that balances, and months put together into longer periods. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

_FIELDS = {"new", "reactivation", "expansion", "contraction", "churn", "fx", "adjustment"}


@dataclass(frozen=True, slots=True)
class LedgerMonth:
    """start + new + reactivation + expansion + contraction + churn + fx + adjustment + moved = end.

    Signed minor units: contraction and churn are negative. ``month`` is '2025-04', or the key of a
    longer period. ``part`` is '' without a slice; ``moved`` is what came from or went to other parts.
    """

    part: str
    month: str
    start: int
    new: int = 0
    reactivation: int = 0
    expansion: int = 0
    contraction: int = 0
    churn: int = 0
    fx: int = 0
    adjustment: int = 0
    moved: int = 0

    @property
    def change(self) -> int:
        return (
            self.new + self.reactivation + self.expansion + self.contraction + self.churn
            + self.fx + self.adjustment + self.moved
        )  # fmt: skip

    @property
    def end(self) -> int:
        return self.start + self.change

    def levelled(self, start: int, end: int) -> LedgerMonth:
        """The month that begins and ends with these; what its classes do not explain moved between parts."""
        return replace(self, start=start, moved=end - start - (self.change - self.moved))


def months_between(
    first: str,
    last: str,
    rows: Iterable[tuple[str, str, str, int]],
    *,
    parts: Iterable[str] = (),
    known: Sequence[LedgerMonth] = (),
) -> list[LedgerMonth]:
    """This function will give every month first..last of every part, from (part, month, class, sum).

    Rows with month '' lie before ``first`` and only count as what it starts with. ``known`` months
    are taken as they are, and those missing of ``parts`` are made without change.
    """
    sums: dict[str, dict[tuple[str, str], int]] = {}
    for part, month, cls, amount in rows:
        of_part = sums.setdefault(part, {})
        of_part[month, cls] = of_part.get((month, cls), 0) + amount
    there = {(m.part, m.month): m for m in known}
    months: list[LedgerMonth] = []
    for part in sorted({*sums, *parts, *(m.part for m in known)} or {""}):
        own = sums.get(part, {})
        level = sum(amount for (month, _), amount in own.items() if not month)
        for name in month_names(first, last):
            found = there.get((part, name))
            if found is None:
                given = {cls: own.get((name, cls), 0) for cls in _FIELDS}
                found = LedgerMonth(part, name, level, **given)
            level = found.end
            months.append(found)
    return months


def month_names(first: str, last: str) -> list[str]:
    """``2025-11``, ``2026-01`` → the names of the months between, both included."""
    found, day = [], date(int(first[:4]), int(first[5:]), 1)
    while f"{day:%Y-%m}" <= last:
        found.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return found


def folded(months: Iterable[LedgerMonth], *, into: Callable[[str], str]) -> list[LedgerMonth]:
    """This function will put months (in order, part by part) together into the periods ``into`` names."""
    found: list[LedgerMonth] = []
    for (part, key), group in groupby(months, key=lambda m: (m.part, into(m.month))):
        listed = list(group)
        sums = {f: sum(getattr(m, f) for m in listed) for f in (*_FIELDS, "moved")}
        found.append(LedgerMonth(part, key, listed[0].start, **sums))
    return found
