# ruff: noqa: S608  keys come from checked definitions and are quoted; values are bound
"""One chunk of days from facts to rows of ``metric_days``.

The same text computes one day or a month, so a back-fill and a daily close agree by construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from banso.events.lake import Cursor, quoted
from banso.metrics import usage
from banso.metrics.arrays import hand_over, run
from banso.metrics.base import make_base
from banso.metrics.contracting import FACT_SQL
from banso.metrics.definitions import Metric, Registry, references
from banso.metrics.fielding import make_fielded
from banso.metrics.tables import FIXED_COLUMNS
from banso.metrics.world import LANE, World

_PARAMETER = re.compile(r"\$([a-z_]+)")
_HELPERS: Mapping[str, str] = {"plan_limit": "plan_limit"}


def rows_of_days(
    cursor: Cursor,
    world: World,
    *,
    events: usage.EventsSql,
    days: Sequence[date],
    now: datetime,
    first_events: dict[int, date] | None = None,
) -> tuple[str, dict[str, Any]]:
    """Compute the rows of ``days`` into temporary tables of ``cursor``; gives the select and its values.

    The select has every column of ``tables.metric_days_spec`` and one row per account and day.
    """
    first, last = min(days), max(days)
    if first_events is None:
        first_events = usage.first_events(cursor, world, events, first=first)
    make_base(cursor, world, days=days, first_events=first_events)
    make_fielded(cursor, world)
    _make_tickets(cursor, world, last=last)
    counted = _counted(world.registry)
    names = usage.Names.of(world, counted, lambda: usage.event_names(cursor, events))
    usage.make_usage(cursor, world, events, counted, names, first=first, last=last)
    computed, picked = [], usage.picks(counted, names)
    for metric in [*counted, *world.registry.of_stage("tickets")]:
        if metric.how.stage == "usage" and not names[metric]:
            continue  # nothing in the catalogue answers to it: unknown, not zero
        pick = picked.get(names[metric]) if metric.how.stage == "usage" else None
        _run_shape(cursor, metric, names=names, pick=pick, first=first, last=last)
        computed.append(metric)
    select = _select(world, computed)
    return select, {"release": world.release, "now": now}


def _counted(registry: Registry) -> list[Metric]:
    return registry.of_stage("usage")


def _make_tickets(cursor: Cursor, world: World, *, last: date) -> None:
    hand_over(
        cursor,
        "tickets",
        (
            ("account", "BIGINT"), ("severity", "VARCHAR"), ("opened_on", "DATE"),
            ("closed_on", "DATE"),
        ),
        [t for t in world.tickets if t.opened_on <= last],
    )  # fmt: skip


def _run_shape(
    cursor: Cursor, metric: Metric, *, names: usage.Names, pick: int | None, first: date, last: date
) -> None:
    values: dict[str, Any] = {
        **metric.parameters, "window": metric.window, "first": first, "last": last, "pick": pick,
    }  # fmt: skip
    if metric.how.stage == "usage":
        values["names"] = list(names[metric])
    text = metric.how.sql
    used = set(_PARAMETER.findall(text))
    run(
        cursor,
        f"create or replace temp table {quoted(_table(metric))} as {text}",
        {k: v for k, v in values.items() if k in used},
    )


def _table(metric: Metric) -> str:
    return f"metric_{metric.key}"


def _select(world: World, computed: Iterable[Metric]) -> str:
    """``fielded`` with every metric beside it: contract, counted, then sums over both."""
    registry = world.registry
    columns = [
        f"({FACT_SQL[m.parameters['fact']]})::{m.column_type} as {quoted(m.key)}"
        for m in registry.of_stage("contract")
    ]
    joins, there = [], set()
    for i, metric in enumerate(computed):
        columns.append(f"m{i}.value::{metric.column_type} as {quoted(metric.key)}")
        joins.append(
            f"left join {quoted(_table(metric))} as m{i} on m{i}.account = b.account and m{i}.day = b.day"
        )
        there.add(metric.key)
    columns += [
        f"null::{m.column_type} as {quoted(m.key)}"
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
        inner = f"select *, {_derived(metric)} as {quoted(metric.key)} from ({inner})"
        known.add(metric.key)
    lost = [m for m in registry if m.key not in known]
    if lost:  # what they are made of is gone, a field for example
        nothing = ", ".join(f"null::{m.column_type} as {quoted(m.key)}" for m in lost)
        inner = f"select *, {nothing} from ({inner})"
    wanted = [quoted(m.key) for m in registry] + [quoted(f.key) for f in world.fields]
    fixed = ", ".join(c.name for c in FIXED_COLUMNS)
    return f"""
        select {fixed}, {", ".join(wanted)}
        from (
            select strftime(day, '%Y-%m') as month, '{LANE}' as lane, $release::bigint as release,
                0::bigint as generation, $now::timestamptz as computed_at, *
            from ({inner})
        )"""


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
        return f'({quoted(given["of"])} - "·day_zero")::bigint'
    of, to = _number(given["of"]), _number(given["to"])
    if given.get("else"):
        of = f"coalesce({of}, {_number(given['else'])})"
    return f"case when {to} > 0 then {of}::double / {to} end"


def _number(name: str) -> str:
    return quoted(f"·{name}" if name in _HELPERS else name)
