# ruff: noqa: S608  columns are our own and quoted, values are bound, conditions are compiled
"""Lists of accounts: filter and sort by any number, in the engine, over those the viewer may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banso.events.lake import Cursor, Lake, PartitionRange, Table, quoted
from banso.metrics.arrays import hand_over_order
from banso.metrics.conditions import Condition, Kind
from banso.metrics.conditions.tree import names_in
from banso.metrics.definitions import KINDS
from banso.metrics.queries import metric_table, visible_ids
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Relation:
    """More columns per (account, lane), as the select of another package: phases, states of the day.

    ``sql`` is a parenthesised select with ``account``, ``lane`` and ``columns``; ``params`` are the
    values of its ``?``.
    """

    sql: str
    columns: tuple[str, ...]
    params: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """By a metric, a field or a column of the relation; without a value always last."""

    key: str
    descending: bool = True


@dataclass(frozen=True, slots=True)
class ListRow:
    account: int
    lane: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How a condition came out: accounts for which it is true, false, unknown.

    ``missing`` says which names had no value, for how many of the unknown ones.
    """

    true: int = 0
    false: int = 0
    unknown: int = 0
    missing: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountList:
    """One page. ``total`` counts every account the condition is true for (all without one)."""

    day: date
    rows: tuple[ListRow, ...]
    total: int
    verdicts: Verdicts
    sum: int | None = None  # of the column asked for, over every account counted in ``total``


def list_accounts(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    columns: Sequence[str] = (),
    condition: Condition | None = None,
    truth: bool | None = True,
    sort: Sort | None = None,
    limit: int | None = 50,
    offset: int = 0,
    among: Collection[int] | None = None,
    order: Sequence[int] | None = None,
    extra: Relation | None = None,
    sum_of: str = "",
) -> AccountList:
    """This function will list the accounts of a day for which ``condition`` is ``truth`` (all without one).

    Only accounts the viewer may see count, in rows and in verdicts. ``among`` narrows to accounts
    found in the records (an owner's, a search's). ``truth`` None lists those it cannot judge. ``order`` ranks accounts as the records do (by
    name): used where ``sort`` is not given, and between equals. Columns that are not stored have
    no value. ``extra`` joins the columns of another package.
    """
    ids = visible_ids(viewer, among)
    table = metric_table(lake)
    look = Look(table, frozenset(table.columns), extra, kinds_of(condition))
    wanted = list(dict.fromkeys(columns))
    asked = sorted(condition.names) if condition else []
    more = [sort.key] if sort else []
    needed = dict.fromkeys([*wanted, *asked, *more, *([sum_of] if sum_of else [])])
    with lake.cursor() as cursor:
        _judge(cursor, look, day=day, ids=ids, order=order, condition=condition, needed=[*needed])
        verdicts = _verdicts(cursor, asked)
        rows = _page(cursor, wanted, truth=truth, sort=sort, limit=limit, offset=offset)
        summed = _sum(cursor, sum_of, truth) if sum_of else None
    total = {True: verdicts.true, False: verdicts.false, None: verdicts.unknown}[truth]
    return AccountList(day=day, rows=rows, total=total, verdicts=verdicts, sum=summed)


@dataclass(frozen=True)
class Look:
    """Where each name is found: in the metric rows, in the relation, or nowhere.

    A name found nowhere is null, of the type its kind has: so a condition over it compares, and
    is never true.
    """

    table: Table
    stored: frozenset[str]
    extra: Relation | None
    kinds: dict[str, Kind]

    def column(self, name: str) -> str:
        if self.extra is not None and name in self.extra.columns:
            return f"x.{quoted(name)}"
        if name in self.stored:
            return f"m.{quoted(name)}"
        return f"null::{_TYPES[self.kinds.get(name, Kind.TEXT)]}"


_TYPES = {kind: KINDS[kind.value] for kind in Kind}


def kinds_of(condition: Condition | None) -> dict[str, Kind]:
    """The kind of every name a condition looks at."""
    if condition is None:
        return {}
    return {n.name: n.kind for test in condition.leaves() for n in names_in(test)}


def _judge(
    cursor: Cursor, look: Look, *, day: date, ids: set[int] | None, order: Sequence[int] | None,
    condition: Condition | None, needed: list[str],
) -> None:  # fmt: skip
    """The temporary table ``judged``: one row per visible account, its columns and its verdict."""
    hand_over_order(cursor, "ranked", order or ())
    picked = "".join(f", {look.column(n)} as {quoted(n)}" for n in needed)
    params: list[Any] = []
    join = ""
    if look.extra is not None:
        join = f"left join {look.extra.sql} as x on x.account = m.account and x.lane = m.lane"
        params += look.extra.params
    where = "m.day = ?"
    params.append(day)
    if ids is not None:
        where += " and m.account in (select unnest(?::bigint[]))"
        params.append(sorted(ids))
    verdict = "true"
    if condition is not None:
        compiled = condition.compile()
        verdict, params = compiled.sql, [*compiled.params, *params]
    source = look.table.sql(PartitionRange.of_days(day, day))
    cursor.execute(
        f"""
        create or replace temp table judged as
        select *, ({verdict}) as "·verdict" from (
            select m.account as "·account", m.lane as "·lane", r.place as "·place"{picked}
            from {source} as m {join} left join ranked as r on r.account = m.account
            where {where}
        )
        """,
        params,
    ).fetchall()


def _verdicts(cursor: Cursor, asked: Sequence[str]) -> Verdicts:
    missing = "".join(
        f', count(*) filter ("·verdict" is null and {quoted(n)} is null)' for n in asked
    )
    row = cursor.execute(
        f"""
        select count(*) filter ("·verdict"), count(*) filter (not "·verdict"),
            count(*) filter ("·verdict" is null){missing}
        from judged
        """
    ).fetchall()[0]
    lacking = {name: n for name, n in zip(asked, row[3:], strict=True) if n}
    return Verdicts(true=row[0], false=row[1], unknown=row[2], missing=lacking)


def _of(truth: bool | None) -> str:
    return {True: '"·verdict"', False: 'not "·verdict"', None: '"·verdict" is null'}[truth]


def _sum(cursor: Cursor, key: str, truth: bool | None) -> int | None:
    found: int | None = cursor.execute(
        f"select sum(try_cast({quoted(key)} as bigint))::bigint from judged where {_of(truth)}"
    ).fetchall()[0][0]
    return found


def _page(
    cursor: Cursor,
    wanted: Sequence[str],
    *,
    truth: bool | None,
    sort: Sort | None,
    limit: int | None,
    offset: int,
) -> tuple[ListRow, ...]:
    columns = "".join(f", {quoted(n)}" for n in wanted)
    by = ['"·place" nulls last', '"·account"', '"·lane"']
    if sort is not None:
        by.insert(0, f"{quoted(sort.key)} {'desc' if sort.descending else 'asc'} nulls last")
    cut = "" if limit is None else f" limit {int(limit)} offset {int(offset)}"
    found = cursor.execute(
        f'select "·account", "·lane"{columns} from judged where {_of(truth)}'
        f" order by {', '.join(by)}{cut}"
    ).fetchall()
    return tuple(ListRow(r[0], r[1], dict(zip(wanted, r[2:], strict=True))) for r in found)
