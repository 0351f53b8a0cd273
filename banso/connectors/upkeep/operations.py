"""Upkeep: small files are merged, closed days and months become one sorted file each, what is gone goes.

Everything here may be killed at any point and run again; nothing waits for it and nothing else fails
by it. Where somebody else was quicker, it is left for the next time.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from banso.connectors.upkeep.notes import LastRun, last_run, note_run
from banso.connectors.upkeep.tables import BY_NAME, TABLES, Kept, stands
from banso.events.lake import (
    TARGET_SIZE,
    DiskFull,
    Lake,
    StaleTable,
    Tidied,
    Wanted,
    keep,
    table_names,
)
from banso.lib.problems import BansoError, Problem
from banso.workspace.clock import Clock, closable_day

OFTEN = timedelta(minutes=20)
SMALL_FILES = 8  # fewer stay as they are until their day is closed


@dataclass(frozen=True, slots=True)
class Upkept:
    """What a run did, by table. ``later``: tables somebody else was rewriting."""

    tables: dict[str, Tidied] = field(default_factory=dict)
    later: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    closed: date | None = None

    def as_json(self, language: str) -> dict[str, Any]:
        return {
            "closed": self.closed.isoformat() if self.closed else None,
            "tables": {
                name: {
                    "merged": t.merged,
                    "made": t.made,
                    "removed": t.removed,
                    "log_entries_removed": t.entries,
                }
                for name, t in self.tables.items()
            },
            "later": list(self.later),
            "problems": [p.as_json(language) for p in self.problems],
        }


def due(*, lake: Lake, clock: Clock, settle_hours: int, now: datetime) -> bool:
    """Is it time for the next run?"""
    last = last_run(lake.folder)
    if last.at is None or not last.at <= now < last.at + OFTEN:
        return True
    return last.closed != closable_day(wall=now, zone=clock.zone, settle_hours=settle_hours)


def upkeep(
    *, lake: Lake, clock: Clock, settle_hours: int, now: datetime, close: bool | None = None
) -> Upkept:
    """This function will keep every table of the lake: often the small files, once a day what is closed.

    ``close`` says that parts that are over are to be closed now; without it they are once a day.
    A table that is damaged, or for which the disk has no room, is named in the result, and the
    others are kept all the same.
    """
    last = last_run(lake.folder)
    day = closable_day(wall=now, zone=clock.zone, settle_hours=settle_hours)
    closing = last.closed != day if close is None else close
    done: dict[str, Tidied] = {}
    later: list[str] = []
    problems: list[Problem] = []
    others = (other(name) for name in table_names(lake.folder) if name not in BY_NAME)
    for kept in (*TABLES, *others):
        if not stands(lake, kept.name):
            continue
        try:
            wanted = wanted_of(kept, clock=clock, now=now, close=closing)
            done[kept.name] = _keep(lake, kept, wanted, close=closing)
        except StaleTable:
            later.append(kept.name)
        except BansoError as refused:
            problems += refused.problems
    closed = day if closing and not later and not problems else last.closed
    note_run(
        lake.folder,
        LastRun(now, closed, [p.as_json("en") | {"ja": p.in_("ja")} for p in problems], later),
    )
    return Upkept(done, tuple(later), tuple(problems), closed)


def wanted_of(kept: Kept, *, clock: Clock, now: datetime, close: bool) -> list[Wanted]:
    """What is to be merged in a table at this time.

    Months are told by the workspace's clock, since the newest day of a month that is shown stays a
    file of its own; days of events by the wall's, since that is when they come in.
    """
    if kept.closes is None:
        return []
    if kept.closes == "day":
        small = Wanted(at_least=SMALL_FILES, target_size=TARGET_SIZE)
        today = clock.local_day(now).isoformat()
        return [Wanted(before=today, patient=True), small] if close else [small]
    month = f"{min(clock.today, clock.local_day(now)):%Y-%m}"
    return [Wanted(before=month)] if close else []


def other(name: str) -> Kept:
    """A table nobody named here: cleaned, never merged, since the order of its rows is not known."""
    return Kept(name, lambda lake: lake.existing(name), None, "")


def _keep(lake: Lake, kept: Kept, wanted: list[Wanted], *, close: bool) -> Tidied:
    table = kept.open(lake)
    with lake.cursor() as cursor:
        try:
            if close and table.spec.key:
                table.merge_corrections(cursor)
            return keep(table, cursor, *wanted)
        except DiskFull:
            with suppress(BansoError):  # what no version needs can still go, and makes room
                keep(table, cursor)
            raise
