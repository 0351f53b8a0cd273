# ruff: noqa: S608  keys come from checked definitions and are quoted; values are bound
"""Running numbers: the steps of all metrics, summed up over the days of a chunk together.

In the embedded engine steps are taken out as arrays and summed there (``grid``); elsewhere, and for
sums that do not fit, by window functions. Both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from banso.events.lake import quoted
from banso.metrics import moments, usage
from banso.metrics.definitions import Metric
from banso.metrics.grid import Grid, TooLarge, narrow
from banso.metrics.one_day import OneDay
from banso.metrics.work import DuckWork, Work, number_of
from banso.metrics.world import World

_PARAMETER = re.compile(r"\$([a-z_]+)")
# Columns of ``asked`` that ``finish`` may name beside the number itself.
_ASKED = (
    "account",
    "d",
    "zero",
    "covered_from",
    "tickets_from",
    "departments",
    "roles_from",
    "entitled_to",
    "since",
)


@dataclass(frozen=True)
class Chunk:
    """What one computation works with: days first..last."""

    work: Work
    world: World
    names: usage.Names
    picks: usage.Picks
    first: date
    last: date

    def values(self, metric: Metric) -> dict[str, Any]:
        return {
            **metric.parameters, "window": metric.window, "first": number_of(self.first),
            "last": number_of(self.last),
            "pick": self.picks[metric] if metric.how.stage == "usage" else None,
            "since": moments.since_on(self.world, metric, self.last)
            if metric.how.stage == "moments" else None,
        }  # fmt: skip

    def bound(self, metric: Metric, text: str) -> dict[str, Any]:
        """The values a text names."""
        used = set(_PARAMETER.findall(text))
        return {k: v for k, v in self.values(metric).items() if k in used}


def table_of(metric: Metric) -> str:
    """The table of a metric that has one of its own."""
    return f"metric_{metric.key}"


def make_running(
    chunk: Chunk, metrics: Sequence[Metric], *, day: OneDay | None = None
) -> Mapping[str, tuple[str, str]]:
    """Make tables (account, d, one column a metric) of all running numbers, for each kind of tenure.

    ``day`` counts those of a single day it can. Gives the table and the column of each metric.
    """
    found: dict[str, tuple[str, str]] = {}
    for tenure, whole in _by_tenure(metrics).items():
        group = whole
        if day is not None:
            rows, taken = day.numbers(tenure, whole)
            table = f"counted_{tenure}"
            chunk.work.make(
                table, f"select b.account, b.d, {_finished(chunk, taken)} from {rows} as b"
            )
            found.update({m.key: (table, m.key) for m in taken})
            group = [m for m in whole if m.key not in found]
        table = f"running_{tenure}"
        if not group:
            continue
        if not (
            isinstance(chunk.work, DuckWork) and _in_arrays(chunk, chunk.work, table, tenure, group)
        ):
            _in_engine(chunk, table, tenure, group)
        found.update({m.key: (table, m.key) for m in group})
    return found


def _by_tenure(metrics: Iterable[Metric]) -> dict[str, list[Metric]]:
    found: dict[str, list[Metric]] = {}
    for metric in metrics:
        found.setdefault(metric.parameters.get("tenure") or "current", []).append(metric)
    return found


def _hand_over_asks(chunk: Chunk, tenure: str, group: Sequence[Metric]) -> dict[str, list[int]]:
    """Make ``asks``: a row for each metric with what its text needs. Gives the metrics (by their
    number ``n``) of each text; one statement answers all of them."""
    by_text: dict[str, list[int]] = {}
    rows = []
    for n, metric in enumerate(group):
        given, text = chunk.values(metric), _text_name(metric)
        by_text.setdefault(text, []).append(n)
        names = len(chunk.names[metric]) if metric.how.stage == "usage" else None
        rows.append(
            (
                n, text, tenure, given["pick"], metric.window, given.get("days"),
                given.get("before"), given.get("severity"), names, given.get("what"),
                given.get("tag"), given.get("mark"),
            )
        )  # fmt: skip
    chunk.work.hand_over("asks", _ASKS, rows)
    return by_text


_ASKS = (
    ("n", "INTEGER"), ("text", "VARCHAR"), ("tenure", "VARCHAR"), ("pick", "INTEGER"),
    ("size", "INTEGER"), ("days", "INTEGER"), ("earlier", "INTEGER"), ("severity", "VARCHAR"),
    ("names", "INTEGER"), ("what", "VARCHAR"), ("tag", "VARCHAR"), ("mark", "VARCHAR"),
)  # fmt: skip


def _text_name(metric: Metric) -> str:
    return metric.how.file or metric.shape


def _steps(metric: Metric) -> str:
    """The text of a metric's shape, of the metrics that share it: (n, account, at, step)."""
    asked = f"(select * from asks where text = '{_text_name(metric)}') as m"
    return metric.how.sql.replace("asks as m", asked)


# In arrays ----------------------------------------------------------------------------------------


def _in_arrays(
    chunk: Chunk, work: DuckWork, table: str, tenure: str, group: Sequence[Metric]
) -> bool:
    """Make ``table`` by way of arrays; False when a sum does not fit."""
    asked = work.columns(
        f"select {', '.join(_ASKED)}, stretch from asked where tenure = '{tenure}'"
    )
    grid = Grid.of(asked["account"], asked["d"], asked["stretch"])
    given: dict[str, Any] = {name: asked[name] for name in _ASKED}
    try:
        for numbers in _hand_over_asks(chunk, tenure, group).values():
            given.update(_numbers(work, grid, group[numbers[0]], numbers))
    except (TooLarge, duckdb.ConversionException):
        return False
    work.take(table, given, f"select b.account, b.d, {_finished(chunk, group)} from {{given}} as b")
    return True


def _numbers(
    work: DuckWork, grid: Grid, metric: Metric, numbers: Sequence[int]
) -> Iterator[tuple[str, Any]]:
    """The columns of the metrics that share a text with this one."""
    steps = work.columns(
        'select n, cast(account as bigint) as account, cast("at" as bigint) as "at",'
        f" cast(step as bigint) as step from ({_steps(metric)}) as s where step is not null"
    )
    add = grid.summed if metric.how.running == "sum" else grid.highest
    for n in numbers:
        its = steps["n"] == n
        yield f"n{n}", narrow(add(steps["account"][its], steps["at"][its], steps["step"][its]))


# In the engine ------------------------------------------------------------------------------------


def _in_engine(chunk: Chunk, table: str, tenure: str, group: Sequence[Metric]) -> None:
    """The steps of each text on the next asked day first; then one pass over the days sums all of them."""
    texts = _hand_over_asks(chunk, tenure, group)
    columns, joins = [], []
    for text, numbers in texts.items():
        metric = group[numbers[0]]
        add = metric.how.running
        chunk.work.make(
            f"steps_{text}",
            f"""
            select s.n, s.account, c.d, {add}(s.step) as step
            from ({_steps(metric)}) as s join calendar as c on c.at = s.at
            group by s.n, s.account, c.d""",
        )
        for n in numbers:
            columns.append(f"{add}(s{n}.step) over days as n{n}")
            joins.append(
                f"left join steps_{text} as s{n}"
                f" on s{n}.n = {n} and s{n}.account = b.account and s{n}.d = b.d"
            )
    chunk.work.make(
        table,
        f"""
        select b.account, b.d, {_finished(chunk, group)}
        from (
            select b.*, {", ".join(columns)} from asked as b {" ".join(joins)}
            where b.tenure = '{tenure}'
            window days as (partition by b.account, b.stretch order by b.d
                rows between unbounded preceding and current row)
        ) as b""",
    )
    for text in texts:
        chunk.work.drop(f"steps_{text}")


def _finished(chunk: Chunk, group: Sequence[Metric]) -> str:
    return ", ".join(
        f"{_finish(chunk, m, f'b.n{i}')} as {quoted(m.key)}" for i, m in enumerate(group)
    )


def _finish(chunk: Chunk, metric: Metric, number: str) -> str:
    values = {**chunk.values(metric), "n": number}
    if metric.how.stage == "usage":
        values["names"] = len(chunk.names[metric])
    elif metric.how.stage == "moments":
        values["since"] = moments.since_sql(chunk.world, metric)
    return metric.how.finish.format_map(values)
