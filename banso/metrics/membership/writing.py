"""Stays and counts into the records, in bulk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from banso.metrics.membership.editions import Judged
from banso.metrics.membership.folding import Fold, Key, Stay
from banso.metrics.membership.models import SegmentCount, SegmentStay
from banso.workspace.changes import insert_rows

_AT_ONCE = 500
_IN_FORCE = Q(superseded_at__isnull=True)


def open_stays(keys: Collection[str]) -> Iterator[Stay]:
    """Who is in these segments, as far as they were judged; only what closing a stay needs."""
    rows = SegmentStay.objects.filter(_IN_FORCE, segment__in=keys, left_on__isnull=True)
    columns = ("segment", "account_id", "lane", "entered_on")
    for segment, account, lane, entered in rows.values_list(*columns).iterator(chunk_size=5_000):
        yield Stay((segment, account, lane), entered, written=True)


def stays_since(
    group: Sequence[Judged], first: date, among: Collection[int] | range | None
) -> list[Stay]:
    """The stays of these segments that ``first`` or a later day bears on."""
    keys = [s.key for s in group]
    rows = SegmentStay.objects.filter(_IN_FORCE, segment__in=keys)
    rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=first))
    return [_stay(row) for part in _narrowed(rows, among) for row in part]


def _narrowed(
    rows: QuerySet[SegmentStay], among: Collection[int] | range | None
) -> Iterator[QuerySet[SegmentStay]]:
    if among is None:
        yield rows
    elif isinstance(among, range):
        yield rows.filter(account_id__gte=among.start, account_id__lt=among.stop)
    else:
        for part in _parts(sorted(among)):
            yield rows.filter(account_id__in=part)


def _stay(row: SegmentStay) -> Stay:
    return Stay(
        (row.segment, row.account_id, row.lane), row.entered_on, row.version, row.cause, row.reason,
        row.left_on, row.left_cause, row.left_version, row.exit_reason, pk=row.pk, written=True,
    )  # fmt: skip


def write_turned(fold: Fold, *, now: datetime) -> tuple[int, int]:
    """Write the stays that began and those that ended since the last time; gives how many of each."""
    new = [s for s in fold.stays() if not s.written]
    ended = [s for s in fold.closed if s.written and s.turned]
    _insert(new, now)
    _close(ended)
    for stay in new:
        stay.written, stay.turned = True, False
        stay.reason, stay.exit_reason = {}, None  # on the disk; only the day is needed from here on
    left = sum(s.left_on is not None for s in new) + len(ended)
    fold.closed.clear()
    return len(new), left


_COLUMNS = (
    "segment", "version", "account", "lane", "entered_on", "left_on", "cause", "left_cause",
    "left_version", "reason", "exit_reason", "recorded_at", "superseded_at",
)  # fmt: skip


def _insert(stays: Sequence[Stay], now: datetime) -> None:
    """Insert many rows; by a million, making a model of each would cost more than the writing."""
    fields = _fields(_COLUMNS)
    quote = connection.ops.quote_name
    columns, marks = ", ".join(quote(f.column) for f in fields), ", ".join(["%s"] * len(fields))
    # Names come from the model, values are bound.
    sql = f"INSERT INTO {quote(SegmentStay._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    bound = _Bound()
    recorded = fields[-2].get_db_prep_save(now, connection)
    rows = [
        (
            *(s.key[0], s.version, s.key[1], s.key[2]), bound.day(s.entered_on),
            bound.day(s.left_on), s.cause, s.left_cause, s.left_version, bound.values(s.reason),
            bound.values(s.exit_reason), recorded, None,
        )
        for s in stays
    ]  # fmt: skip
    _many(sql, rows)


_EXIT = ("left_on", "left_cause", "left_version", "exit_reason")
_KNOWN_BY = ("segment", "account", "lane", "entered_on")


def _close(stays: Sequence[Stay]) -> None:
    """Write how these stays ended, finding each by what it is: rows made in bulk have no known key."""
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(f.column)} = %s" for f in _fields(_EXIT))
    known = " AND ".join(f"{quote(f.column)} = %s" for f in _fields(_KNOWN_BY))
    table = quote(SegmentStay._meta.db_table)
    # Names come from the model, values are bound.
    sql = f"UPDATE {table} SET {sets} WHERE {known} AND superseded_at IS NULL"  # noqa: S608
    bound = _Bound()
    rows = [
        (
            bound.day(s.left_on), s.left_cause, s.left_version, bound.values(s.exit_reason),
            *s.key, bound.day(s.entered_on),
        )
        for s in stays
    ]  # fmt: skip
    _many(sql, rows)


def _fields(names: Iterable[str]) -> list[Any]:
    return [SegmentStay._meta.get_field(name) for name in names]


def _many(sql: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


class _Bound:
    """Days and values as the driver takes them; days recur."""

    def __init__(self) -> None:
        meta = SegmentStay._meta
        self._day, self._json = meta.get_field("entered_on"), meta.get_field("reason")
        self._days: dict[date | None, Any] = {None: None}

    def day(self, value: date | None) -> Any:
        if value not in self._days:
            self._days[value] = self._day.get_db_prep_save(value, connection)
        return self._days[value]

    def values(self, value: dict[str, Any] | None) -> Any:
        return None if value is None else self._json.get_db_prep_save(value, connection)


def write_compared(old: Sequence[Stay], new: Iterable[Stay], *, now: datetime) -> tuple[int, int]:
    """Put what was found in place of what was written, where they differ; gives made and superseded."""
    there: dict[tuple[Key, date], Stay] = {(s.key, s.entered_on): s for s in old}
    made: list[Stay] = []
    for stay in new:
        before = there.get((stay.key, stay.entered_on))
        if before is not None and before.content() == stay.content():
            del there[stay.key, stay.entered_on]
        else:
            made.append(stay)
    gone = [s.pk for s in there.values() if s.pk is not None]
    for part in _parts(gone):
        SegmentStay.objects.filter(pk__in=part).update(superseded_at=now)
    _insert(made, now)
    return len(made), len(gone)


def write_counts(
    group: Sequence[Judged],
    counts: Iterable[tuple[str, date, int, int, int, int]],
    *,
    first: date,
    last: date,
) -> None:
    """Put the counts of these segments and days in place of those there; a segment that does not
    count on a day has none."""
    by_key = {s.key: s for s in group}
    SegmentCount.objects.filter(segment__in=list(by_key), day__range=(first, last)).delete()
    rows = []
    for key, day, members, unknown, accounts, mrr in counts:
        edition = by_key[key].on(day)
        if edition.counts:
            rows.append(
                SegmentCount(
                    segment=key,
                    day=day,
                    version=edition.version,
                    members=members,
                    unknown=unknown,
                    accounts=accounts,
                    mrr_minor=mrr,
                )  # fmt: skip
            )
    insert_rows(SegmentCount, rows)


def _parts(items: Sequence[Any]) -> Iterator[list[Any]]:
    left = iter(items)
    while part := list(islice(left, _AT_ONCE)):
        yield part
