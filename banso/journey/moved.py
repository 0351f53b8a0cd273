# ruff: noqa: S608  values are bound
"""Who went from one phase to another in a period: the arrows of the map, and the accounts behind one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from banso.events.lake import Lake
from banso.journey import mapview
from banso.journey.kept import moves_sql
from banso.journey.views import Flow
from banso.workspace.viewer import Act, Viewer

# Placements are no moves: nobody saw them happen.
_MOVES = """
    select account, lane, day, split_part(source, '.', 1) as a, split_part(target, '.', 1) as b
    from {table} where day between ? and ? and not within and kind <> 'placement'{among}
"""


def flows(
    *,
    viewer: Viewer,
    lake: Lake,
    first: date,
    last: date,
    owner: int | None = None,
    seen: datetime | None = None,
) -> tuple[Flow, ...]:
    """This function will count the moves between phases from ``first`` to ``last``, both counted in.

    ``seen``: as they were known at that instant, not by today's knowledge.
    """
    moves, params = _moves(viewer, lake, first, last, owner, seen)
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"""
            select a, b, count(*), count(distinct (account, lane)) from ({moves})
            group by a, b order by count(*) desc, a, b
            """,
            params,
        ).fetchall()
    return tuple(Flow(*row) for row in rows)


def moved_accounts(
    *,
    viewer: Viewer,
    lake: Lake,
    first: date,
    last: date,
    source: str,
    target: str,
    owner: int | None = None,
    seen: datetime | None = None,
) -> dict[int, date]:
    """This function will map the accounts that went from ``source`` to ``target`` to the last day they did.

    Both are phases; '' is "not on the map". The latest first.
    """
    moves, params = _moves(viewer, lake, first, last, owner, seen)
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"""
            select account, max(day) as d from ({moves}) where a = ? and b = ?
            group by account order by d desc, account
            """,
            [*params, source, target],
        ).fetchall()
    return dict(rows)


def _moves(
    viewer: Viewer,
    lake: Lake,
    first: date,
    last: date,
    owner: int | None,
    seen: datetime | None,
) -> tuple[str, list[Any]]:
    viewer.require(Act.SEE_ACCOUNTS)
    wanted = mapview.asked(viewer, last, owner=owner)
    params: list[Any] = [first, last]
    among = ""
    if wanted.accounts is not None:
        among = " and account in (select unnest(?::bigint[]))"
        params.append(sorted(wanted.accounts))
    table = moves_sql(lake, first, last, seen)
    return _MOVES.format(table=table, among=among), params
