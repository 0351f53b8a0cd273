"""Rows of ``metric_days``: of new days, of days gone over again, of accounts that must be corrected.

Events are rolled up and the facts looked at first. Then, month by month (of few accounts, several
months together): days never measured, or under other definitions, are computed for everybody; of
days that are right but for some accounts, these accounts' rows are computed, and those that differ
are written as corrections over the others.
"""

# ruff: noqa: S608  accounts are numbers, days dates
from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from banso.events.lake import Lake, Table
from banso.lib import steps
from banso.lib.problems import Problem
from banso.metrics import reopen, spanning
from banso.metrics.computing import Span, compute
from banso.metrics.engines import Working, working
from banso.metrics.loading import load_world
from banso.metrics.models import MeasuredDay
from banso.metrics.notices import nothing_there
from banso.metrics.rollups import roll
from banso.metrics.shapes import COUNTING, SHAPES
from banso.metrics.tables import metric_days_spec
from banso.metrics.world import World, digest_of
from banso.workspace.progress import Progress, Silent

ROWS_WRITTEN = steps.declare(
    "metrics.rows_written",
    "the rows of a chunk stand in the lake; that they were measured is not noted yet",
)
DAYS_NOTED = steps.declare(
    "metrics.days_noted", "a chunk is measured and noted; the next is not begun"
)
CORRECTED = steps.declare(
    "metrics.corrected",
    "the corrections of a chunk stand in the lake; the accounts are still noted as waiting",
)

# More accounts than one in so many, and than a few: the days are written anew, not corrected.
_ONE_IN, _FEW = 4, 50
# Whole months that were never measured are computed together up to so many rows (accounts times
# days): under that, a chunk costs the planning of its statements and hardly anything else.
_ROWS_TOGETHER = 50_000
_A_WEEK = 7  # days
# Stamps say when and under what a row was made; alone they are no reason to write it again.
_STAMPS = ("release", "computed_at")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What measuring did.

    ``skipped`` days were right already, for everybody. ``corrected`` gives the accounts whose rows
    of days measured before came out otherwise, with the first such day; ``everyone`` the first day
    measured before that was written anew as a whole. ``notices``: days without events, and the like.
    """

    days: int
    rows: int
    skipped: int
    release: int
    corrected: Mapping[int, date] = field(default_factory=dict)
    everyone: date | None = None
    notices: tuple[Problem, ...] = ()


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
    accounts: Collection[int] | None = None,
    reopen_days: int = 0,
) -> Receipt:
    """This function will make the metric rows of ``days`` those that follow from the facts there are now.

    One day or a year, the rows are the same. What is right already is left as it is, unless
    ``again``; so it can be stopped anywhere and started again. ``accounts``: of days measured
    before, only these accounts' rows. ``reopen_days``: also the days so far before ``days`` on which
    something waits. ``world`` spares a caller reading the records again; ``day_zero`` is the field
    the map in force counts from. Raises ``ColumnTypeChanged`` when a metric's type differs from its
    column's.
    """
    progress = progress or Silent()
    world = world or load_world(day_zero=day_zero, hidden=hidden)
    roll(lake=lake, hidden=world.hidden, progress=progress)
    looked = reopen.look(lake=lake, world=world)
    wanted = set(days)
    if reopen_days and wanted:
        wanted.update(reopen.due(before=min(wanted), limit=reopen_days))
    progress.begin("metrics", total=len(wanted), unit="days")
    with working(lake, hidden=world.hidden, rolled=True) as place:
        run = _Run(
            lake=lake,
            place=place,
            world=world,
            table=lake.table(metric_days_spec(world)),
            digest=_digest(world, anything=bool(looked.first_events)),
            firsts=looked.first_events,
            now=now,
            wanted=sorted(wanted),
            newest=max([*wanted, *_newest_measured()], default=None),
        )
        for chunk in run.chunks():
            run.chunk(chunk, again=again, only=accounts)
            progress.advance(len(chunk))
    return Receipt(
        days=len(wanted),
        rows=run.rows,
        skipped=run.skipped,
        release=world.release,
        corrected=run.corrected,
        everyone=run.everyone,
        notices=nothing_there(world, run.fresh),
    )


def months(days: Sequence[date]) -> list[list[date]]:
    """The days by calendar month, in order: the chunks that are computed and written in one go."""
    found: dict[tuple[int, int], list[date]] = {}
    for day in sorted(days):
        found.setdefault((day.year, day.month), []).append(day)
    return list(found.values())


@dataclass
class _Run:
    """One run, with what it needs to know read once, and what it did."""

    lake: Lake
    place: Working
    world: World
    table: Table
    digest: str
    firsts: Mapping[int, date]
    now: datetime
    wanted: Sequence[date]
    newest: date | None
    span: Span | None = None
    rows: int = 0
    skipped: int = 0
    corrected: dict[int, date] = field(default_factory=dict)
    everyone: date | None = None
    fresh: list[date] = field(default_factory=list)

    def chunks(self) -> Iterator[list[date]]:
        """The wanted days month by month; of few accounts, months never measured together."""
        noted = set(MeasuredDay.objects.values_list("day", flat=True))
        most = _ROWS_TOGETHER // max(1, len(self.world.accounts))
        together: list[date] = []
        for month in months(self.wanted):
            joins = _whole_months(month) and noted.isdisjoint(month)
            if together and not (
                joins
                and len(together) + len(month) <= most
                and month[0] == together[-1] + timedelta(days=1)
            ):
                yield together
                together = []
            if joins:
                together = [*together, *month]
            else:
                yield month
        if together:
            yield together

    def chunk(self, days: list[date], *, again: bool, only: Collection[int] | None) -> None:
        """Make the rows of these days right: of one month, or of months never measured."""
        noted = dict(MeasuredDay.objects.filter(day__in=days).values_list("day", "digest"))
        right = [] if again and only is None else [d for d in days if noted.get(d) == self.digest]
        stale = reopen.stale_on(right)
        if only is not None:
            stale = dict.fromkeys(only, right[0]) if right else {}
        many = len(stale) > _FEW and len(stale) * _ONE_IN > len(self.world.accounts)
        if many and only is None:
            begin = min(stale.values())
            right, stale = [d for d in right if d < begin], {}
        anew = [d for d in days if d not in right]
        if anew:
            self._measure(anew, noted)
        if stale:
            self._correct(right, stale)
        else:
            self.skipped += len(right)

    def _measure(self, days: list[date], noted: Mapping[date, str]) -> None:
        """Compute and write these days for everybody."""
        if self.span is None:  # made ready once for all months that are computed
            self.span = Span.ready(
                self.place.work, self.world, self.place.sources, first=self.wanted[0],
                last=self.wanted[-1], now=self.now, first_events=dict(self.firsts),
                keep=len(months(self.wanted)) > 1,
            )  # fmt: skip
        rows = _write(self.table, self.place, self.span, days, newest=days[-1] == self.newest)
        steps.step(ROWS_WRITTEN)
        with transaction.atomic():
            reopen.strike(days=days)
            _note(days, digest=self.digest, release=self.world.release, rows=rows, now=self.now)
        steps.step(DAYS_NOTED)
        self.rows += rows
        self.fresh += [d for d in days if d not in noted]
        if before := [d for d in days if d in noted]:
            self.everyone = min(before[0], self.everyone or before[0])

    def _correct(self, days: list[date], stale: Mapping[int, date]) -> None:
        """Compute these accounts on the days they wait; write what comes out otherwise."""
        asked = [d for d in days if d >= min(stale.values())]
        left = reopen.begin_writing(stale)
        with working(self.lake, hidden=self.world.hidden, rolled=True) as place:
            select, values = place.for_lake(
                *compute(
                    place.work, _only(self.world, stale), place.sources, asked, now=self.now,
                    first_events=dict(self.firsts),
                )
            )  # fmt: skip
            listed = ", ".join(map(str, sorted(stale)))
            apart = ", ".join(f"date '{d}'" for d in asked)
            done = self.table.correct(
                place.cursor,
                days=(asked[0], asked[-1]),
                inside=f"account in ({listed}) and day in ({apart})",
                select_sql=select,
                params=values,
                ignore=_STAMPS,
                noted="corrected_rows",
            )
            changed = place.cursor.execute(
                "select account, day, min(day) over (partition by account) from corrected_rows"
            ).fetchall()
        steps.step(CORRECTED)
        with transaction.atomic():
            touched = set(asked) if left else {day for _, day, _ in changed}
            MeasuredDay.objects.filter(day__in=touched).update(computed_at=self.now)
            reopen.strike(days=asked, accounts=stale)
        for account, first in [*((a, d) for a, _, d in changed), *((a, stale[a]) for a in left)]:
            self.corrected[account] = min(first, self.corrected.get(account, first))
        self.rows += done.rows + done.gone
        self.skipped += len(days) - len(asked)


def _only(world: World, accounts: Collection[int]) -> World:
    """The world of these accounts alone."""
    return replace(
        world,
        accounts=[a for a in world.accounts if a.id in accounts],
        keys=[k for k in world.keys if k.account in accounts],
        users=[u for u in world.users if u.account in accounts],
        champions=[c for c in world.champions if c.account in accounts],
        roles_since={a: d for a, d in world.roles_since.items() if a in accounts},
        books={a: b for a, b in world.books.items() if a in accounts},
        tickets=[t for t in world.tickets if t.account in accounts],
        moments=[m for m in world.moments if m.account in accounts],
        incidents=[i for i in world.incidents if i.account is None or i.account in accounts],
        values=[v for v in world.values if v.account in accounts],
    )


def _write(table: Table, place: Working, span: Span, days: list[date], *, newest: bool) -> int:
    """Put the rows of a chunk into the lake."""
    before, single = in_files(days, newest=newest)
    rows = 0
    if before:
        parts = (place.for_lake(*part) for part in spanning.parts(span, before))
        rows += table.replace_days_in_parts(place.cursor, days=before, parts=parts).rows
    if single:
        select, values = place.for_lake(*span.rows(single))
        rows += table.replace_days(
            place.cursor, days=single, select_sql=select, params=values, unit="day"
        ).rows
    return rows


def in_files(days: Sequence[date], *, newest: bool) -> tuple[list[date], list[date]]:
    """Of days written in one go: those that share a file sorted by account, and those of a file each.

    A few days of an open month are files of their own, so that each is replaced alone. More than a
    week at once is a history, read by account: a file a day would be the dearest part of writing it.
    The last day of the newest month is a file of its own: lists and the map read that day alone.
    """
    if len(days) <= _A_WEEK and not _whole_months(days):
        return [], list(days)
    return (list(days[:-1]), list(days[-1:])) if newest else (list(days), [])


def _whole_months(days: Sequence[date]) -> bool:
    """Whether these days, in order, are one month or several, from the first day to the last."""
    first, last = days[0], days[-1]
    unbroken = len(days) == (last - first).days + 1
    return unbroken and first.day == 1 and (last + timedelta(days=1)).day == 1


def _newest_measured() -> list[date]:
    found = MeasuredDay.objects.aggregate(day=Max("day"))["day"]
    return [found] if found else []


def _digest(world: World, *, anything: bool) -> str:
    """The fingerprint of what bears on everybody: what is measured, and how. Facts that bear on
    some accounts are looked at one by one (see ``reopen``)."""
    texts = hashlib.blake2b(digest_size=16)
    for shape in SHAPES.values():
        if shape.stage in COUNTING:
            texts.update(f"{shape.sql}\x00{shape.finish}\x00{shape.running}\x00".encode())
    return digest_of(
        [
            list(world.registry), world.catalogue.events, world.fields, world.zone, world.day_zero,
            world.contracts_connected, anything, texts.hexdigest(),
        ]
    )  # fmt: skip


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
