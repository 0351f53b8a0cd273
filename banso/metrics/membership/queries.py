"""Reads of dated membership: counted over time, who came and went and why, where an account was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from banso.customers.queries import in_scope
from banso.events.lake import Lake, PartitionRange
from banso.lib.dates import days as each_day
from banso.metrics import segment_store as store
from banso.metrics.arrays import hand_over, run
from banso.metrics.conditions import Condition, Explanation, NameTable
from banso.metrics.conditions.explain import Leaf
from banso.metrics.conditions.names import Kind
from banso.metrics.lists import kinds_of
from banso.metrics.membership import loading
from banso.metrics.membership.models import SegmentCount, SegmentMark, SegmentStay
from banso.metrics.queries import metric_table, require_account, visible_ids
from banso.workspace.viewer import Act, Viewer

_IN_FORCE = Q(superseded_at__isnull=True)


@dataclass(frozen=True, slots=True)
class DayCount:
    """A segment on a day. ``unknown``, ``accounts``: None where only some accounts were looked at.

    ``version``: the one that counted; 0 where only some accounts were looked at.
    """

    day: date
    members: int
    mrr_minor: int | None
    unknown: int | None = None
    accounts: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A segment in the table of all: ``now`` and ``then`` None where it was not counted that day."""

    key: str
    now: DayCount | None
    then: DayCount | None
    trend: tuple[tuple[date, int], ...] = ()

    @property
    def change(self) -> int | None:
        return self.now.members - self.then.members if self.now and self.then else None


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody came or went. ``changed``: the leaves that came out otherwise than the day before,
    each as it was (None: there was no row) and as it is (None: there is none any more)."""

    cause: str
    version: int
    changed: tuple[tuple[Leaf | None, Leaf | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Turned:
    """An account entered (``into``) or left a segment on ``day``."""

    account_id: int
    lane: str
    day: date
    into: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Turns:
    """Those of a span of days, the newest first; ``entered`` and ``left`` count all of them."""

    entered: int
    left: int
    rows: tuple[Turned, ...]


@dataclass(frozen=True, slots=True)
class StayOf:
    """An account's stay in a segment; ``left_on`` None: it is in it."""

    key: str
    entered_on: date
    left_on: date | None
    start_unseen: bool
    why: Why
    exit: Why | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The days a segment was judged for. ``broken_on``: since then it cannot be."""

    first: date
    last: date
    broken_on: date | None


def judged(*, viewer: Viewer, key: str) -> Judged | None:
    """This function will say for which days a segment was judged; None before its first time."""
    store.segment(viewer=viewer, key=key)
    row = SegmentMark.objects.filter(segment=key).first()
    return Judged(row.first, row.last, row.broken_on) if row else None


def overview(
    *, viewer: Viewer, keys: Sequence[str], day: date, back: int = 28, trend: int = 90
) -> dict[str, Line]:
    """This function will count segments on ``day``, ``back`` days before, and over ``trend`` days."""
    viewer.require(Act.SEE_DEFINITIONS)
    first = day - timedelta(days=max(back, trend))
    found = _counts(viewer, keys, first, day)
    since = day - timedelta(days=trend)
    return {
        key: Line(
            key,
            days.get(day),
            days.get(day - timedelta(days=back)),
            tuple((d, c.members) for d, c in sorted(days.items()) if d >= since),
        )
        for key, days in found.items()
    }


def counted(
    *,
    viewer: Viewer,
    lake: Lake,
    key: str,
    first: date,
    last: date,
    among: Collection[int] | None = None,
) -> tuple[DayCount, ...]:
    """This function will count a segment on each day from ``first`` to ``last``; days it was not
    judged for are left out. ``among``, and the viewer's scope, narrow to accounts: then how many
    could not be judged is not known."""
    store.segment(viewer=viewer, key=key)
    ids = visible_ids(viewer, among)
    if ids is None:
        return tuple(c for _, c in sorted(_stored([key], first, last)[key].items()))
    counts = _of_stays([key], first, last, ids)[key]
    money = _mrr(lake, key, first, last, ids)
    return tuple(DayCount(d, c.members, money.get(d, 0)) for d, c in sorted(counts.items()))


def _counts(
    viewer: Viewer, keys: Sequence[str], first: date, last: date
) -> dict[str, dict[date, DayCount]]:
    ids = visible_ids(viewer, None)
    return _stored(keys, first, last) if ids is None else _of_stays(keys, first, last, ids)


def _stored(keys: Sequence[str], first: date, last: date) -> dict[str, dict[date, DayCount]]:
    found: dict[str, dict[date, DayCount]] = {key: {} for key in keys}
    rows = SegmentCount.objects.filter(segment__in=keys, day__range=(first, last))
    columns = ("segment", "day", "members", "mrr_minor", "unknown", "accounts", "version")
    for key, *rest in rows.values_list(*columns):
        count = DayCount(*rest)
        found[key][count.day] = count
    return found


def _of_stays(
    keys: Sequence[str], first: date, last: date, ids: Collection[int]
) -> dict[str, dict[date, DayCount]]:
    """From the stays of some accounts, on the days each segment was counted at all."""
    there = SegmentCount.objects.filter(segment__in=keys, day__range=(first, last))
    steps: dict[str, Counter[date]] = {key: Counter() for key in keys}
    for row in _stays(keys, first, last, ids):
        steps[row.segment][max(row.entered_on, first)] += 1
        if row.left_on is not None and row.left_on <= last:
            steps[row.segment][row.left_on] -= 1
    running = {key: _running(steps[key], first, last) for key in keys}
    found: dict[str, dict[date, DayCount]] = {key: {} for key in keys}
    for key, day in there.values_list("segment", "day"):
        found[key][day] = DayCount(day, running[key][day], None)
    return found


def _running(steps: Counter[date], first: date, last: date) -> dict[date, int]:
    total, found = 0, {}
    for day in each_day(first, last):
        total += steps[day]
        found[day] = total
    return found


def _stays(
    keys: Sequence[str], first: date, last: date, ids: Collection[int]
) -> QuerySet[SegmentStay]:
    rows = SegmentStay.objects.filter(_IN_FORCE, segment__in=keys, entered_on__lte=last)
    rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=first))
    if len(ids) > 500:  # more than a query takes; few are left out
        known = frozenset(ids)
        wanted = [r for r in rows.values_list("pk", "account_id") if r[1] in known]
        return rows if len(wanted) == rows.count() else _by_pk([pk for pk, _ in wanted])
    return rows.filter(account_id__in=list(ids))


def _by_pk(pks: list[int]) -> QuerySet[SegmentStay]:
    found = SegmentStay.objects.none()
    for i in range(0, len(pks), 500):
        found = found | SegmentStay.objects.filter(pk__in=pks[i : i + 500])
    return found


def _mrr(lake: Lake, key: str, first: date, last: date, ids: Collection[int]) -> dict[date, int]:
    """MRR of some accounts while they were members, by day, in minor units."""
    table = metric_table(lake)
    if "mrr" not in table.columns:
        return {}
    rows = [
        (r.account_id, r.lane, r.entered_on, r.left_on or date.max)
        for r in _stays([key], first, last, ids)
    ]
    types = (("account", "BIGINT"), ("lane", "VARCHAR"), ("since", "DATE"), ("until", "DATE"))
    source = table.sql(PartitionRange.of_days(first, last))
    with lake.cursor() as cursor:
        hand_over(cursor, "sg_stays", types, rows)
        found = run(
            cursor,
            f"""
            select m.day, sum(try_cast(m.mrr as bigint))::bigint from {source} m join sg_stays s
                on s.account = m.account and s.lane = m.lane and m.day >= s.since and m.day < s.until
            where m.day between $first and $last group by m.day
            """,  # noqa: S608  columns are our own, values are bound
            {"first": first, "last": last},
        )
        run(cursor, "drop table sg_stays")
    return {day: mrr or 0 for day, mrr in found}


# Who came and went ------------------------------------------------------------------------------


def turns(
    *,
    viewer: Viewer,
    key: str,
    first: date,
    last: date,
    names: NameTable,
    among: Collection[int] | None = None,
    limit: int = 50,
) -> Turns:
    """This function will list who entered and left a segment from ``first`` to ``last``, and why."""
    store.segment(viewer=viewer, key=key)
    rows = in_scope(SegmentStay.objects.filter(_IN_FORCE, segment=key), viewer)
    came = rows.filter(entered_on__range=(first, last))
    went = rows.filter(left_on__range=(first, last))
    if among is not None:
        came = came.filter(account_id__in=list(among))
        went = went.filter(account_id__in=list(among))
    whys = _Whys(key, names)
    found = [
        Turned(r.account_id, r.lane, r.entered_on, True, whys.entry(r))
        for r in came.order_by("-entered_on", "account_id")[:limit]
    ] + [
        Turned(r.account_id, r.lane, r.left_on, False, whys.exit(r))
        for r in went.order_by("-left_on", "account_id")[:limit]
    ]
    found.sort(key=lambda t: (-t.day.toordinal(), t.into, t.account_id))
    return Turns(came.count(), went.count(), tuple(found[:limit]))


def stays_of(
    *, viewer: Viewer, account_id: int, names: NameTable, day: date | None = None
) -> tuple[StayOf, ...]:
    """This function will list an account's stays in the segments the viewer sees, those it is in
    first, then the newest. ``day``: as things stood then, by today's knowledge."""
    viewer.require(Act.SEE_DEFINITIONS)
    require_account(viewer, account_id)
    seen = {s.key for s in store.segments(viewer=viewer)}
    rows = SegmentStay.objects.filter(_IN_FORCE, account_id=account_id)
    if day is not None:
        rows = rows.filter(entered_on__lte=day)
    whys: dict[str, _Whys] = {}
    found = []
    for row in rows.order_by("-entered_on"):
        if row.segment not in seen:
            continue
        why = whys.setdefault(row.segment, _Whys(row.segment, names))
        left = row.left_on if row.left_on and (day is None or row.left_on <= day) else None
        found.append(
            StayOf(
                row.segment,
                row.entered_on,
                left,
                row.cause == "start",
                why.entry(row),
                why.exit(row) if left else None,
            )  # fmt: skip
        )
    return tuple(sorted(found, key=lambda s: s.left_on is not None))


class _Whys:
    """Reasons read with the condition of the version they were written under."""

    def __init__(self, key: str, names: NameTable) -> None:
        self.key, self.names = key, names
        self.conditions: dict[int, Condition | None] | None = None

    def entry(self, row: SegmentStay) -> Why:
        return self._why(row.cause, row.version, row.reason)

    def exit(self, row: SegmentStay) -> Why:
        return self._why(row.left_cause, row.left_version or row.version, row.exit_reason or {})

    def _why(self, cause: str, version: int, reason: dict[str, Any]) -> Why:
        if self.conditions is None:
            listed = loading.versions([self.key]).get(self.key, [])
            self.conditions = {v: said.read(self.names)[0] for v, said in listed}
        condition = self.conditions.get(version)
        if condition is None:
            return Why(cause, version)
        now, was = (
            _explained(condition, reason.get("now")),
            _explained(condition, reason.get("was")),
        )
        return Why(cause, version, tuple(_changed(was, now)))


def _explained(condition: Condition, values: dict[str, Any] | None) -> Explanation | None:
    if values is None:
        return None
    dates = {n for n, kind in kinds_of(condition).items() if kind is Kind.DATE}
    typed = {
        n: date.fromisoformat(v) if n in dates and isinstance(v, str) else v
        for n, v in values.items()
    }
    return condition.explain(typed)


def _changed(
    was: Explanation | None, now: Explanation | None
) -> Iterable[tuple[Leaf | None, Leaf | None]]:
    """The leaves whose truth is another; all that decide where one of the two is not there."""
    if was is None or now is None:
        there = now or was
        for leaf in there.deciding if there else ():
            yield (None, leaf) if now else (leaf, None)
        return
    for before, after in zip(was.leaves, now.leaves, strict=True):
        if before.truth is not after.truth:
            yield before, after
