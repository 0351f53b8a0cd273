# ruff: noqa: S608  columns are our own and quoted, values are bound, conditions are compiled
"""What the accounts of a phase have in common: the tests of its success they do not meet, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from banso.events.lake import Cursor, Lake, PartitionRange, Table, quoted
from banso.journey import mapview
from banso.journey.kept import states_sql
from banso.journey.maps import Edition
from banso.metrics.conditions import Condition, Leaf
from banso.metrics.conditions.compile import compile_node
from banso.metrics.conditions.tree import names_in
from banso.metrics.queries import metric_table
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class Lacked:
    """A test that ``false`` accounts do not meet; for ``unknown`` a value of ``missing`` is not there."""

    leaf: Leaf
    false: int
    unknown: int
    missing: tuple[str, ...] = ()

    @property
    def accounts(self) -> int:
        return self.false + self.unknown


@dataclass(frozen=True, slots=True)
class Lacking:
    """The accounts looked at, their MRR, and what they lack: the test most of them lack first."""

    accounts: int
    mrr_minor: int
    tests: tuple[Lacked, ...] = ()


def lacking(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    phase: str,
    track: str,
    edition: Edition,
    owner: int | None = None,
    seen: datetime | None = None,
) -> Lacking:
    """This function will count, over the accounts of a phase with a track, the tests of success not met.

    Ties: the test more often FALSE first, since that is something to act on; then the one written
    first. No test where the phase defines no success. ``seen`` as for ``queries.map_view``.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    success = _success(edition, phase)
    wanted = mapview.asked(viewer, day, owner=owner, seen=seen)
    leaves = success.explain({}).leaves if success else ()
    source = _Source.of(lake, sorted(success.names) if success else [])
    departure = phase in edition.rules.departure
    with lake.cursor() as cursor:
        row = source.count(cursor, wanted, leaves, phase=phase, track=track, departure=departure)
    return Lacking(row[0], row[1], _told(row[2:], leaves))


def _success(edition: Edition, phase: str) -> Condition | None:
    here = edition.map.phase(phase)
    return edition.rules.places[here.places[0]].success if here else None


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the rows lie. Only the columns that are asked for are read: a month holds many rows."""

    lake: Lake
    metrics: Table
    of_state: tuple[str, ...]
    of_metric: tuple[str, ...]

    @classmethod
    def of(cls, lake: Lake, names: Sequence[str]) -> _Source:
        metrics = metric_table(lake)
        of_state = tuple(n for n in names if n in mapview.STATE_COLUMNS)
        stored = dict.fromkeys(("mrr", "life", "ended_on", *names))
        of_metric = tuple(n for n in stored if n in metrics.columns and n not in of_state)
        return cls(lake, metrics, of_state, of_metric)

    def count(
        self,
        cursor: Cursor,
        wanted: mapview.Asked,
        leaves: Sequence[Leaf],
        *,
        phase: str,
        track: str,
        departure: bool,
    ) -> tuple[Any, ...]:
        """The accounts, their MRR, and for each leaf: not met, unknown, and names without a value."""
        column = mapview.column_of({*self.of_state, *self.of_metric})
        mrr = "coalesce(sum(mrr), 0)::bigint" if "mrr" in self.of_metric else "0"
        picks, params = ["count(*)", mrr], []
        for leaf in leaves:
            compiled = compile_node(leaf.test, column=column)
            met = f"not ({compiled.sql})" if leaf.negated else f"({compiled.sql})"
            picks += [f"count(*) filter (not {met})", f"count(*) filter ({met} is null)"]
            params += [*compiled.params, *compiled.params]
            picks += [f"count(*) filter ({column(n)} is null)" for n in _names(leaf)]
        rows, of_rows = self._rows(wanted, phase, track)
        params += of_rows
        where = ""
        if departure and {"life", "ended_on"} <= set(self.of_metric):
            where = f" where not {mapview.OLDER_SQL}"
            params += mapview.older_params(wanted.day, frozenset({phase}))
        return cursor.execute(f"select {', '.join(picks)} from {rows}{where}", params).fetchall()[0]

    def _rows(self, wanted: mapview.Asked, phase: str, track: str) -> tuple[str, list[Any]]:
        month = PartitionRange.of_days(wanted.day, wanted.day)
        among, ids = "", []
        if wanted.accounts is not None:
            among, ids = " and account in (select unnest(?::bigint[]))", [sorted(wanted.accounts)]
        state = ", ".join(dict.fromkeys(("account", "lane", "phase", "track", *self.of_state)))
        metric = ", ".join(("account", "lane", *(quoted(n) for n in self.of_metric)))
        sql = f"""(
            select * from (
                select {state} from {states_sql(self.lake, wanted.day, wanted.seen)}
                where day = ? and phase = ? and track = ?{among}
            ) left join (
                select {metric} from {self.metrics.sql(month)} where day = ?{among}
            ) using (account, lane)
        )"""
        return sql, [wanted.day, phase, track, *ids, wanted.day, *ids]


def _told(counts: Sequence[int], leaves: Sequence[Leaf]) -> tuple[Lacked, ...]:
    tests, at = [], 0
    for leaf in leaves:
        names = _names(leaf)
        false, unknown = counts[at], counts[at + 1]
        empty = counts[at + 2 : at + 2 + len(names)]
        missing = tuple(n for n, none in zip(names, empty, strict=True) if none) if unknown else ()
        tests.append(Lacked(leaf, false, unknown, missing))
        at += 2 + len(names)
    return tuple(sorted((t for t in tests if t.accounts), key=lambda t: (-t.accounts, -t.false)))


def _names(leaf: Leaf) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.name for name in names_in(leaf.test)))
