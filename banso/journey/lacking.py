# ruff: noqa: S608  columns are our own and quoted, values are bound, conditions are compiled
"""What the accounts of a phase have in common: the tests of its success they do not meet, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from banso.events.lake import Cursor, Lake
from banso.journey import mapview
from banso.journey.maps import Edition
from banso.metrics.conditions import Condition, Leaf
from banso.metrics.conditions.compile import compile_node
from banso.metrics.conditions.tree import names_in
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
) -> Lacking:
    """This function will count, over the accounts of a phase with a track, the tests of success not met.

    Ties: the test more often FALSE first, since that is something to act on; then the one written
    first. No test where the phase defines no success.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    success = _success(edition, phase)
    wanted = mapview.asked(viewer, day, owner=owner)
    with lake.cursor() as cursor:
        mapview.join_day(cursor, lake, wanted, names=sorted(success.names) if success else ())
        return _counted(cursor, success, _older(edition, day), phase=phase, track=track)


def _success(edition: Edition, phase: str) -> Condition | None:
    here = edition.map.phase(phase)
    return edition.rules.places[here.places[0]].success if here else None


def _older(edition: Edition, day: date) -> list[Any]:
    return mapview.older_params(day, edition.rules.departure)


def _counted(
    cursor: Cursor, success: Condition | None, older: list[Any], *, phase: str, track: str
) -> Lacking:
    column = mapview.column_of(mapview.stored_in(cursor))
    leaves = success.explain({}).leaves if success else ()
    picks, params = ["count(*)", "coalesce(sum(mrr), 0)::bigint"], []
    for leaf in leaves:
        compiled = compile_node(leaf.test, column=column)
        met = f"not ({compiled.sql})" if leaf.negated else f"({compiled.sql})"
        picks += [f"count(*) filter (not {met})", f"count(*) filter ({met} is null)"]
        params += [*compiled.params, *compiled.params]
        picks += [f"count(*) filter ({column(n)} is null)" for n in _names(leaf)]
    row = cursor.execute(
        f"select {', '.join(picks)} from joined"
        f" where phase = ? and track = ? and not {mapview.OLDER_SQL}",
        [*params, phase, track, *older],
    ).fetchall()[0]
    tests, at = [], 2
    for leaf in leaves:
        names = _names(leaf)
        false, unknown = row[at : at + 2]
        empty = row[at + 2 : at + 2 + len(names)]
        missing = tuple(n for n, none in zip(names, empty, strict=True) if none) if unknown else ()
        tests.append(Lacked(leaf, false, unknown, missing))
        at += 2 + len(names)
    lacked = sorted((t for t in tests if t.accounts), key=lambda t: (-t.accounts, -t.false))
    return Lacking(row[0], row[1], tuple(lacked))


def _names(leaf: Leaf) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.name for name in names_in(leaf.test)))
