"""Measuring: rows of ``metric_days`` for days; saving the catalogue and a workspace's own metrics."""

# ruff: noqa: S608  a day's own text; values are bound
from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from banso.events.definitions import EVENTS
from banso.events.lake import Cursor, Lake, Table
from banso.lib import steps
from banso.lib.problems import BansoError, Problem, errors, problem
from banso.metrics.catalogue import CatalogueEvent, accept, write_catalogue
from banso.metrics.computing import compute
from banso.metrics.definitions import MetricsNotAccepted
from banso.metrics.engines import working
from banso.metrics.loading import CATALOGUE_KEY, load_world
from banso.metrics.models import MeasuredDay
from banso.metrics.own import check
from banso.metrics.shapes import SHAPES
from banso.metrics.tables import metric_days_spec
from banso.metrics.usage import first_events
from banso.metrics.world import World, digest_of
from banso.workspace import operations as workspace
from banso.workspace.progress import Progress, Silent
from banso.workspace.queries import definition as workspace_definition
from banso.workspace.viewer import Act, Viewer

ROWS_WRITTEN = steps.declare(
    "metrics.rows_written",
    "the rows of a chunk stand in the lake; that they were measured is not noted yet",
)
DAYS_NOTED = steps.declare(
    "metrics.days_noted", "a chunk is measured and noted; the next is not begun"
)


class NoSuchVersion(BansoError):
    """There is no such version of a text of metrics."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What measuring did. ``skipped`` days were right already."""

    days: int
    rows: int
    skipped: int
    release: int


def measure(
    *,
    lake: Lake,
    days: Iterable[date],
    now: datetime,
    progress: Progress | None = None,
    world: World | None = None,
    hidden: frozenset[str] = frozenset(),
    day_zero: str = "service_start_on",
    again: bool = False,
) -> Receipt:
    """This function will write the metric rows of ``days``, in place of those that are there.

    One day or a year, the rows are the same. A month whose days were all made from exactly these
    facts is left as it is, unless ``again``; so it can be stopped anywhere and started again.
    ``world`` spares a caller with many chunks reading the records each time; ``day_zero`` is the
    field the map in force counts from. Raises ``ColumnTypeChanged`` when a metric's type differs
    from its column's.
    """
    progress = progress or Silent()
    wanted = sorted(set(days))
    if world is None:
        world = load_world(day_zero=day_zero, hidden=hidden)
    table = lake.table(metric_days_spec(world))
    digest = _digest(lake, world)
    rows = skipped = 0
    firsts: dict[int, date] | None = None
    progress.begin("metrics", total=len(wanted), unit="days")
    for chunk in months(wanted):
        if not again and _noted(chunk, digest):
            skipped += len(chunk)
            progress.advance(len(chunk))
            continue
        with working(lake, hidden=world.hidden) as place:
            if firsts is None:
                firsts = first_events(place.work, world, place.sources, first=wanted[0])
            select, values = place.for_lake(
                *compute(place.work, world, place.sources, chunk, now=now, first_events=firsts)
            )
            newest = chunk[-1] == wanted[-1]
            written = _write(table, place.cursor, chunk, select, values, newest=newest)
        steps.step(ROWS_WRITTEN)
        _note(chunk, digest=digest, release=world.release, rows=written, now=now)
        steps.step(DAYS_NOTED)
        rows += written
        progress.advance(len(chunk))
    return Receipt(days=len(wanted), rows=rows, skipped=skipped, release=world.release)


def months(days: Sequence[date]) -> list[list[date]]:
    """The days by calendar month, in order: the chunks that are computed and written in one go."""
    found: dict[tuple[int, int], list[date]] = {}
    for day in sorted(days):
        found.setdefault((day.year, day.month), []).append(day)
    return list(found.values())


def _write(
    table: Table, cursor: Cursor, days: list[date], select: str, values: Any, *, newest: bool
) -> int:
    """Put the rows of a chunk into the lake; a whole month is one file sorted by account.

    The last day of the newest month is a file of its own: lists and the map read that day alone,
    and would otherwise go through the whole month for it.
    """
    if not _whole_month(days):
        return table.replace_days(
            cursor, days=days, select_sql=select, params=values, unit="day"
        ).rows
    if not newest:
        return table.replace_days(
            cursor, days=days, select_sql=select, params=values, unit="month"
        ).rows
    cursor.execute(f"create or replace temp table measured as {select}", values).fetchall()
    *before, last = days
    rows = 0
    for part, unit in ((before, "month"), ([last], "day")):
        compare = "<" if unit == "month" else "="
        rows += table.replace_days(
            cursor,
            days=part,
            select_sql=f"select * from measured where day {compare} date '{last}'",
            params=(),
            unit=unit,  # type: ignore[arg-type]
        ).rows
    cursor.execute("drop table measured").fetchall()
    return rows


def _whole_month(days: Sequence[date]) -> bool:
    return len(days) == calendar.monthrange(days[0].year, days[0].month)[1]


def _digest(lake: Lake, world: World) -> str:
    shapes = hashlib.blake2b(digest_size=16)
    for shape in SHAPES.values():
        if shape.stage in ("usage", "tickets"):
            shapes.update(f"{shape.sql}{shape.running}{shape.finish}".encode())
    return digest_of([world.digest, lake.table(EVENTS).content, shapes.hexdigest()])


def _noted(days: Sequence[date], digest: str) -> bool:
    known = MeasuredDay.objects.filter(day__in=days, digest=digest).count()
    return known == len(days)


@transaction.atomic
def _note(days: Sequence[date], *, digest: str, release: int, rows: int, now: datetime) -> None:
    each = rows // len(days)
    MeasuredDay.objects.bulk_create(
        [
            MeasuredDay(day=d, digest=digest, release=release, rows=each, computed_at=now)
            for d in days
        ],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["digest", "release", "rows", "computed_at"],
    )


# Definitions ------------------------------------------------------------------------------------


@transaction.atomic
def save_catalogue(
    *, viewer: Viewer, text: str, now: datetime, why: str = "", batch: str = ""
) -> int:
    """This function will put a catalogue in force and give back the number of the new release.

    Raises ``CatalogueNotAccepted`` with every problem; then nothing is saved.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    accept(text, file=f"catalogue/{CATALOGUE_KEY}")
    version = workspace.save_definition(
        viewer=viewer, kind="catalogue", key=CATALOGUE_KEY, text=text, now=now, why=why, batch=batch
    )
    return workspace.make_release(
        viewer=viewer, changes={f"catalogue/{CATALOGUE_KEY}": version}, now=now, why=why
    )


def save_catalogue_events(
    *,
    viewer: Viewer,
    events: Iterable[CatalogueEvent],
    now: datetime,
    why: str = "",
    batch: str = "",
) -> int:
    """This function will write the catalogue of these events, as answered on a screen, and put it in force."""
    return save_catalogue(
        viewer=viewer, text=write_catalogue(events), now=now, why=why, batch=batch
    )


@transaction.atomic
def save_metrics(*, viewer: Viewer, key: str, text: str, now: datetime, why: str = "") -> int:
    """This function will put a text of the workspace's own metrics in force; gives the release's number.

    Raises ``MetricsNotAccepted`` with every problem; then nothing is saved.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    checked = check(viewer=viewer, text=text, key=key)
    if errors(checked.problems):
        raise MetricsNotAccepted(checked.problems)
    version = workspace.save_definition(
        viewer=viewer, kind="metric", key=key, text=text, now=now, why=why
    )
    return workspace.make_release(
        viewer=viewer, changes={f"metric/{key}": version}, now=now, why=why
    )


def take_back_metrics(
    *, viewer: Viewer, key: str, version: int, now: datetime, why: str = ""
) -> int:
    """This function will put an earlier version of the workspace's own metrics in force again.

    Raises ``NoSuchVersion``, and ``MetricsNotAccepted`` where it no longer fits what is there now.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    found = workspace_definition(viewer=viewer, kind="metric", key=key, version=version)
    if found is None:
        raise NoSuchVersion(_no_version(key, version))
    return save_metrics(viewer=viewer, key=key, text=found.text, now=now, why=why)


def _no_version(key: str, version: int) -> Problem:
    return problem(
        "metric.no-version",
        ja=f"「{key}」の版{version}はありません。",
        en=f"There is no version {version} of '{key}'.",
        remedy_ja="履歴から選んでください。",
        remedy_en="Choose one of the history.",
        sample=str(version),
    )
