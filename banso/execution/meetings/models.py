"""Tables of meetings. A row is one meeting on one day; of a series, one row an occurrence."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from banso.workspace.ids import new_public_id


class Meeting(models.Model):
    """One meeting, known by the digest of what its calendar calls it, whichever calendars it stands in.

    ``ours`` and ``theirs`` are addresses, one behind the other with ``;``. ``account`` null: nobody
    in it is known to be of an account; then only the people in it see it. ``matched_by`` says how
    the account was found: ``contact``, ``product_user``, or ``hand``, which no fetch changes. The
    minutes are the touchpoint whose ``meeting`` is this row's public id.
    """

    PLANNED = "planned"
    CANCELLED = "cancelled"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    key = models.CharField(max_length=64, unique=True)  # of the series and the occurrence
    series = models.CharField(max_length=64, db_index=True)
    account = models.ForeignKey(
        "customers.Account",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="meetings",
    )
    matched_by = models.CharField(max_length=12, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    title = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300, blank=True)
    notes = models.TextField(blank=True)  # what the invitation says
    status = models.CharField(max_length=9, default=PLANNED)
    ours = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    sequence = models.PositiveIntegerField(default=0)  # of the calendar: the higher one is newer
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="meeting_status_known", condition=Q(status__in=["planned", "cancelled"])
            ),
            models.CheckConstraint(
                name="meeting_matched_known",
                condition=Q(matched_by__in=["", "contact", "product_user", "hand"]),
            ),
            models.CheckConstraint(
                name="meeting_ends_after_start", condition=Q(ends_at__gte=F("starts_at"))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["starts_at"], name="meeting_by_time"),
            models.Index(fields=["account", "starts_at"], name="meeting_by_account"),
        ]

    def __str__(self) -> str:
        return f"meeting {self.public_id}"


class Attending(models.Model):
    """Somebody of ours in a meeting: it stands in this person's calendar (``feed``: its public id), or
    their address is among those invited (``feed`` empty)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attending")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="meetings"
    )
    feed = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "user", "feed"], name="attending_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["feed"], name="attending_by_feed", condition=~Q(feed=""))
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} in meeting {self.meeting_id}"
