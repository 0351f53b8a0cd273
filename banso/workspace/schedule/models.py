"""Tables of scheduled work: one row a schedule, one a run."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from banso.workspace.ids import new_public_id


class Schedule(models.Model):
    """When one piece of work runs next, who runs it now, and how it went the last time.

    ``slot`` is the regular time that is being worked on while it is tried again; ``next_at`` when
    it is tried. A worker that runs it holds ``lease_until``; when that has passed, the worker is
    dead and another may.
    """

    key = models.CharField(max_length=40, unique=True)
    rhythm = models.CharField(max_length=8)  # daily, every
    at = models.TimeField(null=True, blank=True)  # null: once the day has settled
    minutes = models.PositiveIntegerField(null=True, blank=True)
    business = models.BooleanField(default=False)
    options: models.JSONField[Any, Any] = models.JSONField(default=dict)
    paused = models.BooleanField(default=False)
    next_at = models.DateTimeField(db_index=True)
    slot = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)  # failures of the slot so far
    asked_at = models.DateTimeField(null=True, blank=True)  # "run now"
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key


class ScheduleRun(models.Model):
    """One time a piece of work was done, tried, or passed over because it came too late."""

    RUNNING, DONE, FAILED, LOST, PASSED = "running", "done", "failed", "lost", "passed"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="runs")
    slot = models.DateTimeField()
    covers = models.PositiveIntegerField(default=1)  # slots done at once, after sleep
    attempt = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, default=RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    result: models.JSONField[Any, Any] = models.JSONField(default=dict)
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)  # Problem.as_json, ja, en

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["schedule", "-started_at"], name="schedule_run_newest")
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.slot:%Y-%m-%d %H:%M} {self.state}"
