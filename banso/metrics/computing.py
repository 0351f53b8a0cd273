# ruff: noqa: S608  keys come from checked definitions and are quoted; values are bound
"""One chunk of days from facts to rows of ``metric_days``, in three ways with one result.

*direct*: one day over raw events, in the plainest SQL: the reference. *rolled*: one day over the
rollups. *one-pass*: a span of days over the rollups, every running number by window functions; the
same texts as *rolled*, so that a back-fill and a daily close agree by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from banso.events.lake import Cursor, quoted
from banso.metrics import moments, usage
from banso.metrics.base import make_base, make_records
from banso.metrics.contracting import FACT_SQL
from banso.metrics.definitions import Metric, references
from banso.metrics.deriving import HELPER_COLUMNS, derived_sql
from banso.metrics.direct import make_raw
from banso.metrics.fielding import make_fielded
from banso.metrics.one_day import OneDay
from banso.metrics.running import Chunk, make_running, table_of
from banso.metrics.shapes import COUNTING
from banso.metrics.tables import FIXED_COLUMNS
from banso.metrics.usage import counted_here
from banso.metrics.work import DuckWork, Source, Sources, Work, as_date, number_of
from banso.metrics.world import LANE, World

Way = Literal["direct", "rolled", "one-pass"]


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
    span = Span.ready(
        work, world, sources, first=first, last=last, now=now, first_events=first_events,
        count=way != "direct",
    )  # fmt: skip
    return span.rows(days, direct=way == "direct")


@dataclass(frozen=True)
class Span:
    """A span of days made ready in ``work``: all the records say of it, and which names count."""

    work: Work
    world: World
    facts: usage.Facts
    names: usage.Names
    picks: usage.Picks
    computed: Sequence[Metric]
    beginnings: usage.Beginnings
    now: datetime

    @classmethod
    def ready(
        cls,
        work: Work,
        world: World,
        sources: Sources,
        *,
        first: date,
        last: date,
        now: datetime,
        first_events: dict[int, date] | None = None,
        keep: bool = False,
        count: bool = True,
    ) -> Span:
        """This function will hand over everything the days first..last need; ``keep`` the events too.

        Keeping them pays with more than one chunk of days. Without rollups events are counted once,
        for all that read them, if they ``count``.
        """
        if count and sources.usage_days is None:
            sources = counted_here(work, sources)
        if first_events is None:
            first_events = usage.first_events(work, world, sources, first=first)
        make_records(work, world, first=first, last=last, first_events=first_events)
        counted = world.registry.of_stage("usage")
        names = usage.Names.of(world, counted, lambda: usage.event_names(work, sources))
        # Where nothing in the catalogue answers to a metric, it is unknown, not zero.
        counted = [m for m in counted if names[m]]
        picks = usage.Picks.of(counted, names)
        usage.make_keys(work, world)
        usage.make_users(work, world)
        picks.hand_over(work)
        facts = usage.Facts(work, sources)
        if keep:
            facts = facts.keep(picks, last=last)
        return cls(
            work, world, facts, names, picks, [*counted, *_of_records(world)],
            usage.Beginnings(world), now,
        )  # fmt: skip

    def rows(
        self, days: Sequence[date], *, accounts: tuple[int, int] | None = None, direct: bool = False
    ) -> tuple[str, dict[str, Any]]:
        """This function will compute some of the days; gives the select and its values.

        ``accounts``: only those from the first to the second, so that memory stays small.
        """
        first, last = min(days), max(days)
        tenures = {"current", *(m.parameters.get("tenure", "current") for m in self.computed)}
        make_base(self.work, self.world, days=days, tenures=tenures, accounts=accounts)
        make_fielded(self.work, self.world)
        chunk = Chunk(self.work, self.world, self.names, self.picks, first, last)
        counted = [m for m in self.computed if m.how.stage == "usage"]
        if direct:
            make_raw(self.work, self.world, self.facts.sources, counted, self.picks, last=last)
            _make_values(chunk, self.computed, direct=True)
            joins = _joined(self.computed)
        else:
            day = None
            if first == last and isinstance(self.work, DuckWork):
                day = OneDay(self.work, self.facts, self.picks, number_of(last))
            usage.make_usage(
                self.work, self.facts, counted, self.picks, first=first, last=last,
                accounts=accounts, day=day,
            )  # fmt: skip
            early = [m for m in counted if "early" in m.how.reads]
            self.beginnings.make(self.work, self.facts, early, self.picks, last=last)
            running = [m for m in self.computed if m.how.running]
            plain = [m for m in self.computed if not m.how.running]
            _make_values(chunk, plain, day=day)
            joins = {**make_running(chunk, running, day=day), **_joined(plain)}
        select = _select(self.world, self.computed, joins)
        return select, {"release": self.world.release, "now": self.now}


def _of_records(world: World) -> list[Metric]:
    """What is counted from records; moments whose source is not connected need no look."""
    told = [m for m in world.registry.of_stage("moments") if moments.is_covered(world, m)]
    return [*world.registry.of_stage("tickets"), *told]


def _make_values(
    chunk: Chunk, metrics: Iterable[Metric], *, direct: bool = False, day: OneDay | None = None
) -> None:
    """A table (account, d, value) of each metric."""
    for metric in metrics:
        text = metric.how.direct if direct else day.text(metric) if day else metric.how.sql
        chunk.work.make(table_of(metric), text, chunk.bound(metric, text))


def _joined(metrics: Iterable[Metric]) -> dict[str, tuple[str, str]]:
    """The table and the column that hold each metric."""
    return {m.key: (table_of(m), "value") for m in metrics}


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
        if m.how.stage in (*COUNTING, "none") and m.key not in there
    ]
    fields = [f"b.{quoted(f.key)}" for f in world.fields]
    # Helpers carry a mark no key can have, so that they never meet a metric of the same name.
    inner = f"""
        select b.day as day, b.account as account, b.day_zero as "·day_zero",
            b.plan_limit as "·plan_limit", {", ".join([*columns, *fields])}
        from fielded as b {" ".join(joins)}"""
    known = {m.key for m in registry if m.how.stage != "derived"} | {f.key for f in world.fields}
    for ready in _in_order_of_need(registry.of_stage("derived"), known | set(HELPER_COLUMNS)):
        made = ", ".join(f"{derived_sql(m)} as {quoted(m.key)}" for m in ready)
        inner = f"select *, {made} from ({inner}) as made"
        known.update(m.key for m in ready)
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


def _in_order_of_need(metrics: Sequence[Metric], known: set[str]) -> list[list[Metric]]:
    """Sums after what they are made of, in as few steps as can be; those made of what is not there
    are left out."""
    there, waiting, found = set(known), list(metrics), []
    while ready := [m for m in waiting if references(m) <= there]:
        found.append(ready)
        there |= {m.key for m in ready}
        waiting = [m for m in waiting if m.key not in there]
    return found
