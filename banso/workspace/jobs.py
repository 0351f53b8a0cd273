"""Long work in the background: one row a job, run by the worker, found again from any screen.

django-tasks carries the call to the worker; the :class:`Job` row carries what people see and what
survives a crash. A job's function must be resumable: called again with the same arguments after a
kill, it goes on where it was and ends with the same result.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import transaction
from django_tasks import task

from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.models import Job
from banso.workspace.progress import JobCancelled, Throttle
from banso.workspace.viewer import Act, NotAllowed, Viewer

log = logging.getLogger("banso.jobs")
Run = Callable[..., dict[str, Any] | None]
R = TypeVar("R", bound=Run)
_KINDS: dict[str, Run] = {}


class JobUnknown(BansoError):
    """No job has this id, or its kind is not installed."""


@dataclass(frozen=True, slots=True)
class JobView:
    public_id: str
    kind: str
    state: str  # waiting, running, done, failed, cancelled
    step: str
    done: int
    total: int | None
    unit: str
    rate: float | None  # units a second in the present step
    remaining_seconds: float | None
    result: dict[str, Any] | None
    problems: list[dict[str, Any]]
    arguments: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None

    @property
    def finished(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    @property
    def share(self) -> float | None:
        """0 to 1, or None while the length is unknown."""
        return min(1.0, self.done / self.total) if self.total else None


def job(kind: str) -> Callable[[R], R]:
    """Register ``def run(*, progress, viewer, **arguments) -> dict | None`` as the work of a kind."""

    def register(run: R) -> R:
        _KINDS[kind] = run
        return run

    return register


def start_job(*, viewer: Viewer, kind: str, arguments: dict[str, Any], now: datetime) -> str:
    """This function will write the job's row, hand it to the worker, and give back its public id."""
    if kind not in _KINDS:
        raise _unknown(kind)
    with transaction.atomic():
        row = Job.objects.create(
            kind=kind, arguments=arguments, created_by_id=viewer.user_id, created_at=now
        )
        public_id = row.public_id
        transaction.on_commit(lambda: run_job.enqueue(public_id))
    return public_id


def cancel_job(*, viewer: Viewer, public_id: str, now: datetime) -> None:
    """This function will ask a job to stop; one that has not begun ends at once."""
    row = _row_for(viewer, public_id)
    if row.state == "waiting":
        Job.objects.filter(pk=row.pk, state="waiting").update(state="cancelled", finished_at=now)
    Job.objects.filter(pk=row.pk, state="running").update(cancel_asked=True)


def job_view(*, viewer: Viewer, public_id: str) -> JobView:
    """This function will say how far a job is, with its rate and remaining time."""
    return _view(_row_for(viewer, public_id))


def jobs(*, viewer: Viewer, kind: str | None = None, limit: int = 20) -> list[JobView]:
    """This function will list the newest jobs the viewer may see."""
    rows = Job.objects.order_by("-created_at", "-id")
    if kind:
        rows = rows.filter(kind=kind)
    if not viewer.may(Act.IMPORT):
        rows = rows.filter(created_by_id=viewer.user_id)
    return [_view(r) for r in rows[:limit]]


def requeue_dead_jobs(*, now: datetime) -> list[str]:
    """This function will hand jobs whose worker died back to the queue; call it when a worker starts.

    One worker serves a workspace, so whatever stands as running when it starts is dead.
    """
    dead = list(Job.objects.filter(state__in=["running", "waiting"]).order_by("id"))
    for row in dead:
        Job.objects.filter(pk=row.pk).update(state="waiting", worker="")
        run_job.enqueue(row.public_id)
    return [row.public_id for row in dead]


def end_those_without(*, batches: frozenset[str], now: datetime) -> int:
    """This function will cancel waiting work that cannot go on in a restored copy: what concerns an
    import that is not among ``batches``, and what was done to the workspace as a whole. Work that
    only computes days anew goes on."""
    ended = 0
    for row in Job.objects.filter(state__in=["waiting", "running"]):
        batch = row.arguments.get("batch")
        goes_on = batch in batches if batch else row.kind.startswith("day.")
        if not goes_on:
            Job.objects.filter(pk=row.pk).update(state="cancelled", finished_at=now)
            ended += 1
    return ended


@task()
def run_job(public_id: str) -> None:
    """Run one job to its end; a second call for the same job does nothing."""
    now = datetime.now(UTC)
    claimed = Job.objects.filter(public_id=public_id, state="waiting").update(
        state="running", started_at=now, beat_at=now, worker=f"{socket.gethostname()}:{os.getpid()}"
    )
    if not claimed:
        return
    row = Job.objects.get(public_id=public_id)
    run = _KINDS.get(row.kind)
    try:
        if run is None:
            raise _unknown(row.kind)
        result = run(progress=_Recorded(row), viewer=_viewer_of(row), **row.arguments)
    except JobCancelled:
        _finish(row, state="cancelled")
    except BansoError as refused:
        _finish(row, state="failed", problems=refused.problems)
    except Exception:
        log.exception("job %s %s failed", row.kind, row.public_id)
        _finish(row, state="failed", problems=(_crashed(),))
    else:
        _finish(row, state="done", result=result)


class _Recorded:
    """Progress written to the job's row."""

    def __init__(self, row: Job) -> None:
        self._pk = row.pk
        self._done = 0
        self._throttle = Throttle()

    def begin(self, step: str, total: int | None = None, unit: str = "") -> None:
        self._done = 0
        now = datetime.now(UTC)
        Job.objects.filter(pk=self._pk).update(
            step=step, done=0, total=total, unit=unit, step_started_at=now, beat_at=now
        )

    def advance(self, n: int = 1) -> None:
        self._done += n
        if not self._throttle.due():
            return
        Job.objects.filter(pk=self._pk).update(done=self._done, beat_at=datetime.now(UTC))
        if Job.objects.filter(pk=self._pk, cancel_asked=True).exists():
            raise JobCancelled


def _viewer_of(row: Job) -> Viewer:
    from banso.workspace.queries import viewer_of

    return viewer_of(user_id=row.created_by_id) if row.created_by_id else Viewer.system()


def _finish(
    row: Job,
    *,
    state: str,
    result: dict[str, Any] | None = None,
    problems: tuple[Problem, ...] = (),
) -> None:
    told = [{**p.as_json("en"), "ja": p.in_("ja"), "en": p.in_("en")} for p in problems]
    Job.objects.filter(pk=row.pk).update(
        state=state, result=result, problems=told, finished_at=datetime.now(UTC)
    )


def _row_for(viewer: Viewer, public_id: str) -> Job:
    row = Job.objects.filter(public_id=public_id).first()
    if row is None:
        raise _unknown(public_id)
    if row.created_by_id != viewer.user_id and not viewer.may(Act.IMPORT):
        raise NotAllowed(
            problem(
                "viewer.not-allowed",
                ja="この処理は、始めた人と管理者だけが見られます。",
                en="Only the person who started this work and managers may see it.",
                remedy_ja="始めた人にご確認ください。",
                remedy_en="Ask the person who started it.",
            )
        )
    return row


def _view(row: Job) -> JobView:
    rate = remaining = None
    if row.state == "running" and row.step_started_at and row.beat_at and row.done:
        passed = (row.beat_at - row.step_started_at).total_seconds()
        if passed > 0:
            rate = row.done / passed
            remaining = (row.total - row.done) / rate if row.total else None
    return JobView(
        public_id=row.public_id,
        kind=row.kind,
        state=row.state,
        step=row.step,
        done=row.total if row.state == "done" and row.total else row.done,
        total=row.total,
        unit=row.unit,
        rate=rate,
        remaining_seconds=remaining,
        result=row.result,
        problems=list(row.problems),
        arguments=dict(row.arguments),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _unknown(name: str) -> JobUnknown:
    return JobUnknown(
        problem(
            "job.unknown",
            ja=f"処理「{name}」が見つかりません。",
            en=f"There is no work '{name}'.",
            remedy_ja="一覧から選び直してください。",
            remedy_en="Choose it from the list again.",
        )
    )


def _crashed() -> Problem:
    return problem(
        "job.crashed",
        ja="処理が途中で止まりました。取り込み前の状態のまま保たれています。",
        en="The work stopped half-way. What it had not finished is not visible anywhere.",
        remedy_ja="もう一度実行してください。続く場合は、サーバーの記録を管理者にお渡しください。",
        remedy_en="Run it again. If it happens again, give the server's log to your administrator.",
    )
