"""One look at the schedules: what is due is claimed, done once, and noted with what came of it.

The worker calls :func:`tick` between two pieces of work, with the time it is. At most one piece is
done a call: the earliest due, so after a sleep the missed ones follow in their order. Slots missed
by the same piece of work are done as one.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time as machine
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from banso.lib import steps
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import queries
from banso.workspace.calendar.queries import calendar_for
from banso.workspace.schedule import rhythm as rhythms
from banso.workspace.schedule.models import Schedule, ScheduleRun
from banso.workspace.schedule.works import Turn, Work, works
from banso.workspace.viewer import Viewer

log = logging.getLogger("banso.schedule")
LEASE = timedelta(minutes=10)  # a worker that has not said so for this long is dead
MOST_ATTEMPTS = 6
BACKOFF = timedelta(minutes=5)  # then 10, 20, 40, 80
KEEP_RUNS = 60  # a schedule

CLAIMED = steps.declare("schedule.claimed", "the work is claimed; nothing of it was done")
WORKED = steps.declare("schedule.worked", "the work is done; that it was is not written yet")


@dataclass(frozen=True, slots=True)
class Ran:
    """What one tick did: the schedule's key, its slot, and how it ended."""

    key: str
    slot: datetime
    state: str
    covers: int


def this_worker() -> str:
    """This process among all that may look at these records."""
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def ensure(*, now: datetime) -> None:
    """This function will make the row of every piece of work that has none; it runs at its next slot."""
    known = set(Schedule.objects.values_list("key", flat=True))
    for work in works():
        if work.key in known:
            continue
        row = Schedule(
            key=work.key,
            rhythm=rhythms.EVERY if work.every else rhythms.DAILY,
            at=work.at,
            minutes=work.every,
            business=work.business,
        )
        row.next_at = next_slot(row, after=now)
        Schedule.objects.bulk_create([row], ignore_conflicts=True)


def rhythm_of(row: Schedule) -> rhythms.Rhythm:
    """This function will give a row's rhythm; without a time of day it follows the settling time."""
    at = row.at
    if at is None:
        hours = queries.workspace(viewer=Viewer.system()).settle_hours
        at = time(hours % 24, 5)
    return rhythms.Rhythm(row.rhythm, at, row.minutes or 60, row.business)


def next_slot(row: Schedule, *, after: datetime) -> datetime:
    """This function will give the first regular slot strictly after an instant."""
    system = Viewer.system()
    zone = queries.workspace(viewer=system).time_zone
    return rhythms.next_after(
        after, rhythm_of(row), zone=zone, calendar=calendar_for(viewer=system)
    )


def end_own_leases(*, host: str) -> int:
    """This function will end the leases of workers of this machine, which are dead: a workspace's
    worker holds a lock beside the records, so whoever starts is the only one here."""
    mine = Schedule.objects.filter(lease_owner__startswith=f"{host}:", lease_until__isnull=False)
    for row in mine:
        _lost(row)
    return len(mine)


def tick(*, now: datetime, worker: str | None = None) -> Ran | None:
    """This function will do the earliest piece of work that is due at ``now``, None when nothing is.

    Never raises for what the work does; a process that is told to end hands its work back.
    """
    if not queries.exists():
        return None
    ensure(now=now)
    by_key = {w.key: w for w in works()}
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    due = Q(asked_at__isnull=False) | Q(paused=False, next_at__lte=now)
    found = list(Schedule.objects.filter(free & due, key__in=by_key).select_related("asked_by"))
    found.sort(key=lambda r: (r.asked_at is None, r.slot or r.next_at, by_key[r.key].rank))
    for row in found:
        work = by_key[row.key]
        if row.lease_until is not None:
            _lost(row)
            if row.asked_at is None and (row.paused or row.next_at > now):
                continue
        if row.asked_at is None and work.rests(now) is not None:
            continue  # its slot waits until there is something to do
        if row.asked_at is None and _too_late(row, work, now=now):
            return _pass_over(row, now=now)
        run = _claim(row, now=now, worker=worker or this_worker())
        if run is not None:
            return _do(row, run, work, now=now)
    return None


def _latest(row: Schedule, *, now: datetime) -> tuple[datetime, int]:
    """The newest regular slot that has come, and how many came since the last one was done."""
    if row.asked_at is not None:
        return now, 1
    system = Viewer.system()
    zone = queries.workspace(viewer=system).time_zone
    come = list(
        rhythms.slots(
            row.slot or row.next_at,
            now,
            rhythm_of(row),
            zone=zone,
            calendar=calendar_for(viewer=system),
        )
    )
    return (come[-1], len(come)) if come else (row.slot or row.next_at, 1)


def _too_late(row: Schedule, work: Work, *, now: datetime) -> bool:
    return work.keeps is not None and now - _latest(row, now=now)[0] > work.keeps


def _pass_over(row: Schedule, *, now: datetime) -> Ran:
    slot, covers = _latest(row, now=now)
    with transaction.atomic():
        ScheduleRun.objects.create(
            schedule=row, slot=slot, covers=covers, state=ScheduleRun.PASSED,
            started_at=now, finished_at=now,
        )  # fmt: skip
        Schedule.objects.filter(pk=row.pk).update(
            next_at=next_slot(row, after=now), slot=None, attempt=0
        )
    return Ran(row.key, slot, ScheduleRun.PASSED, covers)


def _claim(row: Schedule, *, now: datetime, worker: str) -> ScheduleRun | None:
    """One statement decides between two workers; the second finds the row taken."""
    slot, covers = _latest(row, now=now)
    fresh = row.slot is not None and slot > row.slot  # the next regular time came while it failed
    attempt = 1 if fresh or row.asked_at is not None else row.attempt + 1
    with transaction.atomic():
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        taken = Schedule.objects.filter(
            free, pk=row.pk, next_at=row.next_at, asked_at=row.asked_at
        ).update(
            lease_owner=worker,
            lease_until=now + LEASE,
            slot=row.slot if row.asked_at is not None else slot,
            attempt=row.attempt if row.asked_at is not None else attempt,
        )
        if not taken:
            return None
        run = ScheduleRun.objects.create(
            schedule=row, slot=slot, covers=covers, attempt=attempt,
            started_at=now, worker=worker, asked_by=row.asked_by,
        )  # fmt: skip
    steps.step(CLAIMED)
    return run


def _do(row: Schedule, run: ScheduleRun, work: Work, *, now: datetime) -> Ran:
    begun = machine.monotonic()
    asked = row.asked_at is not None
    result: dict[str, Any] = {}
    problems: tuple[Problem, ...] = ()
    try:
        with _kept_alive(row.pk, run.worker, now=now):
            result = work.run(Turn(now, run.slot, dict(row.options), asked=asked))
    except BansoError as refused:
        problems = refused.problems
    except Exception:
        log.exception("scheduled work %s failed", work.key)
        problems = (_crashed(),)
    except BaseException:  # told to end: whoever starts next takes it up at once
        _hand_back(row, run)
        raise
    steps.step(WORKED)
    ended = now + timedelta(seconds=machine.monotonic() - begun)
    _finish(row, run, result=result, problems=problems, ended=ended, asked=asked)
    state = ScheduleRun.FAILED if problems else ScheduleRun.DONE
    return Ran(row.key, run.slot, state, run.covers)


@transaction.atomic
def _finish(
    row: Schedule,
    run: ScheduleRun,
    *,
    result: dict[str, Any],
    problems: tuple[Problem, ...],
    ended: datetime,
    asked: bool,
) -> None:
    told = [{**p.as_json("en"), "ja": p.in_("ja"), "en": p.in_("en")} for p in problems]
    ScheduleRun.objects.filter(pk=run.pk, state=ScheduleRun.RUNNING).update(
        state=ScheduleRun.FAILED if problems else ScheduleRun.DONE,
        finished_at=ended, result=result, problems=told,
    )  # fmt: skip
    after: dict[str, Any] = {"lease_owner": "", "lease_until": None}
    if asked:
        # What a person asked for is theirs to ask for again; the regular slots stay as they were.
        after |= {"asked_at": None, "asked_by": None}
    else:
        regular = next_slot(row, after=max(ended, run.slot))
        again = retry_at(attempt=run.attempt, now=ended) if problems else None
        if again is not None and again < regular:
            after |= {"next_at": again}
        else:
            after |= {"next_at": regular, "slot": None, "attempt": 0}
    Schedule.objects.filter(pk=row.pk, lease_owner=run.worker).update(**after)
    kept = row.runs.order_by("-started_at", "-id").values_list("pk", flat=True)[:KEEP_RUNS]
    row.runs.exclude(pk__in=list(kept)).delete()


def retry_at(*, attempt: int, now: datetime) -> datetime | None:
    """When a failed piece of work is tried again: 5, 10, 20, 40, 80 minutes on; None: not any more."""
    if attempt >= MOST_ATTEMPTS:
        return None
    return now + BACKOFF * int(2 ** (attempt - 1))


def _lost(row: Schedule) -> None:
    """A worker died over it. The slot stays due; the attempt counts, so it cannot go on for ever."""
    ScheduleRun.objects.filter(schedule=row, state=ScheduleRun.RUNNING).update(
        state=ScheduleRun.LOST, finished_at=row.lease_until
    )
    after: dict[str, Any] = {"lease_owner": "", "lease_until": None}
    if row.asked_at is not None:
        row.asked_at, row.asked_by = None, None
        after |= {"asked_at": None, "asked_by": None}
    elif row.attempt >= MOST_ATTEMPTS:
        row.next_at = next_slot(row, after=row.lease_until or row.next_at)
        row.slot, row.attempt = None, 0
        after |= {"next_at": row.next_at, "slot": None, "attempt": 0}
    Schedule.objects.filter(pk=row.pk).update(**after)
    row.lease_owner, row.lease_until = "", None


def _hand_back(row: Schedule, run: ScheduleRun) -> None:
    ScheduleRun.objects.filter(pk=run.pk).delete()
    Schedule.objects.filter(pk=row.pk, lease_owner=run.worker).update(
        lease_owner="", lease_until=None, slot=row.slot, attempt=row.attempt
    )


@contextmanager
def _kept_alive(pk: int, worker: str, *, now: datetime) -> Iterator[None]:
    """While long work runs, another thread says every few minutes that this worker lives."""
    over, begun = threading.Event(), machine.monotonic()

    def renew() -> None:
        while not over.wait(LEASE.total_seconds() / 4):
            passed = timedelta(seconds=machine.monotonic() - begun)
            try:
                Schedule.objects.filter(pk=pk, lease_owner=worker).update(
                    lease_until=now + passed + LEASE
                )
            except Exception:  # an import writes for longer than the records wait; the next will do
                log.debug("lease of schedule %s not renewed", pk, exc_info=True)
            finally:
                connection.close()

    thread = threading.Thread(target=renew, daemon=True, name="banso-lease")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def _crashed() -> Problem:
    return problem(
        "schedule.crashed",
        ja="定期処理が途中で止まりました。",
        en="The scheduled work stopped half-way.",
        remedy_ja="時間をおいて自動でやり直します。続く場合は、サーバーの記録を管理者にお渡しください。",
        remedy_en="It is tried again by itself. If it goes on, give the server's log to your administrator.",
    )
