"""Reads of retention: lives, cohorts, and the workspace's own pace. Every one takes the viewer.

All are derived from the ledger's spans by today's knowledge, as they stand on ``day``: who may not see
an account does not have it counted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from banso.events.lake import Lake
from banso.feedback.retention.cohorts import LEAST, Cohorts, cohorts_of
from banso.feedback.retention.lives import Lives, lives_sql
from banso.feedback.retention.outlook import Own
from banso.lib.dates import add_months
from banso.revenue.ledger import points
from banso.revenue.ledger import queries as ledger
from banso.science.bootstrap import ratio_interval
from banso.science.proportions import Interval, wilson
from banso.workspace.queries import workspace
from banso.workspace.viewer import Viewer

WINDOWS = (12, 6, 3)  # months looked back on for the own pace: the longest that has accounts


def lives(
    *, viewer: Viewer, lake: Lake, day: date, accounts: Collection[int] | None = None
) -> Lives:
    """This function will give the first life of every account that had begun by ``day``, by account."""
    with lake.cursor() as cursor:
        theirs = points.theirs(cursor, viewer, accounts)
        return Lives.read(cursor, lives_sql(lake=lake, day=day, theirs=theirs), day=day)


def cohorts(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    part: str = "quarter",
    accounts: Collection[int] | None = None,
) -> Cohorts:
    """This function will give accounts by the month, quarter, half or fiscal year in which they began."""
    own = workspace(viewer=viewer)
    with lake.cursor() as cursor:
        theirs = points.theirs(cursor, viewer, accounts)
        points.hand_rates(cursor, points.rates_of(viewer))
        rates = points.join_rates("s", f"date '{day}'")
        return cohorts_of(
            cursor, lake=lake, day=day, part=part, first_month=own.fiscal_year_start,
            theirs=theirs, rates=rates,
        )  # fmt: skip


def own_pace(
    *, viewer: Viewer, lake: Lake, day: date, accounts: Collection[int] | None = None
) -> Own:
    """This function will measure churn, upsell and new business of the months before ``day``.

    Point to point over the accounts there at the beginning, at one rate; churn is what they lost and
    contracted. The longest of ``WINDOWS`` that has enough accounts at its beginning is taken.
    """
    found = Own(start=0, new=0, months=0, accounts=0)
    for months in WINDOWS:
        first = add_months(day, -months)
        stood = ledger.mrr_at(
            viewer=viewer, days=(first, day), accounts=accounts, rate_day=day, lake=lake
        )
        at = stood.day.astype("datetime64[D]") == np.datetime64(day)
        now = dict(zip(stood.account[at].tolist(), stood.mrr[at].tolist(), strict=True))
        start = sum(now.values())
        then = stood.account[~at], stood.mrr[~at].astype(np.float64)
        paid = then[1] > 0
        ids, before = then[0][paid], then[1][paid]
        if len(ids) >= LEAST:
            after = np.array([now.get(a, 0) for a in ids.tolist()], dtype=np.float64)
            new = _new(viewer, lake, first, day, accounts) // months
            return _paced(ids, before, after, start=start, new=new, months=months)
        found = Own(start=start, new=0, months=0, accounts=len(ids))
    return found


def _paced(
    ids: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    before: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    after: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    *,
    start: int,
    new: int,
    months: int,
) -> Own:
    kept = ratio_interval(units=ids, top=np.minimum(before, after), bottom=before)
    grown = ratio_interval(units=ids, top=np.maximum(after - before, 0), bottom=before)
    grew = wilson(hits=int((after > before).sum()), of=len(ids))
    if kept is None or grown is None or grew is None:  # never: their sums are above 0
        return Own(start, new, months, len(ids))
    churn = Interval(*(1 - max(k, 0.0) ** (1 / months) for k in (kept.value, kept.high, kept.low)))
    year = 12 / months
    upsold = Interval(*(1 - (1 - s) ** year for s in (grew.value, grew.low, grew.high)))
    expansion = Interval(*((1 + g) ** year - 1 for g in (grown.value, grown.low, grown.high)))
    uplift = expansion.value / upsold.value if upsold.value else None
    return Own(start, new, months, len(ids), churn, upsold, uplift, expansion)


def _new(
    viewer: Viewer, lake: Lake, first: date, last: date, accounts: Collection[int] | None
) -> int:
    """MRR won anew or again in the whole months after ``first`` up to that of ``last``."""
    begin = add_months(first, 1)
    months = ledger.ledger_months(
        viewer=viewer, first=f"{begin:%Y-%m}", last=f"{last:%Y-%m}", accounts=accounts, lake=lake
    )
    return sum(m.new + m.reactivation for m in months)
