# ruff: noqa: S608  columns are our own and quoted, values are bound, conditions are compiled
"""What conditions would select, and what values a name has: counts only, for helping somebody type.

One pass over the rows of a day answers any number of conditions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banso.events.lake import Lake, PartitionRange, quoted
from banso.metrics.conditions import Condition, Kind, NameType
from banso.metrics.lists import Look, Relation, kinds_of
from banso.metrics.queries import metric_table, visible_ids
from banso.workspace.viewer import Viewer

BARS = 14


@dataclass(frozen=True, slots=True)
class Tally:
    """How one condition came out; ``sum`` is of the column asked for, where it is true.

    ``missing``: names without a value among the accounts it cannot be judged for, and how many.
    """

    true: int = 0
    false: int = 0
    unknown: int = 0
    sum: int | None = None
    missing: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spread:
    """How the values of a name lie: ``bars`` are counts over equal steps from ``low`` to ``high``.

    ``low`` and ``high`` leave out the outermost hundredth on each side, so that one odd account
    does not squeeze the rest together.
    """

    known: int
    missing: int
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    bars: tuple[int, ...] = ()


def tally(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    conditions: Mapping[str, Condition | None],
    among: Collection[int] | None = None,
    extra: Relation | None = None,
    sum_of: str = "",
) -> dict[str, Tally]:
    """This function will count what each condition (None: every account) selects on a day.

    Only accounts the viewer may see count, and of those only ``among``. ``sum_of`` is a column of
    whole numbers, ``extra`` joins the columns of another package.
    """
    if not conditions:
        return {}
    kinds = {n: k for c in conditions.values() for n, k in kinds_of(c).items()}
    source = _Rows(viewer, lake, day, among, extra, kinds)
    asked = {key: sorted(c.names) if c else [] for key, c in conditions.items()}
    needed = dict.fromkeys([n for names in asked.values() for n in names])
    verdicts: list[str] = []
    params: list[Any] = []
    sums: list[str] = []
    for i, (key, condition) in enumerate(conditions.items()):
        compiled = condition.compile() if condition else None
        verdicts.append(f'({compiled.sql if compiled else "true"}) as "·v{i}"')
        params += compiled.params if compiled else []
        sums += _counts(f'"·v{i}"', asked[key], summed=bool(sum_of))
    rows, given = source.select([*needed, *([sum_of] if sum_of else [])])
    summed = f', try_cast({quoted(sum_of)} as bigint) as "·sum"' if sum_of else ""
    sql = f"select {', '.join(sums)} from (select *, {', '.join(verdicts)}{summed} from ({rows}))"
    with lake.cursor() as cursor:
        found = iter(cursor.execute(sql, [*params, *given]).fetchall()[0])
    return {
        key: Tally(
            true=next(found),
            false=next(found),
            unknown=next(found),
            sum=next(found),
            missing={name: n for name in asked[key] if (n := next(found))},
        )
        for key in conditions
    }


def _counts(verdict: str, asked: list[str], *, summed: bool) -> list[str]:
    total = f'(sum("·sum") filter ({verdict}))::bigint' if summed else "null"
    missing = [f"count(*) filter ({verdict} is null and {quoted(n)} is null)" for n in asked]
    return [
        f"count(*) filter ({verdict})",
        f"count(*) filter (not {verdict})",
        f"count(*) filter ({verdict} is null)",
        total,
        *missing,
    ]


def values_of(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    name: str,
    type_: NameType,
    extra: Relation | None = None,
    limit: int = 200,
) -> list[tuple[str, int]]:
    """This function will list the values a text or choice has on a day, the most frequent first."""
    if type_.kind not in (Kind.TEXT, Kind.CHOICE):
        return []
    rows, params = _Rows(viewer, lake, day, None, extra, {name: type_.kind}).select([name])
    column = quoted(name)
    sql = f"""
        select {column}, count(*) as n from ({rows}) where {column} is not null
        group by 1 order by n desc, 1 limit {int(limit)}
    """
    with lake.cursor() as cursor:
        return [(str(value), n) for value, n in cursor.execute(sql, params).fetchall()]


def spread_of(
    *, viewer: Viewer, lake: Lake, day: date, name: str, type_: NameType, extra: Relation | None = None
) -> Spread:  # fmt: skip
    """This function will say how the values of a name lie on a day; bars for numbers only."""
    rows, params = _Rows(viewer, lake, day, None, extra, {name: type_.kind}).select([name])
    column = quoted(name)
    with lake.cursor() as cursor:
        if type_.kind.group != "number":
            sql = f"select count({column}), count(*) from ({rows})"
            known, total = cursor.execute(sql, params).fetchall()[0]
            return Spread(known, total - known)
        cursor.execute(
            f"create or replace temp table looked as select {column}::double as v from ({rows})",
            params,
        ).fetchall()
        known, total, low, middle, high = cursor.execute(
            "select count(v), count(*), quantile_disc(v, 0.01), median(v), quantile_disc(v, 0.99)"
            " from looked"
        ).fetchall()[0]
        bars = cursor.execute(_BARS).fetchall() if known and high > low else []
    counts = dict(bars)
    return Spread(
        known, total - known, low, middle, high,
        tuple(counts.get(i, 0) for i in range(BARS)) if bars else (),
    )  # fmt: skip


_BARS = f"""
    with ends as (select quantile_disc(v, 0.01) as low, quantile_disc(v, 0.99) as high from looked)
    select least({BARS - 1}, floor((v - low) / (high - low) * {BARS})::int) as bar, count(*)
    from looked, ends where v between low and high group by 1
"""


@dataclass(frozen=True)
class _Rows:
    """The rows of a day the viewer may see, as a select of some columns."""

    viewer: Viewer
    lake: Lake
    day: date
    among: Collection[int] | None
    extra: Relation | None
    kinds: dict[str, Kind]

    def select(self, names: list[str]) -> tuple[str, list[Any]]:
        """The select and the values of its ``?``."""
        ids = visible_ids(self.viewer, self.among)
        table = metric_table(self.lake)
        look = Look(table, frozenset(table.columns), self.extra, self.kinds)
        picked = ", ".join(f"{look.column(n)} as {quoted(n)}" for n in dict.fromkeys(names))
        params: list[Any] = []
        join = ""
        if self.extra is not None:
            join = f"left join {self.extra.sql} as x on x.account = m.account and x.lane = m.lane"
            params += self.extra.params
        where = "m.day = ?"
        params.append(self.day)
        if ids is not None:
            where += " and m.account in (select unnest(?::bigint[]))"
            params.append(sorted(ids))
        source = table.sql(PartitionRange.of_days(self.day, self.day))
        return f"select {picked or '1'} from {source} as m {join} where {where}", params
