"""The next task of a series, and the same task again where nobody was reached."""

from __future__ import annotations

from datetime import date, datetime

from banso.execution.tasks import people
from banso.execution.tasks.calendar import calendar_of
from banso.execution.tasks.models import Task, TaskClosure, TaskStep
from banso.execution.tasks.words import next_due
from banso.lib.dates import add_business_days
from banso.workspace.operations import audit
from banso.workspace.viewer import Viewer


def follow(row: Task, *, outcome: str, viewer: Viewer, today: date, now: datetime) -> Task | None:
    """This function will make what comes after a task that was just closed; None where nothing does."""
    calendar = calendar_of(viewer)
    if outcome == "not_reached":
        due = add_business_days(today, 1, calendar=calendar)
    elif outcome != "withdrawn" and row.repeats and row.due_on is not None:
        due = next_due(row.due_on, repeats=row.repeats, today=today, calendar=calendar)
    else:
        return None
    cover = people.covers_on(due)
    again = Task.objects.create(
        account_id=row.account_id, kind=row.kind, title=row.title, reason=row.reason,
        priority=row.priority, owner_id=cover.get(row.owner_id or 0, row.owner_id), due_on=due,
        minutes=row.minutes, repeats=row.repeats, series=row.series, source=row.source,
        source_ref=row.source_ref, made_by_id=viewer.user_id, made_at=now,
    )  # fmt: skip
    TaskStep.objects.bulk_create(
        TaskStep(task=again, place=s.place, text=s.text) for s in row.steps.order_by("place")
    )
    return again


def withdraw_follower(row: Task, *, viewer: Viewer, day: date, now: datetime) -> None:
    """This function will take back the next task of a series, unless somebody has worked on it."""
    touched = row.edited_at is not None or row.turns.exists() or row.closed_on is not None
    if touched or row.steps.filter(done_at__isnull=False).exists():
        return
    row.closed_on = day
    row.save(update_fields=["closed_on"])
    TaskClosure.objects.create(
        task=row,
        account_id=row.account_id,
        outcome="withdrawn",
        day=day,
        by_id=viewer.user_id,
        at=now,
    )
    audit(
        viewer=viewer, act="task.closed", subject_kind="task", subject_id=row.public_id, now=now,
        detail={"outcome": "withdrawn"},
    )  # fmt: skip
