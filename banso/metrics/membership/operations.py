"""Judging days: who is a member, entered, left. The last step of the order of the day (rules.md R2).

Days that follow those judged before are written month by month; a killed run goes on where it was.
Days judged before, whose facts have changed, are judged again in buckets of accounts and compared
with what was written: what differs is superseded. Nothing is noted as right before all of it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min

from banso.customers.models import Account
from banso.events.lake import Lake
from banso.lib import steps
from banso.metrics.conditions import NameTable
from banso.metrics.membership import loading, writing
from banso.metrics.membership.editions import Judged
from banso.metrics.membership.folding import Fold
from banso.metrics.membership.judging import Pass, States
from banso.metrics.membership.loading import Mark
from banso.metrics.membership.models import SegmentCount, SegmentDay, SegmentMark
from banso.metrics.operations import months
from banso.workspace.progress import Progress, Silent

JUDGED = steps.declare(
    "segments.written", "a chunk of days is judged for segments and written; others wait"
)
CORRECTED = steps.declare(
    "segments.corrected",
    "who was in segments is corrected for some accounts; that it is right is not noted",
)
ONE_DAY = timedelta(days=1)
_ROWS_AT_ONCE = 600_000  # of accounts and days judged again in one bucket


@dataclass(frozen=True, slots=True)
class Receipt:
    """What judging did. ``again``: the first day judged anew, None if none was."""

    segments: int = 0
    days: int = 0
    again: date | None = None
    entered: int = 0
    left: int = 0
    superseded: int = 0


def judge_segments(
    *,
    lake: Lake,
    facts: Mapping[date, str],
    states: States,
    names: NameTable,
    now: datetime,
    accounts: Mapping[int, date] | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """This function will bring who is in which segment up to the last day of ``facts``.

    ``facts``: every closed day without a gap, each with a fingerprint of what it was made from;
    from the first day on whose fingerprint is another than when it was judged, days are judged
    again: only ``accounts`` (each with its first changed day), where only theirs changed. ``states`` gives the columns of the map for
    a span of days, ``names`` what a condition may name. Doing it again changes nothing.
    """
    if not facts:
        return Receipt()
    found, known = loading.versions(), loading.marks()
    loading.settle(found, known)
    run = _Run(lake, states, now, progress or Silent(), sorted(facts))
    segments = loading.all_judged(found, known, names=names)
    changed = _first_changed(facts)
    if accounts:
        changed = min(d for d in (changed, *accounts.values()) if d is not None)
    for (first, last, narrow), group in _groups_again(segments, known, run.days, changed).items():
        run.again(group, first, last, list(accounts) if narrow and accounts is not None else None)
    for last_done, group in _groups_on(segments, known, run.days).items():
        run.onward(group, last_done + ONE_DAY if last_done else run.days[0], known)
    _note(facts)
    return Receipt(
        len(segments), len(run.days), run.begun_again, run.entered, run.left, run.superseded
    )


def _first_changed(facts: Mapping[date, str]) -> date | None:
    """The first day judged before whose facts are others now, or that came before all of them."""
    there = dict(SegmentDay.objects.values_list("day", "digest"))
    if not there:
        return None
    first, last = min(facts), max(facts)
    if min(there) != first:
        return first
    gone = [last] if max(there) > last else []
    return min([d for d, digest in facts.items() if there.get(d, digest) != digest] + gone, default=None)  # fmt: skip


def _groups_again(
    segments: Sequence[Judged], known: Mapping[str, Mark], days: Sequence[date], changed: date | None
) -> dict[tuple[date, date, bool], list[Judged]]:  # fmt: skip
    """Segments to judge again, by first and last day, and whether changed accounts are enough."""
    stamps = _counted_under(segments)
    groups: dict[tuple[date, date, bool], list[Judged]] = {}
    for segment in segments:
        mark, newest = known.get(segment.key), segment.newest
        if mark is None or newest.broken:
            continue
        first, narrow = changed, True
        turn = newest.from_on
        if turn is not None and turn <= mark.last:
            wanted = newest.version if newest.counts else None
            if stamps.get((segment.key, turn)) != wanted and (first is None or turn <= first):
                first, narrow = turn, False
            elif stamps.get((segment.key, turn)) != wanted:
                narrow = False
        if mark.first != days[0]:
            first, narrow = days[0], False
        if first is not None and first <= mark.last:
            last = min(mark.last, days[-1])
            groups.setdefault((min(first, last), last, narrow), []).append(segment)
    return groups


def _counted_under(segments: Sequence[Judged]) -> dict[tuple[str, date], int]:
    """Under which version segments were counted on the first day of their newest one."""
    turns = {s.newest.from_on for s in segments if s.newest.from_on}
    rows = SegmentCount.objects.filter(day__in=turns)
    return {(key, day): version for key, day, version in rows.values_list("segment", "day", "version")}  # fmt: skip


def _groups_on(
    segments: Sequence[Judged], known: Mapping[str, Mark], days: Sequence[date]
) -> dict[date | None, list[Judged]]:
    """Segments that have days to come, by the last day they were judged for."""
    groups: dict[date | None, list[Judged]] = {}
    for segment in segments:
        mark = known.get(segment.key)
        if mark is None and segment.newest.broken:
            continue  # it begins on the first day of all once it can be judged
        if mark is None or mark.last < days[-1]:
            groups.setdefault(mark.last if mark else None, []).append(segment)
    return groups


@transaction.atomic
def _note(facts: Mapping[date, str]) -> None:
    SegmentDay.objects.exclude(day__range=(min(facts), max(facts))).delete()
    there = dict(SegmentDay.objects.values_list("day", "digest"))
    SegmentDay.objects.bulk_create(
        [SegmentDay(day=d, digest=g) for d, g in facts.items() if there.get(d) != g],
        update_conflicts=True, unique_fields=["day"], update_fields=["digest"], batch_size=500,
    )  # fmt: skip


@dataclass
class _Run:
    lake: Lake
    states: States
    now: datetime
    progress: Progress
    days: Sequence[date]
    begun_again: date | None = None
    entered: int = 0
    left: int = 0
    superseded: int = 0

    def onward(self, group: list[Judged], first: date, known: Mapping[str, Mark]) -> None:
        """Days never judged for these segments: each chunk stands by itself."""
        keys = [s.key for s in group]
        begins = {k: known[k].first if k in known else first for k in keys}
        fold = Fold(writing.open_stays(keys))
        days = [d for d in self.days if d >= first]
        self.progress.begin("segments", total=len(days), unit="days")
        for chunk in months(days):
            counts = self.chunk(group, chunk, fold, begins)
            with transaction.atomic():
                entered, left = writing.write_turned(fold, now=self.now)
                writing.write_counts(group, counts, first=chunk[0], last=chunk[-1])
                self.mark(group, begins, chunk, known)
            steps.step(JUDGED)
            self.entered, self.left = self.entered + entered, self.left + left
            self.progress.advance(len(chunk))

    def chunk(
        self, group: list[Judged], days: Sequence[date], fold: Fold, begins: Mapping[str, date],
        among: Collection[int] | range | None = None,
    ) -> list[tuple[str, date, int, int, int, int]]:  # fmt: skip
        """Judge a chunk, take up its turns and give its counts."""
        with self.lake.cursor() as cursor:
            found = Pass(
                cursor, self.lake, self.states, group, days[0], days[-1], begins, among
            )  # fmt: skip
            found.judge()
            fold.feed(found.turns(list(fold.members())))
            counts = found.counts()
            found.drop()
        return counts

    def mark(
        self, group: list[Judged], begins: Mapping[str, date], chunk: Sequence[date],
        known: Mapping[str, Mark],
    ) -> None:  # fmt: skip
        rows = []
        for s in group:
            since = known[s.key].broken_on if s.key in known else None
            broken = (since or chunk[0]) if s.newest.broken else None
            rows.append(SegmentMark(segment=s.key, first=begins[s.key], last=chunk[-1], broken_on=broken))  # fmt: skip
        SegmentMark.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["segment"],
            update_fields=["first", "last", "broken_on"],
        )  # fmt: skip

    def again(
        self, group: list[Judged], first: date, last: date, accounts: Collection[int] | None
    ) -> None:
        """Days judged before: everything from ``first`` on is judged anew and compared."""
        days = [d for d in self.days if first <= d <= last]
        begins = {s.key: self.days[0] for s in group}
        self.begun_again = min(self.begun_again or first, first)
        self.progress.begin("segments", total=len(days), unit="days")
        for among in [accounts] if accounts is not None else self.buckets(len(days)):
            old = writing.stays_since(group, first, among)
            fold = Fold(cut for s in old if (cut := s.until(first)) is not None)
            if first == self.days[0]:
                fold = Fold()
            for chunk in months(days):
                self.chunk(group, chunk, fold, begins, among)
            with transaction.atomic():
                made, gone = writing.write_compared(old, fold.stays(), now=self.now)
            steps.step(CORRECTED)
            self.entered, self.superseded = self.entered + made, self.superseded + gone
        for chunk in months(days):
            self.count_again(group, chunk)
            self.progress.advance(len(chunk))
        keys = [s.key for s in group]
        with transaction.atomic():
            rows = SegmentCount.objects.filter(segment__in=keys)
            rows.exclude(day__range=(self.days[0], last)).delete()
            SegmentMark.objects.filter(segment__in=keys).update(first=self.days[0], last=last)

    def count_again(self, group: list[Judged], chunk: Sequence[date]) -> None:
        with self.lake.cursor() as cursor:
            found = Pass(
                cursor, self.lake, self.states, group, chunk[0], chunk[-1], wide=False
            )  # fmt: skip
            found.judge()
            counts = found.counts()
            found.drop()
        with transaction.atomic():
            writing.write_counts(group, counts, first=chunk[0], last=chunk[-1])

    def buckets(self, days: int) -> Iterator[range]:
        """Ranges of account ids, so that what is judged at once stays small."""
        ends = Account.objects.aggregate(low=Min("pk"), high=Max("pk"))
        if ends["low"] is None:
            return
        size = max(200, _ROWS_AT_ONCE // max(1, days))
        for low in range(ends["low"], ends["high"] + 1, size):
            yield range(low, min(low + size, ends["high"] + 1))
