"""KPIs evaluated: one function for screens, the command and the map."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from banso.events.lake import Lake
from banso.lib.dates import add_months
from banso.lib.problems import BansoError, Problem, problem
from banso.lib.text import Text
from banso.metrics.kpi.definitions import Kpi, known
from banso.metrics.kpi.grouping import Groups, groups_by
from banso.metrics.kpi.sources import Period, Sources
from banso.metrics.kpi.values import Rows, Value, value_of
from banso.workspace.viewer import Act, Viewer


class PeriodUnreadable(BansoError):
    """A period that ends before it begins."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One KPI over ``(first, last]``; ``first`` None: it speaks of ``last`` alone.

    ``group`` is the key of the group it was split into, '' for all; ``name`` is what to call it.
    """

    kpi: Kpi
    first: date | None
    last: date
    value: Value
    group: str = ""
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """One account behind a number: what it adds above and below the line."""

    account: int
    top: float
    bottom: float


def measure(
    *,
    viewer: Viewer,
    lake: Lake,
    keys: Iterable[str],
    last: date,
    first: date | None = None,
    phase: str = "",
    by: str = "",
    ids: Collection[int] | None = None,
) -> list[Measured]:
    """This function will evaluate KPIs over ``(first, last]``, for all accounts and each group of ``by``.

    Without ``first`` each KPI takes its own period up to ``last``. ``phase`` is the one that KPIs of
    stays speak of. ``ids`` narrows to accounts; the viewer's scope always does. Raises
    ``KpiUnknown``, ``NoSuchSplit``, ``PeriodUnreadable``.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    wanted = known(keys)
    if first is not None and first >= last:
        raise PeriodUnreadable(_backwards(first, last))
    found: dict[str, list[Measured]] = {}
    for period, listed in _by_period(wanted, first, last):
        groups = _groups(viewer, lake, by, period)
        with lake.cursor() as cursor:
            sources = Sources(viewer, lake, cursor, period, phase, ids)
            for each in listed:
                found[each.key] = list(_measured(each, sources.rows(each), period, groups))
    return [m for k in wanted for m in found[k.key]]


def _groups(viewer: Viewer, lake: Lake, by: str, period: Period) -> Groups | None:
    if not by:
        return None
    return groups_by(viewer=viewer, lake=lake, by=by, first=period.first, last=period.last)


def _by_period(
    wanted: Sequence[Kpi], first: date | None, last: date
) -> Iterator[tuple[Period, list[Kpi]]]:
    periods: dict[Period, list[Kpi]] = {}
    for each in wanted:
        begin = first or add_months(last, -(each.months or 12))
        periods.setdefault(Period(begin, last), []).append(each)
    yield from periods.items()


def _measured(kpi: Kpi, rows: Rows, period: Period, groups: Groups | None) -> Iterator[Measured]:
    whole = Measured(kpi, period.first if kpi.months else None, period.last, value_of(kpi, rows))
    yield whole
    if groups is None:
        return
    left = np.ones(len(rows.account), dtype=bool)
    for group in groups.groups:
        inside = np.isin(rows.account, np.fromiter(group.accounts, dtype=np.int64))
        left &= ~inside
        if inside.any():
            value = value_of(kpi, rows.picked(inside))
            yield replace(whole, value=value, group=group.key, name=group.name)
    if groups.rest is not None and left.any():
        value = value_of(kpi, rows.picked(left))
        yield replace(whole, value=value, group="-", name=groups.rest)


def behind(
    *,
    viewer: Viewer,
    lake: Lake,
    key: str,
    last: date,
    first: date | None = None,
    phase: str = "",
    ids: Collection[int] | None = None,
) -> list[Behind]:
    """This function will list what each account adds to a KPI, by account; arguments as for ``measure``."""
    viewer.require(Act.SEE_ACCOUNTS)
    [kpi] = known([key])
    period = next(_by_period([kpi], first, last))[0]
    with lake.cursor() as cursor:
        rows = Sources(viewer, lake, cursor, period, phase, ids).rows(kpi)
    return [
        Behind(int(a), float(t), float(b))
        for a, t, b in zip(rows.account, rows.top, rows.bottom, strict=True)
    ]


def trend(
    *,
    viewer: Viewer,
    lake: Lake,
    key: str,
    days: Sequence[date],
    phase: str = "",
    ids: Collection[int] | None = None,
) -> list[Measured]:
    """This function will evaluate one KPI at the end of each of ``days``, over its own period."""
    return [
        measure(viewer=viewer, lake=lake, keys=[key], last=day, phase=phase, ids=ids)[0]
        for day in days
    ]


def _backwards(first: date, last: date) -> Problem:
    return problem(
        "kpi.period-backwards",
        ja=f"期間の終わり（{last}）が、始まり（{first}）より後になっていません。",
        en=f"The period ends on {last}, which is not after {first}.",
        remedy_ja="--from に、--to より前の日を指定してください。",
        remedy_en="Give a day before the end as its beginning (--from).",
    )
