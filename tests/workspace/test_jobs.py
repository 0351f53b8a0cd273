"""Long work: progress that can be left and found again, cancelled, and that survives its worker."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from banso.lib.problems import BansoError, problem
from banso.workspace import jobs, operations
from banso.workspace.models import Job, User
from banso.workspace.progress import Progress
from banso.workspace.viewer import NotAllowed, Role, Viewer

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 4, 1, tzinfo=UTC)
ME = Viewer.system()


class Refused(BansoError):
    """The work was refused."""


@jobs.job("test.count")
def count(*, progress: Progress, viewer: Viewer, to: int) -> dict[str, Any]:
    progress.begin("counting", to, "rows")
    for _ in range(to):
        progress.advance()
    return {"counted": to}


@jobs.job("test.refuse")
def refuse(*, progress: Progress, viewer: Viewer) -> None:
    raise Refused(problem("test.refused", ja="できません。", en="Cannot."))


@jobs.job("test.crash")
def crash(*, progress: Progress, viewer: Viewer) -> None:
    raise RuntimeError("secret inside")


def start(kind: str, viewer: Viewer = ME, **arguments: Any) -> str:
    return jobs.start_job(viewer=viewer, kind=kind, arguments=arguments, now=NOW)


def person(email: str, role: Role) -> Viewer:
    operations.create_person(
        viewer=ME, email=email, password="a long enough phrase", role=role, now=NOW
    )
    return Viewer(user_id=User.objects.get(email=email).pk, role=role)


def test_a_job_ends_with_its_result() -> None:
    job = start("test.count", to=3)
    assert jobs.job_view(viewer=ME, public_id=job).state == "waiting"
    jobs.run_job.func(job)
    view = jobs.job_view(viewer=ME, public_id=job)
    assert (view.state, view.result, view.share) == ("done", {"counted": 3}, 1.0)


def test_running_it_a_second_time_does_nothing() -> None:
    job = start("test.count", to=3)
    jobs.run_job.func(job)
    finished = jobs.job_view(viewer=ME, public_id=job).finished_at
    jobs.run_job.func(job)
    assert jobs.job_view(viewer=ME, public_id=job).finished_at == finished


def test_a_refusal_is_told_in_both_languages() -> None:
    job = start("test.refuse")
    jobs.run_job.func(job)
    view = jobs.job_view(viewer=ME, public_id=job)
    assert view.state == "failed"
    assert (view.problems[0]["ja"], view.problems[0]["en"]) == ("できません。", "Cannot.")


def test_a_crash_tells_nothing_of_what_was_inside() -> None:
    job = start("test.crash")
    jobs.run_job.func(job)
    view = jobs.job_view(viewer=ME, public_id=job)
    assert view.problems[0]["id"] == "job.crashed"
    assert "secret" not in str(view.problems)


def test_a_job_asked_to_stop_before_it_begins_never_runs() -> None:
    job = start("test.count", to=3)
    jobs.cancel_job(viewer=ME, public_id=job, now=NOW)
    jobs.run_job.func(job)
    assert jobs.job_view(viewer=ME, public_id=job).state == "cancelled"


def test_a_running_job_stops_when_asked() -> None:
    job = start("test.count", to=3)
    Job.objects.filter(public_id=job).update(cancel_asked=True)
    jobs.run_job.func(job)
    assert jobs.job_view(viewer=ME, public_id=job).state == "cancelled"


def test_a_job_whose_worker_died_is_run_by_the_next_worker() -> None:
    job = start("test.count", to=3)
    Job.objects.filter(public_id=job).update(state="running", worker="gone:1")
    assert jobs.requeue_dead_jobs(now=NOW) == [job]
    jobs.run_job.func(job)
    assert jobs.job_view(viewer=ME, public_id=job).state == "done"


def test_a_colleague_may_not_watch_but_a_manager_may() -> None:
    chie, rin = person("chie@example.com", Role.CSM), person("rin@example.com", Role.READER)
    makoto = person("makoto@example.com", Role.MANAGER)
    job = start("test.count", viewer=chie, to=1)
    assert jobs.job_view(viewer=chie, public_id=job).kind == "test.count"
    assert jobs.job_view(viewer=makoto, public_id=job).kind == "test.count"
    with pytest.raises(NotAllowed):
        jobs.job_view(viewer=rin, public_id=job)
