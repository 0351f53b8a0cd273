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
    """The first day by which half have the event, censored ones counted as long as they were watched.

    Kaplan–Meier with log(-log) limits (Brookmeyer & Crowley 1982): the interval holds the days at
    which the band of the curve covers one half; without an upper end it reaches to the longest seen.
    """
    times = np.unique(days[seen])
    if not len(times):
        return None
    risk = np.array([(days >= t).sum() for t in times], dtype=np.float64)
    died = np.array([((days == t) & seen).sum() for t in times], dtype=np.float64)
    curve = np.cumprod(1 - died / risk)
    if curve[-1] > 0.5:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        green = np.cumsum(died / (risk * (risk - died)))
        spread = 1.959963985 * np.sqrt(green) / np.abs(np.log(curve))
        low, high = curve ** np.exp(spread), curve ** np.exp(-spread)
    low = np.where(np.isfinite(low), low, 0.0)
    high = np.where(np.isfinite(high), high, curve)
    first = times[np.argmax(low <= 0.5)] if (low <= 0.5).any() else times[0]
    last = times[np.argmax(high <= 0.5)] if (high <= 0.5).any() else float(days.max())
    return Interval(float(times[np.argmax(curve <= 0.5)]), float(first), float(last))
