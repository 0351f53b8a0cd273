# ruff: noqa: S608  names are our own; values are bound
"""Who came when, and who left: the first time as a customer of every account, from the ledger's spans.

An account is there while a line of it pays, is carried over the grace or is paused within the agreed
limit (the ledger decides, docs/user/ledger.md). It left on the day its contracts ended, not when we
heard. Who comes back later does not begin a second life here; point-to-point figures see them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from banso.events.lake import Cursor, Lake
from banso.revenue.ledger.tables import MRR_SPANS

_FAR = "date '9999-12-31'"


@dataclass(frozen=True, slots=True)
class Lives:
    """First lives as arrays of one length (n,). ``months`` from ``start``: of who left rounded up, of who is
    there the whole ones by ``day``. ``followed``: whole months from ``start`` to ``day``, of all.

    ``start`` and ``end`` are datetime64[D]; ``end`` is far away where ``left`` is False. ``plan`` is
    what the account began with, '' where that is not known.
    """

    day: date
    account: NDArray[Any]
    start: NDArray[Any]
    end: NDArray[Any]
    left: NDArray[np.bool_]
    months: NDArray[np.int64]
    followed: NDArray[np.int64]
    plan: NDArray[Any]

    def __len__(self) -> int:
        return len(self.account)

    def of(self, chosen: NDArray[np.bool_]) -> Lives:
        """Those of ``chosen`` (n,)."""
        return Lives(
            self.day, self.account[chosen], self.start[chosen], self.end[chosen], self.left[chosen],
            self.months[chosen], self.followed[chosen], self.plan[chosen],
        )  # fmt: skip

    @classmethod
    def read(cls, cursor: Cursor, sql: str, *, day: date) -> Lives:
        """The rows of :func:`lives_sql`, by account."""
        found = {
            k: np.asarray(v)
            for k, v in cursor.execute(f"{sql} order by account").fetchnumpy().items()
        }
        return cls(
            day,
            found["account"],
            found["start"].astype("datetime64[D]"),
            found["end"].astype("datetime64[D]"),
            found["left"].astype(bool),
            found["months"].astype(np.int64),
            found["followed"].astype(np.int64),
            found["plan"].astype(str),
        )


def spans_sql(*, lake: Lake, day: date, theirs: str) -> str:
    """SQL of the spans by which accounts are there, begun by ``day``. ``theirs``: of which accounts."""
    return (
        f"select account, from_on, coalesce(to_on, {_FAR}) as to_on, mrr_minor, held_minor,"
        f" currency, kind, plan from {lake.table(MRR_SPANS).sql()}"
        f" where status <> 'trial' and held_minor > 0 and from_on <= date '{day}' and {theirs}"
    )


def lives_sql(*, lake: Lake, day: date, theirs: str) -> str:
    """SQL of the columns of :class:`Lives`, a row an account that had begun by ``day``."""
    spans = spans_sql(lake=lake, day=day, theirs=theirs)
    return f"""
        with spans as ({spans}), reached as (
          select *, max(to_on) over (partition by account order by from_on, to_on
            rows between unbounded preceding and 1 preceding) as reach from spans
        ), numbered as (
          select *, sum((reach is not null and from_on > reach)::int) over
            (partition by account order by from_on, to_on rows unbounded preceding) as nth
          from reached
        ), first_lives as (
          select account, min(from_on) as start, max(to_on) as until,
            coalesce(arg_min(plan, (from_on - date '0001-01-01')::hugeint * 10000000000000000
              - held_minor) filter (where kind = 'plan'), '') as plan
          from numbered where nth = 0 group by account
        )
        select account, start, case when gone then until else {_FAR} end as "end", gone as "left",
          plan, crossed - (start + to_months(crossed) > seen and not gone)::int
            + (start + to_months(crossed) < seen and gone)::int as months,
          ahead - (start + to_months(ahead) > date '{day}' + 1)::int as followed
        from (
          select *, until <= date '{day}' as gone, least(until, date '{day}' + 1) as seen,
            date_diff('month', start, least(until, date '{day}' + 1))::int as crossed,
            date_diff('month', start, date '{day}' + 1)::int as ahead
          from first_lives
        )
    """
