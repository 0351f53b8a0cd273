"""Reads of scheduled work: for whoever runs the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from banso.lib.text import Text
from banso.workspace.schedule.models import Schedule, ScheduleRun
from banso.workspace.schedule.running import ensure, rhythm_of
from banso.workspace.schedule.works import Work, work_of, works
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class RunView:
    public_id: str
    state: str  # running, done, failed, lost, passed
    slot: datetime
    covers: int
    attempt: int
    started_at: datetime
    finished_at: datetime | None
    seconds: float | None
    asked_by: str  # the person's name, "" when it came by itself
    result: dict[str, Any]
    problems: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """``settled``: its time follows the settling time. ``rests``: why it does nothing for now.
    ``retry``: how many attempts of the slot failed; ``next_at`` is then the next attempt."""

    key: str
    name: Text
    says: Text
    kind: str  # daily, every
    at: time
    minutes: int
    business: bool
    settled: bool
    paused: bool
    asked: bool
    running: bool
    rests: Text | None
    next_at: datetime | None
    retry: int
    options: dict[str, Any]
    last: RunView | None


def schedules(*, viewer: Viewer, now: datetime) -> list[ScheduleView]:
    """This function will list all scheduled work with its last run and its next."""
    viewer.require(Act.MANAGE_WORKSPACE)
    ensure(now=now)
    rows = {r.key: r for r in Schedule.objects.all()}
    return [_view(rows[w.key], w, now=now) for w in works() if w.key in rows]


def schedule(*, viewer: Viewer, key: str, now: datetime) -> ScheduleView:
    """This function will give one. Raises WorkUnknown."""
    viewer.require(Act.MANAGE_WORKSPACE)
    work = work_of(key)
    ensure(now=now)
    return _view(Schedule.objects.get(key=key), work, now=now)


def runs_of(*, viewer: Viewer, key: str, limit: int = 30) -> list[RunView]:
    """This function will list the newest runs of one piece of work. Raises WorkUnknown."""
    viewer.require(Act.MANAGE_WORKSPACE)
    work_of(key)
    rows = ScheduleRun.objects.filter(schedule__key=key).select_related("asked_by")
    return [_run(r) for r in rows.order_by("-started_at", "-id")[:limit]]


def _view(row: Schedule, work: Work, *, now: datetime) -> ScheduleView:
    rhythm = rhythm_of(row)
    last = row.runs.select_related("asked_by").order_by("-started_at", "-id").first()
    return ScheduleView(
        key=row.key,
        name=work.name,
        says=work.says,
        kind=rhythm.kind,
        at=rhythm.at,
        minutes=rhythm.minutes,
        business=rhythm.business,
        settled=row.at is None and rhythm.kind == "daily",
        paused=row.paused,
        asked=row.asked_at is not None,
        running=row.lease_until is not None and row.lease_until > now,
        rests=work.rests(now),
        next_at=None if row.paused else row.next_at,
        retry=row.attempt if row.slot is not None else 0,
        options=dict(row.options),
        last=_run(last) if last else None,
    )


def _run(row: ScheduleRun) -> RunView:
    took: timedelta | None = row.finished_at - row.started_at if row.finished_at else None
    return RunView(
        public_id=row.public_id,
        state=row.state,
        slot=row.slot,
        covers=row.covers,
        attempt=row.attempt,
        started_at=row.started_at,
        finished_at=row.finished_at,
        seconds=took.total_seconds() if took is not None else None,
        asked_by=row.asked_by.display_name if row.asked_by else "",
        result=dict(row.result),
        problems=list(row.problems),
    )
