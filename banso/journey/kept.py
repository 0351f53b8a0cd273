# ruff: noqa: S608  names are our own; values are bound, days and instants are literals of ours
"""What was said of a day before later facts corrected it, and the day as it was seen (rules.md R11).

``state_days`` and ``journey_moves`` hold what is true by today's knowledge. Before a run writes other
rows over a day that was closed before, the rows it replaces are copied beside them, with the instant
they were superseded. A day is *seen* at the last instant it was written while it was the newest
closed one (``ClassifiedDay.seen_at``); as we saw it means: the rows in force at that instant.

A copy is made once per account and day, of the row that was seen; moves are few, so each of their
corrections is kept. A run killed between copy and correction leaves a copy that equals what stands
there, and the next run makes no second one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from banso.customers import queries as customers
from banso.events.lake import Column, Cursor, Lake, PartitionRange, Table, TableSpec
from banso.journey.definitions import JOURNEY_MOVES, STATE_DAYS
from banso.journey.models import ClassifiedDay
from banso.metrics.arrays import hand_over, run
from banso.workspace.viewer import Viewer

_MORE = (Column("superseded_at", "TIMESTAMPTZ"), Column("absent", "BOOLEAN"))

# `absent`: before the correction there was nothing to say of this account on this day.
STATES_BEFORE = TableSpec(
    name="state_days_before",
    columns=(*STATE_DAYS.columns, *_MORE),
    partition_by=("month",),
    sort_by=("account", "lane", "day"),
    prune_by=("day",),
)
MOVES_BEFORE = TableSpec(
    name="journey_moves_before",
    columns=(*JOURNEY_MOVES.columns, *_MORE),
    partition_by=("month",),
    sort_by=("day", "account", "lane", "step"),
    prune_by=("day",),
)
# Rows that differ in nothing but these say the same.
_STAMPS = ("month", "release", "recorded_at", "provisional")
_SAID = tuple(
    c.name
    for c in STATE_DAYS.columns
    if c.name not in (*_STAMPS, "day", "account", "lane", "last_mrr")
)
_KEY = ("day", "account", "lane")
_STEP = ("step", "source", "target", "kind", "within", "resumed", "effective_on")


@dataclass(frozen=True, slots=True)
class SeenDays:
    """The days of a run that were seen before it, with the instant; the newest of all is left out."""

    at: Mapping[date, datetime]

    @classmethod
    def before(cls, days: Sequence[date], *, newest: date) -> SeenDays:
        """``newest`` is the last day of the run: if it was the newest before, it is seen anew."""
        rows = ClassifiedDay.objects.filter(day__in=days, seen_at__isnull=False).exclude(day=newest)
        return cls({day: at for day, at in rows.values_list("day", "seen_at") if at is not None})

    def __bool__(self) -> bool:
        return bool(self.at)


def keep(
    cursor: Cursor,
    lake: Lake,
    seen: SeenDays,
    *,
    now: datetime,
    accounts: Iterable[int] | None = None,
) -> None:
    """Copy what is about to be replaced. The new rows lie in the temporary tables ``states`` and ``moves``.

    ``accounts``: the new rows are those of these accounts only.
    """
    if not seen:
        return
    at = [(day, instant.isoformat()) for day, instant in sorted(seen.at.items())]
    hand_over(cursor, "seen_days", (("day", "DATE"), ("at", "VARCHAR")), at)
    first, last = min(seen.at), max(seen.at)
    span = PartitionRange.of_days(first, last)
    among = _among(accounts)
    _keep_states(cursor, lake, span, among, now)
    _keep_moves(cursor, lake, span, among, now)
    run(cursor, "drop table seen_days")


def _among(accounts: Iterable[int] | None) -> str:
    if accounts is None:
        return ""
    return f" and account in ({', '.join(str(int(a)) for a in sorted(set(accounts))) or 'null'})"


def _keep_states(
    cursor: Cursor, lake: Lake, span: PartitionRange, among: str, now: datetime
) -> None:
    table = lake.table(STATES_BEFORE)
    on = " and ".join(f"n.{k} = o.{k}" for k in _KEY)
    differs = " or ".join(f"n.{c} is distinct from o.{c}" for c in _SAID)
    inside = f"day in (select day from seen_days){among}"
    there = f"""
        select 1 from {table.sql(span)} b join seen_days d on d.day = b.day
        where b.superseded_at > d.at::timestamptz and b.day = x.day and b.account = x.account and b.lane = x.lane
    """
    select = f"""
        with o as (select * from {lake.table(STATE_DAYS).sql(span)} where {inside}),
        n as (select * from states where {inside}),
        x as (
            select o.* exclude (month), false as absent from o left join n on {on}
            where n.account is null or {differs}
            union all by name
            select n.day, n.account, n.lane, true as absent from n
            where not exists (select 1 from o where {on})
        )
        select x.*, strftime(x.day, '%Y-%m') as month, $now::timestamptz as superseded_at
        from x where not exists ({there})
    """
    table.append(cursor, select, {"now": now})


def _keep_moves(
    cursor: Cursor, lake: Lake, span: PartitionRange, among: str, now: datetime
) -> None:
    key = ", ".join(_KEY)
    on = " and ".join(f"n.{k} = o.{k}" for k in _KEY)
    inside = f"day in (select day from seen_days){among}"
    packed = ", ".join(f"coalesce({c}::varchar, '')" for c in _STEP)
    said = f"string_agg(concat_ws('|', {packed}), ';' order by step) as said"
    select = f"""
        with o as (select * from {lake.table(JOURNEY_MOVES).sql(span)} where {inside}),
        n as (select * from moves where {inside}),
        os as (select {key}, {said} from o group by all),
        ns as (select {key}, {said} from n group by all),
        x as (
            select o.* exclude (month), false as absent from o join os using ({key})
            left join ns using ({key}) where ns.said is distinct from os.said
            union all by name
            select {key}, true as absent from ns n where not exists (select 1 from o where {on})
        )
        select x.*, strftime(x.day, '%Y-%m') as month, $now::timestamptz as superseded_at from x
    """
    lake.table(MOVES_BEFORE).append(cursor, select, {"now": now})


# Reading ------------------------------------------------------------------------------------------------


def states_sql(lake: Lake, day: date, seen: datetime | None, *, first: date | None = None) -> str:
    """A select to put behind FROM: the states of ``day``, as they are known now or were at ``seen``.

    ``first``: those of the days from then on to ``day``.
    """
    now = lake.table(STATE_DAYS)
    span = PartitionRange.of_days(first or day, day)
    if seen is None:
        return now.sql(span)
    return _as_seen(lake, now, lake.table(STATES_BEFORE), span, (first or day, day), seen)


def moves_sql(lake: Lake, first: date, last: date, seen: datetime | None) -> str:
    """The same for the moves of the days ``first`` to ``last``, all as they were known at ``seen``."""
    now = lake.table(JOURNEY_MOVES)
    span = PartitionRange.of_days(first, last)
    if seen is None:
        return now.sql(span)
    return _as_seen(lake, now, lake.table(MOVES_BEFORE), span, (first, last), seen)


def _as_seen(
    lake: Lake,
    now: Table,
    before: Table,
    span: PartitionRange,
    days: tuple[date, date],
    seen: datetime,
) -> str:
    """Of each account and day the version in force at ``seen``: the first one superseded after it,
    else what stands there now."""
    first, last = days
    within = f"day between date '{first}' and date '{last}'"
    key = ", ".join(_KEY)
    with lake.cursor() as cursor:
        there = cursor.execute(
            f"select distinct account from {before.sql(span)} where {within} and superseded_at > ?",
            [seen],
        ).fetchall()
    if not there:
        return now.sql(span)
    ids = {row[0] for row in there}
    gone = ids - set(customers.account_names(viewer=Viewer.system(), ids=sorted(ids)))
    still = f" and account not in ({', '.join(map(str, sorted(gone)))})" if gone else ""
    columns = ", ".join(c.name for c in now.spec.columns)
    at = f"timestamptz '{seen.isoformat()}'"
    return f"""(
        with old as (
            select *, min(superseded_at) over (partition by {key}) as first_after
            from {before.sql(span)} where {within} and superseded_at > {at}
        )
        select {columns} from {now.sql(span)} n where {within} and not exists (
            select 1 from old where old.day = n.day and old.account = n.account
            and old.lane = n.lane)
        union all
        select {columns} from old where superseded_at = first_after and not absent{still}
    )"""
