# ruff: noqa: S608  names are our own; values are bound
"""Cohorts: accounts by the period in which they began, and what became of them with age.

An account's age counts from its own first day: at age k periods it is looked at on start + k periods.
A cell stands only once the youngest of its cohort is that old. Logos: those there at that age ÷ those
who began. Money: their MRR at that age ÷ on their first day, at one rate (constant currency); who left
brings 0, who came back counts again, growth counts, so it can exceed 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from banso.events.lake import Cursor, Lake
from banso.feedback.retention.lives import lives_sql, spans_sql
from banso.lib.dates import add_months
from banso.revenue.ledger import points

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
MOST_AGES = {"month": 24, "quarter": 12, "half": 8, "year": 8}
LEAST = 5  # of fewer accounts nothing is shown


@dataclass(frozen=True, slots=True)
class Cohort:
    """Accounts that began in the period from ``first`` on. ``there[k]`` and ``mrr[k]`` at age k, in
    accounts and minor units; they end with the age its youngest has reached."""

    first: date
    accounts: int
    there: tuple[int, ...]
    mrr: tuple[int, ...]

    def logos(self, age: int) -> float | None:
        """The share still there; None before that age, or of fewer than ``LEAST``."""
        if age >= len(self.there) or self.accounts < LEAST:
            return None
        return self.there[age] / self.accounts

    def money(self, age: int) -> float | None:
        """The MRR as a share of the first day's; None also where that was nothing."""
        if age >= len(self.mrr) or self.accounts < LEAST or not self.mrr[0]:
            return None
        return self.mrr[age] / self.mrr[0]


@dataclass(frozen=True, slots=True)
class Cohorts:
    """``rows`` by period, the oldest first; ``part`` month, quarter, half or year."""

    part: str
    rows: tuple[Cohort, ...]

    @property
    def ages(self) -> int:
        """How many ages have a cell somewhere, age 0 included."""
        return max((len(row.there) for row in self.rows), default=0)

    def together(self, age: int) -> Cohort | None:
        """The cohorts old enough as one: what ``logos`` and ``money`` of ``age`` mean over all of them."""
        old = [row for row in self.rows if len(row.there) > age]
        if not old:
            return None
        there = tuple(sum(row.there[k] for row in old) for k in range(age + 1))
        mrr = tuple(sum(row.mrr[k] for row in old) for k in range(age + 1))
        return Cohort(old[0].first, sum(row.accounts for row in old), there, mrr)


def cohorts_of(
    cursor: Cursor, *, lake: Lake, day: date, part: str, first_month: int, theirs: str, rates: str
) -> Cohorts:
    """This function will read them from the ledger's spans, as they stand on ``day``.

    ``theirs``: SQL of the accounts to be read; ``rates``: join of ``points`` at one day's rates.
    """
    months = MONTHS[part]
    bucket = f"(year(start) * 12 + month(start) - {first_month}) // {months}"
    lived = lives_sql(lake=lake, day=day, theirs=theirs)
    cursor.execute(f"create or replace temp table cohort_lives as select account, start, {bucket} as bucket from ({lived})")  # fmt: skip  # noqa: E501
    begun = cursor.execute("select bucket, count(*), max(start) from cohort_lives group by 1 order by 1").fetchall()  # fmt: skip  # noqa: E501
    stood = cursor.execute(
        f"""
        with asked as (
          select account, bucket, age, start + to_months((age * {months})::int) as at
          from cohort_lives cross join (select unnest(range({MOST_AGES[part] + 1})) as age)
          where start + to_months((age * {months})::int) <= date '{day}'
        ), stood as (
          select a.bucket, a.age, a.account, coalesce(sum({points.worth("s.mrr_minor")}), 0) as mrr
          from asked a join ({spans_sql(lake=lake, day=day, theirs=theirs)}) s
            on s.account = a.account and s.from_on <= a.at and s.to_on > a.at
          {rates} group by all
        )
        select bucket, age, count(*), sum(mrr)::bigint from stood group by all
        """
    ).fetchall()
    cells: dict[tuple[Any, Any], tuple[int, int]] = {(b, k): (n, m) for b, k, n, m in stood}
    rows = []
    for key, accounts, youngest in begun:
        ages = [k for k in range(MOST_AGES[part] + 1) if add_months(youngest, k * months) <= day]
        there, mrr = zip(*(cells.get((key, k), (0, 0)) for k in ages), strict=True)
        month = key * months + first_month - 1
        rows.append(Cohort(date(month // 12, month % 12 + 1, 1), accounts, there, mrr))
    return Cohorts(part, tuple(rows))
