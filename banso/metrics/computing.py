# ruff: noqa: S608  keys come from checked definitions and are quoted; values are bound
"""One chunk of days from facts to rows of ``metric_days``, in three ways with one result.

*direct*: one day over raw events, in the plainest SQL: the reference. *rolled*: one day over the
rollups. *one-pass*: a span of days over the rollups, every running number by window functions; the
same texts as *rolled*, so that a back-fill and a daily close agree by construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from banso.events.lake import Cursor, quoted
from banso.metrics import usage
from banso.metrics.base import make_base
from banso.metrics.contracting import FACT_SQL
from banso.metrics.definitions import Metric, references
from banso.metrics.direct import make_raw
from banso.metrics.fielding import make_fielded
from banso.metrics.tables import FIXED_COLUMNS
from banso.metrics.work import DuckWork, Source, Sources, Work, as_date, number_of
from banso.metrics.world import LANE, World

Way = Literal["direct", "rolled", "one-pass"]

_PARAMETER = re.compile(r"\$([a-z_]+)")
_HELPERS: Mapping[str, str] = {"plan_limit": "plan_limit"}


@dataclass(frozen=True)
class _Chunk:
    """What one computation works with."""

    work: Work
    names: usage.Names
    picks: usage.Picks
    first: date
    last: date

    def values(self, metric: Metric) -> dict[str, Any]:
        return {
            **metric.parameters, "window": metric.window, "first": number_of(self.first),
            "last": number_of(self.last),
            "pick": self.picks[metric] if metric.how.stage == "usage" else None,
        }  # fmt: skip


def rows_of_days(
    cursor: Cursor,
    world: World,
    *,
    events: Source,
    days: Sequence[date],
    now: datetime,
    first_events: dict[int, date] | None = None,
) -> tuple[str, dict[str, Any]]:
    """``compute`` in the embedded engine, over raw events without a rollup."""
    return compute(
        DuckWork(cursor), world, Sources(events), days, now=now, first_events=first_events
    )


def compute(
    work: Work,
    world: World,
    sources: Sources,
    days: Sequence[date],
    *,
    now: datetime,
    way: Way = "one-pass",
    first_events: dict[int, date] | None = None,
) -> tuple[str, dict[str, Any]]:
    """This function will compute the rows of ``days`` into tables of ``work``; gives the select and its values.

    The select has every column of ``tables.metric_days_spec`` and one row per account and day.
    *direct* and *rolled* take one day.
    """
    first, last = min(days), max(days)
    if way != "one-pass" and first != last:
        raise ValueError(f"{way} computes one day")
    if first_events is None:
        first_events = usage.first_events(work, world, sources, first=first)
    metrics = [*world.registry.of_stage("usage"), *world.registry.of_stage("tickets")]
    tenures = {"current", *(m.parameters.get("tenure", "current") for m in metrics)}
    make_base(work, world, days=days, first_events=first_events, tenures=tenures)
    make_fielded(work, world)
    _make_tickets(work, world, last=last)
    counted = world.registry.of_stage("usage")
    names = usage.Names.of(world, counted, lambda: usage.event_names(work, sources))
    # Where nothing in the catalogue answers to a metric, it is unknown, not zero.
    computed = [m for m in metrics if m.how.stage != "usage" or names[m]]
    counted = [m for m in counted if names[m]]
    picks = usage.Picks.of(counted, names)
    chunk = _Chunk(work, names, picks, first, last)
    if way == "direct":
        make_raw(work, world, sources, counted, picks, last=last)
        _make_values(chunk, computed, direct=True)
        joins = _joined(computed)
    else:
        usage.make_usage(work, world, sources, counted, picks, first=first, last=last)
        running = [m for m in computed if m.how.running]
        _make_running(chunk, running, several=first != last)
        plain = [m for m in computed if not m.how.running]
        _make_values(chunk, plain, direct=False)
        joins = {**_running_joined(running), **_joined(plain)}
    return _select(world, computed, joins), {"release": world.release, "now": now}


def _make_tickets(work: Work, world: World, *, last: date) -> None:
    work.hand_over(
        "tickets",
        (
            ("account", "BIGINT"), ("severity", "VARCHAR"), ("opened", "INTEGER"),
            ("closed", "INTEGER"),
        ),
        [
            (t.account, t.severity, number_of(t.opened_on), t.closed_on and number_of(t.closed_on))
            for t in world.tickets
            if t.opened_on <= last
        ],
    )  # fmt: skip


def _values(chunk: _Chunk, metric: Metric, text: str) -> dict[str, Any]:
    used = set(_PARAMETER.findall(text))
    return {k: v for k, v in chunk.values(metric).items() if k in used}


def _make_values(chunk: _Chunk, metrics: Iterable[Metric], *, direct: bool) -> None:
    """A table (account, d, value) of each metric."""
    for metric in metrics:
        text = metric.how.direct if direct else metric.how.sql
        chunk.work.make(_table(metric), text, _values(chunk, metric, text))


def _make_running(chunk: _Chunk, metrics: Sequence[Metric], *, several: bool) -> None:
    """A table (account, d, one column a metric) of all running numbers, for each kind of tenure.

    Each metric's steps first, on the next asked day; then one pass over the days sums all of them.
    """
    for metric in metrics:
        add, text = metric.how.running, metric.how.sql
        chunk.work.make(
            _table(metric),
            f"""
            select s.account, c.d, {add}(s.step) as step
            from ({text}) as s join calendar as c on c.at = s.at
            group by s.account, c.d""",
            _values(chunk, metric, text),
        )
    for tenure, group in _by_tenure(metrics).items():
        columns, joins = [], []
        for i, metric in enumerate(group):
            number = f"s{i}.step"
            if several:
                number = f"{metric.how.running}({number}) over days"
            columns.append(f"{number} as n{i}")
            joins.append(
                f"left join {quoted(_table(metric))} as s{i} on s{i}.account = b.account and s{i}.d = b.d"
            )
        window = (
            "window days as (partition by b.account, b.stretch order by b.d"
            " rows between unbounded preceding and current row)"
            if several
            else ""
        )
        finished = ", ".join(
            f"{_finish(chunk, m, f'b.n{i}')} as {quoted(m.key)}" for i, m in enumerate(group)
        )
        chunk.work.make(
            f"running_{tenure}",
            f"""
            select b.account, b.d, {finished}
            from (
                select b.*, {", ".join(columns)} from asked as b {" ".join(joins)}
                where b.tenure = '{tenure}' {window}
            ) as b""",
        )
        for metric in group:
            chunk.work.drop(_table(metric))


def _by_tenure(metrics: Iterable[Metric]) -> dict[str, list[Metric]]:
    found: dict[str, list[Metric]] = {}
    for metric in metrics:
        found.setdefault(metric.parameters.get("tenure") or "current", []).append(metric)
    return found


def _finish(chunk: _Chunk, metric: Metric, number: str) -> str:
    values = {**chunk.values(metric), "n": number}
    if metric.how.stage == "usage":
        values["names"] = len(chunk.names[metric])
    return metric.how.finish.format_map(values)


def _table(metric: Metric) -> str:
    return f"metric_{metric.key}"


def _joined(metrics: Iterable[Metric]) -> dict[str, tuple[str, str]]:
    """The table and the column that hold each metric."""
    return {m.key: (_table(m), "value") for m in metrics}


def _running_joined(metrics: Iterable[Metric]) -> dict[str, tuple[str, str]]:
    return {
        m.key: (f"running_{tenure}", m.key)
        for tenure, group in _by_tenure(metrics).items()
        for m in group
    }


def _select(world: World, computed: Iterable[Metric], where: Mapping[str, tuple[str, str]]) -> str:
    """``fielded`` with every metric beside it: contract, counted, then sums over both."""
    registry = world.registry
    columns = [
        f"cast({FACT_SQL[m.parameters['fact']]} as {m.column_type}) as {quoted(m.key)}"
        for m in registry.of_stage("contract")
    ]
    aliases = {
        table: f"m{i}" for i, table in enumerate(dict.fromkeys(t for t, _ in where.values()))
    }
    joins = [
        f"left join {quoted(table)} as {alias} on {alias}.account = b.account and {alias}.d = b.d"
        for table, alias in aliases.items()
    ]
    there = set()
    for metric in computed:
        table, column = where[metric.key]
        value = f"{aliases[table]}.{quoted(column)}"
        if metric.column_type == "DATE":
            value = as_date(value)
        columns.append(f"cast({value} as {metric.column_type}) as {quoted(metric.key)}")
        there.add(metric.key)
    columns += [
        f"cast(null as {m.column_type}) as {quoted(m.key)}"
        for m in registry
        if m.how.stage in ("usage", "tickets", "none") and m.key not in there
    ]
    fields = [f"b.{quoted(f.key)}" for f in world.fields]
    # Helpers carry a mark no key can have, so that they never meet a metric of the same name.
    inner = f"""
        select b.day as day, b.account as account, b.day_zero as "·day_zero",
            b.plan_limit as "·plan_limit", {", ".join([*columns, *fields])}
        from fielded as b {" ".join(joins)}"""
    known = {m.key for m in registry if m.how.stage != "derived"} | {f.key for f in world.fields}
    for metric in _in_order_of_need(registry.of_stage("derived"), known | set(_HELPERS)):
        inner = f"select *, {_derived(metric)} as {quoted(metric.key)} from ({inner}) as made"
        known.add(metric.key)
    lost = [m for m in registry if m.key not in known]
    if lost:  # what they are made of is gone, a field for example
        nothing = ", ".join(f"cast(null as {m.column_type}) as {quoted(m.key)}" for m in lost)
        inner = f"select *, {nothing} from ({inner}) as made"
    wanted = [quoted(m.key) for m in registry] + [quoted(f.key) for f in world.fields]
    fixed = ", ".join(c.name for c in FIXED_COLUMNS)
    return f"""
        select {fixed}, {", ".join(wanted)}
        from (
            select strftime(day, '%Y-%m') as month, '{LANE}' as lane, cast($release as bigint) as release,
                cast(0 as bigint) as generation, cast($now as timestamptz) as computed_at, *
            from ({inner}) as measured
        ) as stamped"""


def _in_order_of_need(metrics: Sequence[Metric], known: set[str]) -> list[Metric]:
    """Sums after what they are made of; those made of what is not there are left out."""
    there, waiting, found = set(known), list(metrics), []
    while ready := [m for m in waiting if references(m) <= there]:
        found += ready
        there |= {m.key for m in ready}
        waiting = [m for m in waiting if m.key not in there]
    return found


def _derived(metric: Metric) -> str:
    given = metric.parameters
    if metric.shape == "days_from_zero":
        return f"""cast(date_diff('day', "·day_zero", {quoted(given["of"])}) as bigint)"""
    of, to = _number(given["of"]), _number(given["to"])
    if given.get("else"):
        of = f"coalesce({of}, {_number(given['else'])})"
    return f"case when {to} > 0 then cast({of} as double) / {to} end"


def _number(name: str) -> str:
    return quoted(f"·{name}" if name in _HELPERS else name)
