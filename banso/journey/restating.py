"""A second series of phases under another text of the map, for comparison only (rules.md R4).

The days since a day are walked again, from where accounts really stood before it, over the metric
rows there are today and with what people ordered. The rows go to a table of their own that nothing
but the comparison reads: no stay, standing, trend or play knows of it. Its record says *ready* once
every row is there; what a killed or cancelled run left is swept when the next one begins.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from banso.events.lake import Column, Lake, TableSpec
from banso.journey.acts import Key, read_acts
from banso.journey.check import Checked, check
from banso.journey.classify import last_day_walked
from banso.journey.definitions import MAP_KEY, MAP_KIND
from banso.journey.facts import columns_for, rows_by_account
from banso.journey.maps import (
    FILE,
    Edition,
    Editions,
    NoMap,
    compiled,
    edition_in_force,
    editions,
    no_map,
)
from banso.journey.models import KeptStanding, MapChange, RestatedSeries
from banso.journey.planning import TextHasErrors, version_text
from banso.journey.starts import Starts, read_starts
from banso.journey.switching import proposed
from banso.journey.walking import StateRow, Walked, Walker, first_standing
from banso.journey.writing import STATE_TYPES, restored
from banso.lib import steps
from banso.lib.dates import days as each_day
from banso.lib.problems import BansoError, Problem, errors, problem
from banso.metrics import queries as metrics
from banso.metrics.arrays import hand_over, run
from banso.metrics.operations import months
from banso.metrics.queries import metric_table
from banso.workspace import operations as workspace
from banso.workspace.progress import Progress, Silent
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "NothingToRestate", "Restated", "SeriesUnknown", "delete_restated", "restate", "restated",
    "restated_one", "sweep_restated",
]  # fmt: skip

# One row per account, lane and day of a series.
STATE_DAYS_RESTATED = TableSpec(
    name="state_days_restated",
    columns=(
        Column("series", "VARCHAR"),
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("account", "BIGINT"),
        Column("lane", "VARCHAR"),
        Column("phase", "VARCHAR"),
        Column("state", "VARCHAR"),
        Column("track", "VARCHAR"),
        Column("phase_succeeded", "BOOLEAN"),
        Column("days_in_phase", "BIGINT"),
        Column("since", "DATE"),
        Column("release", "BIGINT"),
        Column("recorded_at", "TIMESTAMPTZ"),
    ),
    partition_by=("series", "month"),
    sort_by=("account", "lane", "day"),
    prune_by=("day",),
)
SERIES_BEGUN = steps.declare(
    "restate.begun", "a series is begun; none of its rows is written and nobody sees it"
)
ROWS_WRITTEN = steps.declare(
    "restate.rows_written", "rows of a series stand in the lake; it is not ready and nobody sees it"
)
ONE_DAY = timedelta(days=1)


class NothingToRestate(BansoError):
    """No day was closed yet, or none since the day asked for."""


class SeriesUnknown(BansoError):
    """There is no such series, or it is gone."""


class RestateRunning(BansoError):
    """Another series is being worked out at this moment."""


@dataclass(frozen=True, slots=True)
class Restated:
    """A series that is ready. ``version`` None: a text that never was in force.

    ``moved_to`` says where the accounts of places were taken that its map does not have.
    """

    public_id: str
    name: str
    from_on: date
    to_on: date
    version: int | None
    rows: int
    made_at: datetime
    by_id: int | None
    text: str


def restate(
    *,
    viewer: Viewer,
    lake: Lake,
    from_on: date,
    now: datetime,
    version: int | None = None,
    text: str | None = None,
    name: str = "",
    progress: Progress | None = None,
) -> Restated:
    """This function will walk the days since ``from_on`` again under a version of the map, or a text.

    Without either it is the version in force. Places that the text lacks are left for those it is
    likeliest to mean, as switching maps proposes. Raises ``TextHasErrors``, ``VersionUnknown``,
    ``NothingToRestate``, ``RestateRunning``, ``NoMap``; cancelled or refused, nothing is left.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    running = edition_in_force()
    if running is None:
        raise NoMap(no_map())
    if text is None:
        version = version or running.version
        text = version_text(viewer=viewer, version=version)
    read = _read(text)
    with _alone():
        sweep_restated(lake=lake)
        first, last = _span(from_on)
        row = RestatedSeries.objects.create(
            from_on=first, to_on=last, version=version, text=text, by_id=viewer.user_id,
            name=(name or _name(read, version))[:120], digest=workspace.digest_of(text),
            release=running.release, made_at=now,
        )  # fmt: skip
        steps.step(SERIES_BEGUN)
        try:
            row.rows = _walk(lake, row, read, now=now, progress=progress or Silent())
        except BaseException:
            _forget(lake, row)
            raise
        row.state = RestatedSeries.READY
        row.save(update_fields=["rows", "state"])
        workspace.audit(
            viewer=viewer, act="journey.restated", subject_kind=MAP_KIND, subject_id=MAP_KEY, now=now,
            detail={"series": row.public_id, "from": str(first), "to": str(last), "version": version},
        )  # fmt: skip
    return _view(row)


def restated(*, viewer: Viewer) -> list[Restated]:
    """This function will list the series there are, newest first."""
    viewer.require(Act.SEE_DEFINITIONS)
    return [_view(r) for r in RestatedSeries.objects.filter(state=RestatedSeries.READY)]


def restated_one(*, viewer: Viewer, public_id: str) -> Restated:
    """This function will give one series; raises ``SeriesUnknown``."""
    viewer.require(Act.SEE_DEFINITIONS)
    return _view(_ready(public_id))


def delete_restated(*, viewer: Viewer, public_id: str, lake: Lake, now: datetime) -> None:
    """This function will take a series away; its rows leave the lake. Raises ``SeriesUnknown``."""
    viewer.require(Act.EDIT_DEFINITIONS)
    row = _ready(public_id)
    RestatedSeries.objects.filter(pk=row.pk).update(state=RestatedSeries.DELETED)
    workspace.audit(
        viewer=viewer, act="journey.restated-deleted", subject_kind=MAP_KIND, subject_id=MAP_KEY,
        now=now, detail={"series": public_id},
    )  # fmt: skip
    _forget(lake, row)


def sweep_restated(*, lake: Lake) -> int:
    """This function will remove what killed runs and deletions left behind; gives how many series."""
    left = list(RestatedSeries.objects.exclude(state=RestatedSeries.READY))
    for row in left:
        _forget(lake, row)
    return len(left)


# Walking ------------------------------------------------------------------------------------------------


def _walk(
    lake: Lake, row: RestatedSeries, read: Checked, *, now: datetime, progress: Progress
) -> int:
    starts, first = read_starts(), row.from_on
    versions = _editions(row, read, from_the_start=first == starts.first)
    base = KeptStanding.objects.filter(day__lt=first).aggregate(day=Max("day"))["day"]
    walked: dict[Key, Walked] = {}
    for kept in KeptStanding.objects.filter(day=base) if base else ():
        walked[kept.account_id, kept.lane] = restored(kept.data)
    begin = base + ONE_DAY if base else (starts.first or first)
    changes = MapChange.objects.order_by("id").values_list("at", flat=True)
    made_at = dict(enumerate([*list(changes)[: len(versions.all) - 1], now]))
    walker = Walker(editions=versions, acts=read_acts(), made_at=made_at)
    columns = columns_for(metric_table(lake), versions.names)
    rows = 0
    progress.begin("restate", total=(row.to_on - begin).days + 1, unit="days")
    for chunk in months(list(each_day(begin, row.to_on))):
        found = _states(lake, walker, walked, chunk, starts, columns)
        rows += _write(lake, row, [r for r in found if r.day >= first], now=now)
        progress.advance(len(chunk))
    return rows


def _editions(row: RestatedSeries, read: Checked, *, from_the_start: bool) -> Editions:
    """The versions as they were up to the day before, then the one that is tried."""
    every = editions()
    before = () if from_the_start else tuple(
        e for e in every.all if e.on_day is None or e.on_day < row.from_on
    )  # fmt: skip
    ready = compiled(read, names=metrics.name_table(viewer=Viewer.system()))
    journey = ready.rules.map
    moved: dict[str, str] = {}
    for edition in every.all:
        gone = proposed(running=edition.map, new=journey)
        moved |= {p: to for p, to in gone.items() if journey.moved_to.get(p) is None}
    rules = replace(ready.rules, map=replace(journey, moved_to={**moved, **journey.moved_to}))
    asks = any(name.startswith("yesterday.") for name in rules.names)
    on_day = None if from_the_start else row.from_on - ONE_DAY
    new = Edition(
        row.version or 0, row.release, on_day, row.text, row.digest, rules, ready.seen, asks
    )
    return Editions((*before, new))


def _states(
    lake: Lake,
    walker: Walker,
    walked: dict[Key, Walked],
    days: Sequence[date],
    starts: Starts,
    columns: Sequence[str],
) -> list[StateRow]:
    found: list[StateRow] = []
    with lake.cursor() as cursor:
        for key, facts in rows_by_account(
            cursor, metric_table(lake), columns=columns, first=days[0], last=days[-1]
        ):
            start = starts[key[0]]
            rows: Iterator[tuple[date, dict[str, Any]]] = (
                (day, values) for day, values in facts if day >= start
            )
            one = walked.get(key)
            if one is None:
                begun = next(rows, None)
                if begun is None:
                    continue
                one = walked[key] = Walked(first_standing(begun[1], begun[0]))
                rows = chain([begun], rows)
            found.extend(walker.days(one, key, rows))
            one.results, one.last = [], None
    return found


def _write(lake: Lake, row: RestatedSeries, rows: Sequence[StateRow], *, now: datetime) -> int:
    table = lake.table(STATE_DAYS_RESTATED)
    with lake.cursor() as cursor:
        hand_over(cursor, "restated", STATE_TYPES, rows)
        select = """
            select $series::varchar as series, strftime(day, '%Y-%m') as month, day, account, lane,
                phase, state, track, phase_succeeded, days_in_phase, since, release,
                $now::timestamptz as recorded_at
            from restated
        """
        written = table.append(cursor, select, {"series": row.public_id, "now": now})
        run(cursor, "drop table restated")
    steps.step(ROWS_WRITTEN)
    return written.rows


# Around it ----------------------------------------------------------------------------------------------


def _read(text: str) -> Checked:
    """The text as it is tried: what the running map has and it lacks is no error here."""
    found = check(text, names=metrics.name_table(viewer=Viewer.system()), file=FILE)
    if errors(found.problems):
        raise TextHasErrors(found.problems)
    return found


def _span(from_on: date) -> tuple[date, date]:
    start, last = read_starts().first, last_day_walked()
    if start is None or last is None or from_on > last:
        raise NothingToRestate(
            problem(
                "journey.nothing-to-restate",
                ja="この日以降に締めた日がありません。",
                en="No day since then has been closed.",
                remedy_ja=f"{last} 以前の日を指定してください。"
                if last
                else "先に日次の締めを行ってください。",
                remedy_en=f"Choose a day up to {last}." if last else "Close days first.",
                sample=from_on.isoformat(),
            )
        )
    return max(from_on, start), last


def _name(read: Checked, version: int | None) -> str:
    name = read.map.name.in_("ja") if read.map else ""
    return f"{name} v{version}" if version else name


def _forget(lake: Lake, row: RestatedSeries) -> None:
    with lake.cursor() as cursor:
        lake.table(STATE_DAYS_RESTATED).replace(cursor, partitions={"series": [row.public_id]})
    RestatedSeries.objects.filter(pk=row.pk).delete()


def _ready(public_id: str) -> RestatedSeries:
    row = RestatedSeries.objects.filter(public_id=public_id, state=RestatedSeries.READY).first()
    if row is None:
        raise SeriesUnknown(
            problem(
                "journey.restated-unknown",
                ja="この再計算の系列はありません。削除された可能性があります。",
                en="There is no such series; it may have been deleted.",
                remedy_ja="履歴の画面で、残っている系列を選んでください。",
                remedy_en="Choose one of those on the history screen.",
                sample=public_id,
            )
        )
    return row


def _view(row: RestatedSeries) -> Restated:
    return Restated(
        row.public_id, row.name, row.from_on, row.to_on, row.version, row.rows, row.made_at,
        row.by_id, row.text,
    )  # fmt: skip


@contextmanager
def _alone() -> Iterator[None]:
    """One series at a time; a process that dies loses the right."""
    path = Path(settings.BANSO_FOLDER) / "restate.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RestateRunning(_busy()) from None
        yield
    finally:
        os.close(handle)


def _busy() -> Problem:
    return problem(
        "journey.restate-running",
        ja="別の再計算を実行しています。",
        en="Another series is being worked out.",
        remedy_ja="終わるのを待つか、その処理を中止してから、もう一度お試しください。",
        remedy_en="Wait until it is done, or cancel it, then try again.",
    )
