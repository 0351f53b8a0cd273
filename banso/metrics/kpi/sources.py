# ruff: noqa: S608  texts are our own files and definitions; values are bound
"""The rows KPIs are made of: lake tables as of a period, one temporary table a kind of row."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from banso.customers.moments.heard import heard
from banso.events.lake import Column, Cursor, Lake, PartitionRange, Table, TableSpec, quoted
from banso.lib.dates import add_months, day_bounds, local_day
from banso.metrics.arrays import columns, hand_over, run
from banso.metrics.kpi.costs import FIELD, costs_in_force
from banso.metrics.kpi.definitions import Kpi, kpis
from banso.metrics.kpi.told import stays_told
from banso.metrics.kpi.values import Rows
from banso.metrics.queries import metric_table, visible_ids
from banso.revenue.ledger.points import points_sql, rates_of
from banso.revenue.ledger.tables import MRR_ACCOUNTS, MRR_MOVEMENTS, MRR_TERMS
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

# What a reader needs to open the table that the journey writes; further columns are those stored.
_STATES = TableSpec(
    name="state_days",
    columns=(
        Column("month", "VARCHAR"), Column("day", "DATE"), Column("account", "BIGINT"),
        Column("lane", "VARCHAR"), Column("phase", "VARCHAR"), Column("track", "VARCHAR"),
        Column("since", "DATE"), Column("success_on", "DATE"), Column("start_unseen", "BOOLEAN"),
        Column("provisional", "BOOLEAN"),
    ),
    partition_by=("month",), sort_by=("account", "lane", "day"), prune_by=("day",),
)  # fmt: skip


def contents(*, lake: Lake) -> tuple[str, ...]:
    """This function will give what changes with the rows that KPIs are made of."""
    tables = (metric_table(lake), lake.table(_STATES), lake.table(MRR_MOVEMENTS))
    return tuple(t.content for t in tables)


@dataclass(frozen=True, slots=True)
class Period:
    """``(first, last]``: what stands is compared between the ends of both days, what happens counts
    from the day after ``first`` up to ``last``."""

    first: date
    last: date


@dataclass
class Sources:
    """One cursor, one period: makes each kind of row once, when it is first asked for."""

    viewer: Viewer
    lake: Lake
    cursor: Cursor
    period: Period
    phase: str = ""
    ids: Collection[int] | None = None
    made: set[str] = field(default_factory=set)

    def rows(self, kpi: Kpi) -> Rows:
        """The base of a KPI."""
        if kpi.rows not in self.made:
            self._make(kpi.rows)
            self.made.add(kpi.rows)
        found = columns(
            self.cursor,
            f"select account, ({kpi.top})::double as top, ({kpi.bottom})::double as bottom"
            f" from {quoted('k_' + kpi.rows)} where ({kpi.where}) and ({kpi.top}) is not null"
            " order by account",
        )
        return Rows(
            np.asarray(found["account"], dtype=np.int64),
            np.ma.filled(found["top"], 0.0).astype(np.float64),
            np.ma.filled(found["bottom"], 0.0).astype(np.float64),
        )

    # Making -----------------------------------------------------------------------------------------

    def _make(self, name: str) -> None:
        if name in ("answers", "asked"):
            self._heard()
            return
        sql = files("banso.metrics.kpi").joinpath("rows", f"{name}.sql").read_text("utf-8")
        given = _GIVEN[name](self)
        text = f"select r.* from ({sql.format_map(given.texts)}) as r {self._seen('r')}"
        run(
            self.cursor,
            f"create or replace temp table {quoted('k_' + name)} as {text}",
            given.params,
        )

    def _seen(self, name: str) -> str:
        """Narrows to the accounts the viewer may see and was asked for."""
        ids = visible_ids(self.viewer, self.ids)
        if ids is None:
            return ""
        if "ids" not in self.made:
            hand_over(self.cursor, "k_ids", (("account", "BIGINT"),), [(i,) for i in sorted(ids)])
            self.made.add("ids")
        return f"where {name}.account in (select account from k_ids)"

    def _heard(self) -> None:
        zone = ZoneInfo(workspace.clock().zone)
        first, last = self.period.first, self.period.last
        found = heard(
            viewer=self.viewer, after=first, until=last,
            since=day_bounds(first, zone)[1], before=day_bounds(last, zone)[1],
        )  # fmt: skip
        ids = visible_ids(self.viewer, self.ids)

        def mine(account: int) -> bool:
            return ids is None or account in ids

        hand_over(
            self.cursor,
            "k_answers",
            (("account", "BIGINT"), ("kind", "VARCHAR"), ("score", "DOUBLE")),
            [(a, kind, score) for a, kind, _at, score in found.answers if mine(a)],
        )
        hand_over(
            self.cursor,
            "k_asked",
            (("account", "BIGINT"), ("asked", "BIGINT"), ("answered", "BIGINT")),
            [
                (a, 1, int(at is not None and local_day(at, zone) <= last))
                for a, _on, at in found.asked
                if mine(a)
            ],
        )
        self.made |= {"answers", "asked"}


@dataclass(frozen=True, slots=True)
class _Given:
    texts: dict[str, str]
    params: dict[str, Any]


class _Metrics(dict[str, str]):
    """Names of metrics in a row's text; one that is not stored is null there."""

    def __init__(self, table: Table, texts: dict[str, str]) -> None:
        super().__init__(texts)
        self.there = table.columns

    def __missing__(self, name: str) -> str:
        return quoted(name) if name in self.there else "cast(null as double)"


def _days(s: Sources) -> PartitionRange:
    return PartitionRange.of_days(s.period.first + timedelta(days=1), s.period.last)


def _between(s: Sources) -> dict[str, Any]:
    return {"first": s.period.first, "last": s.period.last}


def _stays(s: Sources) -> _Given:
    """Stays as they are written down, for a stay that ends by its success has no row of that day."""
    told = stays_told(viewer=s.viewer, phase=s.phase, first=s.period.first, last=s.period.last)
    types = (("account", "BIGINT"), ("lane", "VARCHAR"), ("entered_on", "DATE"))
    hand_over(s.cursor, "k_told", (*types, ("left_on", "DATE"), ("success_on", "DATE")), told)
    table = s.lake.table(_STATES)
    return _Given({"state_days": table.sql(_days(s))}, {**_between(s), "phase": s.phase})


def _starters(s: Sources) -> _Given:
    table = metric_table(s.lake)
    used = [c.from_on for c in workspace.coverage(viewer=Viewer.system()) if c.kind == "usage"]
    texts = _Metrics(table, {"metric_days": table.sql(_days(s))})
    return _Given(texts, {**_between(s), "used_from": min(used, default=date.max)})


def _customers(s: Sources) -> _Given:
    table = metric_table(s.lake)
    there = table.columns  # asks the disk for news, so once
    only = PartitionRange.of_days(s.period.last, s.period.last)
    listed = [
        quoted(n) if n in there else f"cast(null as double) as {quoted(n)}"
        for n in metrics_named("customers")
    ]
    costs = costs_in_force(viewer=s.viewer)
    own = f"try_cast({quoted(FIELD)} as double)" if FIELD in there else "cast(null as double)"
    texts = {"metric_days": table.sql(only), "columns": ", ".join(listed), "own_cost": own}
    return _Given(
        texts,
        {
            "last": s.period.last, "hour": costs.hour_minor, "margin": costs.margin,
            "acquisition": costs.acquisition_minor, "scale": costs.scale,
        },
    )  # fmt: skip


_NAME = re.compile(r"'[^']*'|[a-z_][a-z0-9_]*")
_WORDS = frozenset({
    "and", "case", "coalesce", "else", "end", "false", "greatest", "in", "int", "is", "least", "not",
    "null", "or", "then", "true", "when",
})  # fmt: skip


_COSTS = {"cost_hour", "cost_margin", "cost_won"}  # beside the metrics in a row of customers


@cache
def metrics_named(rows: str) -> tuple[str, ...]:
    """The metrics that the KPIs over these rows name."""
    said = (f"{k.top} {k.bottom} {k.where}" for k in kpis().values() if k.rows == rows)
    names = {n for text in said for n in _NAME.findall(text) if n not in _WORDS and n[0] != "'"}
    return tuple(sorted(names - _COSTS))


def _book(s: Sources) -> _Given:
    """MRR of every account at both ends and at the month ends between, at the rates of the first day."""
    first, last = s.period.first, s.period.last
    ends = _month_ends(first, last)
    hand_over(s.cursor, "k_month_ends", (("day", "DATE"),), [(d,) for d in ends])
    rates = rates_of(s.viewer)
    for name, days, rate_day in (
        ("k_points", {first, last, *ends}, first),
        ("k_current", {last}, None),
    ):
        sql = points_sql(s.cursor, lake=s.lake, rates=rates, days=days, rate_day=rate_day)
        run(s.cursor, f"create or replace temp table {name} as {sql}")
    return _Given({"mrr_movements": s.lake.table(MRR_MOVEMENTS).sql()}, _between(s))


def _month_ends(first: date, last: date) -> list[date]:
    """The last days of months after ``first`` and by ``last``; ``last`` alone where there is none."""
    found = []
    day = add_months(first.replace(day=1), 1) - timedelta(days=1)
    while day <= last:
        if day > first:
            found.append(day)
        day = add_months(day.replace(day=1), 2) - timedelta(days=1)
    return found or [last]


def _starts(s: Sources) -> _Given:
    texts = {
        "mrr_movements": s.lake.table(MRR_MOVEMENTS).sql(),
        "mrr_accounts": s.lake.table(MRR_ACCOUNTS).sql(),
    }
    return _Given(texts, _between(s))


def _terms(s: Sources) -> _Given:
    return _Given({"mrr_terms": s.lake.table(MRR_TERMS).sql()}, _between(s))


def _leavers(s: Sources) -> _Given:
    table = metric_table(s.lake)
    only = PartitionRange.of_days(s.period.last, s.period.last)
    texts = _Metrics(
        table,
        {"mrr_movements": s.lake.table(MRR_MOVEMENTS).sql(), "metric_days": table.sql(only)},
    )
    return _Given(texts, _between(s))


_GIVEN = {
    "stays": _stays, "starters": _starters, "customers": _customers, "book": _book,
    "starts": _starts, "terms": _terms, "leavers": _leavers,
}  # fmt: skip
