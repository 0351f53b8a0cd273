# ruff: noqa: S608  days are dates, names our own; the select over the lake's files comes from the lake
"""Events summed up by day, key, user and name: kept up as events come, late or otherwise.

What a day was made from is noted by the files it lay in. A day whose files are others is looked
at again; files that were only merged are known without reading them. Of a day that was rolled
before, the keys whose sums came out differently are noted before the new sums are written, so a
crash at any point loses none of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db import transaction
from django.db.models import Max

from banso.events.definitions import EVENTS
from banso.events.lake import Cursor, Lake, PartitionRange, TableSpec
from banso.events.queries import visible
from banso.lib import steps
from banso.metrics.models import ChangedKey, MeasuredDay, RolledDay
from banso.metrics.sessions import sessions_of
from banso.metrics.tables import MICRO, SESSION_DAYS, USAGE_DAYS
from banso.workspace.progress import Progress, Silent

KEYS_NOTED = steps.declare(
    "metrics.keys_noted", "it is noted whose events are others; the old sums still stand"
)
ROLLED = steps.declare(
    "metrics.rolled", "the new sums stand in the lake; that the days are rolled is not noted yet"
)
ROLLS_NOTED = steps.declare(
    "metrics.rolls_noted", "a month of days is rolled and noted; the next is not begun"
)

Key = tuple[str, str]  # source, account key


@dataclass(frozen=True, slots=True)
class Rolled:
    """``days`` were looked at; ``changed`` gives each key whose sums differ and its first such day.

    Days after the last one measured count as new, not as changed.
    """

    days: tuple[date, ...] = ()
    changed: Mapping[Key, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A day of events as the log tells it, without a look into its files."""

    files: str
    rows: int
    changes: int
    hidden: str


def roll(
    *,
    lake: Lake,
    days: Iterable[date] | None = None,
    hidden: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Rolled:
    """This function will bring ``usage_days`` and ``session_days`` up to what events there are now.

    ``hidden`` batches are not committed yet and do not count. ``days``: look at these only. It
    reads nothing when nothing changed, and can be stopped anywhere and started again.
    """
    progress = progress or Silent()
    waiting = _waiting(lake, hidden, None if days is None else set(days))
    changed: dict[Key, date] = {}
    measured: date | None = MeasuredDay.objects.aggregate(day=Max("day"))["day"]
    if waiting:
        progress.begin("rollups", total=len(waiting), unit="days")
    for _, chunk in groupby(sorted(waiting), key=lambda d: (d.year, d.month)):
        part = list(chunk)
        for key, first in _roll_month(lake, part, waiting, hidden, measured).items():
            changed[key] = min(first, changed.get(key, first))
        progress.advance(len(part))
    return Rolled(tuple(sorted(waiting)), changed)


def close_months(*, lake: Lake, before: date) -> int:
    """This function will make one sorted file of each month before the month of ``before``.

    Gives the number of files that went.
    """
    gone = 0
    with lake.cursor() as cursor:
        for spec in (USAGE_DAYS, SESSION_DAYS):
            table = lake.table(spec)
            gone += table.merge_files(cursor, before=f"{before:%Y-%m}").removed_files
    return gone


# Which days wait ----------------------------------------------------------------------------------


def _waiting(
    lake: Lake, hidden: frozenset[str], wanted: set[date] | None
) -> dict[date, _Seen | None]:
    """The days that are others than when they were rolled; None: without any events now."""
    seen = _seen(lake, hidden)
    noted = {r.day: r for r in RolledDay.objects.all()}
    found: dict[date, _Seen | None] = {
        day: now for day, now in seen.items() if not _same(noted.get(day), now)
    }
    found.update({day: None for day in noted if day not in seen})
    return {d: s for d, s in found.items() if wanted is None or d in wanted}


def _same(noted: RolledDay | None, now: _Seen) -> bool:
    if noted is None or noted.rules != _RULES or noted.hidden != now.hidden:
        return False
    # Between two looks with the same number of changes rows only came in, and files were merged.
    return noted.files == now.files or (noted.rows == now.rows and noted.changes == now.changes)


def _seen(lake: Lake, hidden: frozenset[str]) -> dict[date, _Seen]:
    table = lake.table(EVENTS)
    with table.log.held():
        files, changes = table.snapshot().files, table.log.changes()
    by_day: dict[date, list[int]] = {}
    for i, file in enumerate(files):
        by_day.setdefault(date.fromisoformat(file.partition["day"]), []).append(i)
    found = {}
    for day, places in by_day.items():
        digest = hashlib.blake2b(digest_size=16)
        for path in sorted(files[i].path for i in places):
            digest.update(path.encode())
        inside = [
            batch
            for batch in sorted(hidden)
            if any(_may_hold(files[i].low, files[i].high, batch) for i in places)
        ]
        found[day] = _Seen(
            files=digest.hexdigest(),
            rows=sum(files[i].rows for i in places),
            changes=changes,
            hidden=hashlib.blake2b(repr(inside).encode(), digest_size=16).hexdigest()
            if inside
            else "",
        )
    return found


def _may_hold(low: Mapping[str, object], high: Mapping[str, object], batch: str) -> bool:
    if "batch" not in low or "batch" not in high:
        return True
    return str(low["batch"]) <= batch <= str(high["batch"])


# Rolling a month ----------------------------------------------------------------------------------


def _roll_month(
    lake: Lake,
    days: Sequence[date],
    waiting: Mapping[date, _Seen | None],
    hidden: frozenset[str],
    measured: date | None,
) -> dict[Key, date]:
    """Roll these days of one month; gives the keys that changed."""
    first, last = days[0], days[-1]
    listed = ", ".join(f"date '{d}'" for d in days)
    events = f"(select * from {visible(lake=lake, hidden=hidden, days=(first, last))} where day in ({listed}))"
    with lake.cursor() as cursor:
        _run(cursor, f"create or replace temp table new_usage as {_USAGE.format(events=events)}")
        _run(
            cursor,
            f"create or replace temp table new_sessions as {sessions_of(events)}",
        )
        before = RolledDay.objects.filter(day__in=days).exists()
        differ = dict.fromkeys(days, not before)
        changed: dict[Key, date] = {}
        for spec, made in ((USAGE_DAYS, "new_usage"), (SESSION_DAYS, "new_sessions")):
            if before or (measured and first <= measured):
                for source, key, day in _differing(cursor, lake, spec, made, days):
                    differ[day] = True
                    if measured and day <= measured:
                        changed[source, key] = min(day, changed.get((source, key), day))
        _note_keys(changed)
        steps.step(KEYS_NOTED)
        if touched := [d for d in days if differ[d]]:
            _write(cursor, lake, touched, whole=not before and _is_whole(days, waiting))
        steps.step(ROLLED)
    _note_days(days, waiting)
    steps.step(ROLLS_NOTED)
    return changed


def _differing(
    cursor: Cursor, lake: Lake, spec: TableSpec, made: str, days: Sequence[date]
) -> list[tuple[str, str, date]]:
    """(source, key, day) of every sum that is not what it was, from one side or the other."""
    columns = ", ".join(c.name for c in spec.columns if c.name != "month")
    listed = ", ".join(f"date '{d}'" for d in days)
    there = lake.table(spec).sql(PartitionRange.of_days(days[0], days[-1]))
    old = f"select {columns} from {there} where day in ({listed})"
    new = f"select {columns} from {made}"
    return cursor.execute(
        f"""
        select distinct source, account_key, day from (
            (({old}) except all ({new})) union all (({new}) except all ({old})))
        """
    ).fetchall()


def _write(cursor: Cursor, lake: Lake, days: Sequence[date], *, whole: bool) -> None:
    listed = ", ".join(f"date '{d}'" for d in days)
    for spec, made in ((USAGE_DAYS, "new_usage"), (SESSION_DAYS, "new_sessions")):
        lake.table(spec).replace_days(
            cursor,
            days=days,
            select_sql=f"select * from {made} where day in ({listed})",
            unit="month" if whole else "day",
        )


def _is_whole(days: Sequence[date], waiting: Mapping[date, _Seen | None]) -> bool:
    """Whether the month is over, as far as events tell: then its days go into one file."""
    return any((d.year, d.month) > (days[-1].year, days[-1].month) for d in waiting)


@transaction.atomic
def _note_keys(changed: Mapping[Key, date]) -> None:
    if not changed:
        return
    known = {(k.source, k.key): k.first_on for k in ChangedKey.objects.all()}
    ChangedKey.objects.bulk_create(
        [
            ChangedKey(source=s, key=k, first_on=min(day, known.get((s, k), day)))
            for (s, k), day in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["source", "key"],
        update_fields=["first_on"],
        batch_size=2_000,
    )


@transaction.atomic
def _note_days(days: Sequence[date], waiting: Mapping[date, _Seen | None]) -> None:
    RolledDay.objects.filter(day__in=[d for d in days if waiting[d] is None]).delete()
    RolledDay.objects.bulk_create(
        [
            RolledDay(
                day=day, files=now.files, rows=now.rows, changes=now.changes, hidden=now.hidden,
                rules=_RULES,
            )
            for day in days
            if (now := waiting[day]) is not None
        ],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["files", "rows", "changes", "hidden", "rules"],
    )  # fmt: skip


def _run(cursor: Cursor, sql: str) -> None:
    cursor.execute(sql).fetchall()


_USAGE = f"""
select day, source, account_key, user_key, name, count(*)::bigint as n,
    try_cast(sum(try_cast(try_cast(value as decimal(28, 6)) * {MICRO} as bigint)) as bigint) as total
from {{events}}
group by day, source, account_key, user_key, name
"""
# What the sums mean. Days that were rolled under another number are rolled again.
_RULES = "2"
