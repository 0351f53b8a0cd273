"""Tables of what somebody has to do, what was done about it, and who stands in for whom.

What happened is a row with who and when: a closing, a postponement, a hand-over. ``closed_on`` of a
task only mirrors its closing that is in force, so that the open ones are found by an index.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from banso.execution.tasks.words import KINDS, OUTCOMES, REPEATS, SOURCES
from banso.workspace.ids import new_public_id


class Task(models.Model):
    """Something one person has to do by a day; ``account`` null: for no customer.

    ``reason`` says why, as known when it was made. ``minutes`` is what it is thought to take.
    ``source_ref`` names what made it (a change on Today, a row of an import), so that the same thing
    makes it once. ``series`` is shared by the tasks a recurring one makes one after the other.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    account = models.ForeignKey(
        "customers.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="tasks"
    )
    kind = models.CharField(max_length=12, default="other")
    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, blank=True)
    priority = models.PositiveSmallIntegerField(default=2)  # 1 high, 2 normal, 3 low
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    snoozed_until = models.DateField(null=True, blank=True)  # not shown before this day
    repeats = models.CharField(max_length=12, blank=True)
    series = models.CharField(max_length=16, blank=True, db_index=True)
    source = models.CharField(max_length=8, default="person")
    source_ref = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="task_words_known",
                condition=Q(kind__in=list(KINDS))
                & Q(source__in=list(SOURCES))
                & Q(repeats__in=["", *REPEATS])
                & Q(priority__in=[1, 2, 3]),
            ),
            models.UniqueConstraint(
                fields=["source", "source_ref"],
                condition=~Q(source_ref="") & Q(closed_on__isnull=True),
                name="task_open_once_for_its_source",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["owner", "due_on"],
                name="task_open_by_owner",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(fields=["account", "closed_on"], name="task_by_account"),
            models.Index(fields=["closed_on", "owner"], name="task_by_closing"),
        ]

    def __str__(self) -> str:
        return f"task {self.public_id}"


class TaskStep(models.Model):
    """One line of a task's checklist."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["task", "place"], name="task_step_place_once")
        ]

    def __str__(self) -> str:
        return f"step {self.place} of task {self.task_id}"


class TaskClosure(models.Model):
    """How a task ended: by whom, on which day, with which outcome and how many minutes it took.

    One that was taken back keeps its row with ``undone_at``. ``follower`` is the next task of a
    series that this closing made.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="closures")
    account = models.ForeignKey(  # the task's, so that words about a person are found with it
        "customers.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    outcome = models.CharField(max_length=12, default="done")
    note = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    follower = models.ForeignKey(
        Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="task_closure_outcome_known", condition=Q(outcome__in=list(OUTCOMES))
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(undone_at__isnull=True), name="task_closed_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["day", "by"], name="task_closure_by_day")
        ]

    def __str__(self) -> str:
        return f"closing of task {self.task_id} on {self.day}"


class TaskTurn(models.Model):
    """A postponement or a hand-over, with why; the newest says how the task came to where it is."""

    SNOOZED, HANDED, MOVED = "snoozed", "handed", "moved"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="turns")
    account = models.ForeignKey(  # the task's, so that words about a person are found with it
        "customers.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    what = models.CharField(max_length=8)
    why = models.CharField(max_length=300, blank=True)
    owner_before = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_after = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    day_before = models.DateField(null=True, blank=True)
    day_after = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="task_turn_known", condition=Q(what__in=["snoozed", "handed", "moved"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} task {self.task_id}"


class CoOwner(models.Model):
    """Who looks after an account beside its owner, from a day until another (null: goes on)."""

    account = models.ForeignKey(
        "customers.Account", on_delete=models.CASCADE, related_name="co_owners"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    from_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)  # the first day it no longer holds
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "user"], condition=Q(ended_on__isnull=True), name="co_owner_once"
            )
        ]

    def __str__(self) -> str:
        return f"co-owner {self.user_id} of account {self.account_id}"


class Absence(models.Model):
    """Somebody is away from a day to a day, both counted in; ``cover`` sees and gets their tasks."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cover = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="absence_in_order", condition=Q(from_on__lte=F("to_on"))),
            models.CheckConstraint(
                name="absence_covered_by_another", condition=~Q(user=F("cover"))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["cover", "to_on"], name="absence_by_cover")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} away {self.from_on}–{self.to_on}"
