"""From rows to a number: value, interval, and what is said where there is none. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from banso.lib.text import Text
from banso.metrics.kpi.definitions import Kpi
from banso.science.bootstrap import Numbers, median_interval, ratio_interval
from banso.science.proportions import Interval, wilson
from banso.science.survival import kaplan_meier

FEWEST = 5  # fewer accounts than this are not shown as a number
_TOO_FEW = Text(
    ja=f"対象が{FEWEST}社未満のため、数値を表示しません。",
    en=f"Fewer than {FEWEST} accounts: no number is shown.",
)


@dataclass(frozen=True, slots=True)
class Value:
    """``accounts`` stand behind ``rows``. Without ``value``, ``why`` says the reason.

    ``top`` and ``bottom`` are the sums of a ratio or share; None where there are none.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    accounts: int = 0
    rows: int = 0
    top: float | None = None
    bottom: float | None = None
    why: Text | None = None

    @property
    def hidden(self) -> bool:
        """Whether there are rows, too few to show."""
        return self.value is None and 0 < self.accounts < FEWEST


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of one KPI's base: the account, and what stands above and below the line."""

    account: npt.NDArray[np.int64]
    top: Numbers
    bottom: Numbers

    def picked(self, mask: npt.NDArray[np.bool_]) -> Rows:
        return Rows(self.account[mask], self.top[mask], self.bottom[mask])


def value_of(kpi: Kpi, rows: Rows, *, fewest: int = FEWEST) -> Value:
    """This function will make one number of a KPI's rows."""
    n, accounts = len(rows.account), len(np.unique(rows.account))
    if not n:
        return Value(None, why=kpi.missing)
    top, bottom = float(rows.top.sum()), float(rows.bottom.sum())
    sums: dict[str, Any] = {"accounts": accounts, "rows": n}
    if kpi.how in ("share", "ratio"):
        sums |= {"top": top, "bottom": bottom if kpi.how == "ratio" else float(n)}
    if accounts < fewest:
        return Value(None, accounts=accounts, rows=n, why=_TOO_FEW)
    found = _interval(kpi, rows)
    if found is None:
        return Value(None, why=kpi.missing, **sums)
    return Value(found.value, found.low, found.high, **sums)


def _interval(kpi: Kpi, rows: Rows) -> Interval | None:
    if kpi.how == "share":
        return wilson(hits=float(rows.top.sum()), of=len(rows.top))
    if kpi.how == "ratio":
        return ratio_interval(units=rows.account, top=rows.top, bottom=rows.bottom)
    if kpi.how == "median":
        return median_interval(values=rows.top)
    if kpi.how == "survival":
        return survival_median(rows.top, rows.bottom > 0)
    found = ratio_interval(units=rows.account, top=rows.top, bottom=np.ones(len(rows.top)))
    if found is None:
        return None
    return Interval(100 * found.value, 100 * found.low, 100 * found.high)


def survival_median(days: Numbers, seen: npt.NDArray[np.bool_]) -> Interval | None:
    """The day by which half have the event, censored ones counted for as long as they were watched;
    None where fewer than half have it. An open upper limit reaches to the longest watched."""
    found = kaplan_meier(durations=days, happened=seen)
    middle = found.quantile(0.5)
    if middle is None:
        return None
    low, high = found.quantile_limits(0.5)
    return Interval(
        middle, middle if low is None else low, float(days.max()) if high is None else high
    )
