"""Days that wait further back than is opened without asking: what waits, and opening them when asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from banso.lib.problems import BansoError, problem
from banso.metrics.waiting import Waiting, waiting
from banso.workspace import operations, queries
from banso.workspace.jobs import start_job
from banso.workspace.viewer import Act, Viewer


class NothingWaits(BansoError):
    """No day waits to be opened again."""


def waiting_days(*, viewer: Viewer, now: datetime, most: int | None = None) -> Waiting | None:
    """This function will say what the next close leaves alone because it lies too far back."""
    viewer.require(Act.SEE_IMPORTS)
    clock = queries.clock(wall=now)
    if clock.closed_day is None:
        return None
    limit = queries.workspace(viewer=viewer).reopen_days
    return waiting(
        viewer=viewer, before=clock.closed_day + timedelta(days=1), limit=limit, most=most
    )


@transaction.atomic
def reopen_waiting(*, viewer: Viewer, now: datetime) -> str:
    """This function will order the waiting days to be closed again; gives back the job's public id.

    Only what became another is measured again; days that are right are left alone. Raises
    :class:`NothingWaits`.
    """
    viewer.require(Act.IMPORT)
    found = waiting_days(viewer=viewer, now=now)
    last = queries.clock(wall=now).closed_day
    if found is None or last is None:
        raise NothingWaits(
            problem(
                "days.nothing-waits",
                ja="開き直しを待っている日はありません。",
                en="No day waits to be opened again.",
                remedy_ja="ページを開き直してください。ほかの人がすでに始めた可能性があります。",
                remedy_en="Open the page again; somebody else may have begun it.",
            )
        )
    job = start_job(
        viewer=viewer,
        kind="day.backfill",
        arguments={"first": found.first.isoformat(), "last": last.isoformat()},
        now=now,
    )
    operations.audit(
        viewer=viewer,
        act="days.reopened",
        subject_kind="job",
        subject_id=job,
        now=now,
        detail={
            "first": found.first.isoformat(),
            "last": found.last.isoformat(),
            "accounts": found.total,
            "everyone": found.everyone is not None,
        },
    )
    return job
