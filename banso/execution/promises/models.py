"""Promises made between us and a customer: whose they are, until when, and what became of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from banso.workspace.ids import new_public_id


class Promise(models.Model):
    """One promise 宿題. ``ours``: somebody of us owes it (``owner``); ``theirs``: the customer does (``contact``).

    It ends by being kept or withdrawn, with who and when; nobody's word is deleted. ``line`` is
    what names it within its minutes: the text folded, so that saving the minutes again finds it.
    """

    OURS, THEIRS = "ours", "theirs"
    OPEN, KEPT, WITHDRAWN = "open", "kept", "withdrawn"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    account = models.ForeignKey(
        "customers.Account", on_delete=models.CASCADE, related_name="promises"
    )
    touchpoint = models.ForeignKey(
        "customers.Touchpoint",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="promises",
    )
    line = models.CharField(max_length=300, blank=True)
    side = models.CharField(max_length=6)
    text = models.CharField(max_length=500)
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=9, default=OPEN)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    why = models.CharField(
        max_length=500, blank=True
    )  # of the withdrawal, or a word on how it was kept
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="promise_words_known",
                condition=Q(side__in=["ours", "theirs"])
                & Q(state__in=["open", "kept", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="promise_open_or_closed",
                condition=Q(state="open", closed_on__isnull=True, closed_at__isnull=True)
                | Q(
                    state__in=["kept", "withdrawn"],
                    closed_on__isnull=False,
                    closed_at__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                fields=["touchpoint", "line"], condition=~Q(line=""), name="promise_of_line_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["account", "due_on"], name="promise_open", condition=Q(state="open")
            ),
            models.Index(
                fields=["owner", "due_on"], name="promise_by_owner", condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return f"promise {self.public_id}"


class PromiseDate(models.Model):
    """A due date that was moved: from when to when, why, who and when it was said."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="dates")
    was = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"date {self.pk} of promise {self.promise_id}"
