"""Walking every account through days, and writing down where each came to stand.

Days follow one another: a run begins where the last one ended, or at the first day whose facts
changed since, and then goes on to the newest day there is. A run over new days is written chunk
by chunk. A run over days walked before starts from a standing kept at the end of a month, is
compared with what was written, and is written in one transaction: what differs is superseded.
"""

from __future__ import annotations

import calendar
import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from banso.events.lake import Lake
from banso.journey.acts import Key, read_acts
from banso.journey.definitions import JOURNEY_DAILY, JOURNEY_MOVES, STATE_DAYS
from banso.journey.facts import columns_for, rows_by_account
from banso.journey.kept import MOVES_BEFORE, STATES_BEFORE, SeenDays
from banso.journey.maps import Editions, editions
from banso.journey.models import (
    ClassifiedDay,
    KeptStanding,
    ManualMove,
    MapChange,
    Standing,
    Waiting,
)
from banso.journey.standing import Standing as Where
from banso.journey.starts import Starts, read_starts
from banso.journey.walking import StateRow, Walked, Walker, first_standing
from banso.journey.writing import (
    StaysWritten,
    keep_standings,
    moves_between,
    note_days,
    restored,
    write_rows,
    write_standings,
    write_stays,
)
from banso.lib import steps
from banso.lib.dates import days as each_day
from banso.metrics.models import MeasuredDay
from banso.metrics.operations import months
from banso.metrics.queries import metric_table
from banso.workspace.progress import Progress, Silent

STATES_WRITTEN = steps.declare(
    "day.states_written",
    "the states of a chunk stand in the lake; the records know nothing of them",
)
STAYS_WRITTEN = steps.declare(
    "day.stays_written", "the stays of a chunk are written and its days noted"
)
ONE_DAY = timedelta(days=1)
KEEP_DAYS = 130  # late facts that reach further back begin at the beginning


@dataclass(frozen=True, slots=True)
class Receipt:
    """What classifying did. ``superseded`` counts the stays that later facts corrected."""

    first: date | None = None
    last: date | None = None
    rows: int = 0
    stays: int = 0
    superseded: int = 0


def first_day_to_walk(first: date | None = None) -> date | None:
    """This function will say where classifying must begin if days from ``first`` on have changed.

    None: nothing is covered, so nobody can stand anywhere. Without ``first``: the first day never
    walked.
    """
    start = read_starts().first
    if start is None:
        return None
    known: dict[str, Any] = ClassifiedDay.objects.aggregate(first=Min("day"), last=Max("day"))
    if known["last"] is None or known["first"] != start:
        return start  # coverage begins on another day than it did: everybody begins anew
    after: date = known["last"] + ONE_DAY
    return max(start, after if first is None else min(first, after))


def last_day_walked() -> date | None:
    """This function will give the newest day every account was walked through."""
    found: date | None = ClassifiedDay.objects.aggregate(last=Max("day"))["last"]
    return found


def classify(
    *,
    lake: Lake,
    days: Sequence[date],
    now: datetime,
    progress: Progress | None = None,
    again: bool = False,
) -> Receipt:
    """This function will walk every account through the closes of ``days``, from their metric rows.

    Days before them that were never walked, and days after them that were, are walked too. Days
    made from the same facts, orders and maps are left as they are, unless ``again``.
    """
    first, known = first_day_to_walk(min(days)), last_day_walked()
    last = max(days) if known is None else max(max(days), known)
    if first is None or first > last:
        return Receipt()
    starts, versions = read_starts(), editions()
    digests = day_digests(first, last, starts=starts, versions=versions)
    begin = first if again else _first_changed(digests)
    if begin is None:
        return Receipt()
    _forget_before(lake, starts.first)
    run = _Run.prepared(lake, now, versions, starts, progress or Silent(), digests)
    if known is None or begin > known:
        run.walk_new(begin, last)
    else:
        run.walk_again(begin, last, known)
    return Receipt(begin, last, run.rows, run.written.made, run.written.superseded)


@dataclass
class _Run:
    """One run, with what it needs to know read once."""

    lake: Lake
    now: datetime
    editions: Editions
    walker: Walker
    starts: Starts
    columns: list[str]
    progress: Progress
    digests: dict[date, str]
    walked: dict[Key, Walked] = field(default_factory=dict)
    rows: int = 0
    written: StaysWritten = field(default_factory=StaysWritten)

    @classmethod
    def prepared(
        cls, lake: Lake, now: datetime, versions: Editions, starts: Starts,
        progress: Progress, digests: dict[date, str],
    ) -> _Run:  # fmt: skip
        made_at = dict(enumerate(MapChange.objects.order_by("id").values_list("at", flat=True)))
        walker = Walker(editions=versions, acts=read_acts(), made_at=made_at)
        columns = columns_for(metric_table(lake), versions.names)
        return cls(lake, now, versions, walker, starts, columns, progress, digests)

    @property
    def release(self) -> int:
        return self.editions.newest.release

    @property
    def newest(self) -> date:
        """The newest day once this run is over."""
        return max(self.digests)

    def walk_new(self, first: date, last: date) -> None:
        """Days never walked: each chunk stands by itself, so a killed run goes on where it was."""
        for row in Standing.objects.all():
            self.walked[row.account_id, row.lane] = restored(row.data)
        ahead = _with_open_acts()
        self.progress.begin("journey", total=(last - first).days + 1, unit="days")
        for chunk in months(list(each_day(first, last))):
            count = self.walk_chunk(chunk)
            known = chunk[0] - ONE_DAY
            with transaction.atomic():
                touched = {k: w for k, w in self.walked.items() if w.results or k in ahead}
                written = write_stays(touched, base=known, known=known, now=self.now)
                write_standings(self.walked, release=self.release, now=self.now)
                if ends_month(chunk[-1]) and chunk[-1] > last - timedelta(days=KEEP_DAYS):
                    keep_standings(self.walked, chunk[-1])
                self.note(chunk, count)
            steps.step(STAYS_WRITTEN)
            self.count(written)
            for walked in self.walked.values():
                walked.results, walked.last = [], None
            ahead = set()
            self.progress.advance(len(chunk))

    def walk_again(self, first: date, last: date, known: date) -> None:
        """Days walked before, whose facts have changed: everything from there on is walked anew."""
        base = self.restore(first)
        first = base + ONE_DAY if base else self.starts.first or first
        if first not in self.digests:  # it begins before the days that were asked for
            self.digests = day_digests(first, last, starts=self.starts, versions=self.editions)
        there = {
            (account, lane): Walked(Where())
            for account, lane in Standing.objects.values_list("account_id", "lane")
        }
        kept: dict[date, dict[Key, Walked]] = {}
        counts: list[tuple[list[date], int]] = []
        self.progress.begin("journey", total=(last - first).days + 1, unit="days")
        for chunk in months(list(each_day(first, last))):
            counts.append((chunk, self.walk_chunk(chunk)))
            if ends_month(chunk[-1]) and chunk[-1] > last - timedelta(days=KEEP_DAYS):
                kept[chunk[-1]] = {k: Walked(w.standing, w.paid) for k, w in self.walked.items()}
            self.progress.advance(len(chunk))
        with transaction.atomic():
            self.count(write_stays(there | self.walked, base=base, known=known, now=self.now))
            _forget_standings(k for k in there if k not in self.walked)
            write_standings(self.walked, release=self.release, now=self.now, all_of_them=True)
            KeptStanding.objects.filter(day__gte=first).delete()
            for day, standings in kept.items():
                keep_standings(standings, day)
            for chunk, count in counts:
                self.note(chunk, count)
        steps.step(STAYS_WRITTEN)

    def restore(self, first: date) -> date | None:
        """Take up the standings kept last before ``first``; the day they are of, None without any."""
        found: date | None = KeptStanding.objects.filter(day__lt=first).aggregate(d=Max("day"))["d"]
        if found is not None:
            for row in KeptStanding.objects.filter(day=found):
                self.walked[row.account_id, row.lane] = restored(row.data)
        return found

    def walk_chunk(self, days: Sequence[date]) -> int:
        """Walk every account through ``days`` and write their states to the lake; gives the rows."""
        rows: list[StateRow] = []
        table = metric_table(self.lake)
        with self.lake.cursor() as cursor, _collector_resting():
            for key, facts in rows_by_account(
                cursor, table, columns=self.columns, first=days[0], last=days[-1]
            ):
                rows.extend(self.walk_account(key, facts))
        write_rows(
            self.lake, rows, moves_between(self.walked, days[0], days[-1]), days,
            now=self.now, newest=days[-1] == self.newest,
            seen=SeenDays.before(days, newest=self.newest),
        )  # fmt: skip
        steps.step(STATES_WRITTEN)
        self.rows += len(rows)
        return len(rows)

    def walk_account(
        self, key: Key, rows: Iterator[tuple[date, dict[str, Any]]]
    ) -> Iterator[StateRow]:
        start = self.starts[key[0]]
        rows = ((day, facts) for day, facts in rows if day >= start)
        walked = self.walked.get(key)
        if walked is None:
            first = next(rows, None)
            if first is None:
                return
            walked = self.walked[key] = Walked(first_standing(first[1], first[0]))
            rows = chain([first], rows)
        yield from self.walker.days(walked, key, rows)

    def note(self, days: Sequence[date], rows: int) -> None:
        note_days(
            days, self.digests, newest=self.newest, rows=rows, release=self.release, now=self.now
        )

    def count(self, written: StaysWritten) -> None:
        self.written = StaysWritten(
            self.written.made + written.made,
            self.written.changed + written.changed,
            self.written.superseded + written.superseded,
        )


@contextmanager
def _collector_resting() -> Iterator[None]:
    """A chunk makes hundreds of thousands of rows and no cycles: looking for cycles among them again
    and again would cost more than walking them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _forget_standings(keys: Iterable[Key]) -> None:
    for account, lane in keys:
        Standing.objects.filter(account_id=account, lane=lane).delete()


def _forget_before(lake: Lake, start: date | None) -> None:
    """Drop what was said of days that are no longer covered, when an import was taken back."""
    gone = list(ClassifiedDay.objects.filter(day__lt=start).values_list("day", flat=True))
    if not gone:
        return
    with lake.cursor() as cursor:
        for spec in (STATE_DAYS, JOURNEY_DAILY, JOURNEY_MOVES, STATES_BEFORE, MOVES_BEFORE):
            lake.table(spec).replace_days(cursor, days=gone, select_sql=None)
    with transaction.atomic():
        KeptStanding.objects.filter(day__lt=start).delete()
        ClassifiedDay.objects.filter(day__lt=start).delete()


def _with_open_acts() -> set[Key]:
    """Accounts for which something was written about a day that was still open."""
    rows = Standing.objects.filter(ahead__isnull=False)
    return {(account, lane) for account, lane in rows.values_list("account_id", "lane")}


def ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def note_again(day: date, *, now: datetime) -> None:
    """This function will note a walked day as made from what there is now, after an act dated that day
    was carried out on its states and stays; otherwise the next close would walk it once more."""
    row = ClassifiedDay.objects.filter(day=day).first()
    if row is None:
        return
    versions = editions()
    digests = day_digests(day, day, starts=read_starts(), versions=versions)
    note_days([day], digests, newest=day, rows=row.rows, release=versions.newest.release, now=now)


# What days are made from ----------------------------------------------------------------------------


def day_digests(first: date, last: date, *, starts: Starts, versions: Editions) -> dict[date, str]:
    """The fingerprint of everything each day's states are made from, the days before it apart."""
    measured = {
        m.day: f"{m.digest} {m.computed_at.isoformat()}"
        for m in MeasuredDay.objects.filter(day__range=(first, last))
    }
    ordered = _ordered_by_day(first, last)
    found = {}
    for day in each_day(first, last):
        maps = [e.digest for e in (versions.on(day), *versions.made_on(day))]
        parts = (measured.get(day, ""), starts.digest, maps, ordered.get(day, []))
        found[day] = hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
    return found


def _ordered_by_day(first: date, last: date) -> dict[date, list[str]]:
    """What people ordered, under each day it bears on."""
    found: dict[date, list[str]] = {}

    def add(day: date | None, what: str) -> None:
        if day is not None:
            found.setdefault(day, []).append(what)

    for move in ManualMove.objects.order_by("id"):
        add(move.day, f"move {move.public_id} {move.place} {move.until} {move.after_close}")
        add(move.ended_on, f"end {move.public_id} {move.ended_after_close}")
    for wait in Waiting.objects.order_by("id"):
        end = wait.counted_to or wait.until or last
        for day in each_day(max(first, wait.counted_from), min(last, end)):
            add(day, f"wait {wait.account_id} {wait.lane}")
    return found


def _first_changed(digests: dict[date, str]) -> date | None:
    known = dict(ClassifiedDay.objects.values_list("day", "digest"))
    return next((day for day, digest in digests.items() if known.get(day) != digest), None)
