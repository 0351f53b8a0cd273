"""Calendars people subscribed to. The address of a private calendar is a secret: it is kept sealed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from banso.workspace.ids import new_public_id


class Feed(models.Model):
    """One calendar of one person: an address that is read again and again, or a file handed in.

    ``host`` is what people are shown of the address. ``digest`` is of what was read last: the same
    text again is not taken again on the same day. ``ended_at``: given up; nothing is read any more.
    """

    ADDRESS = "address"
    FILE = "file"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendars"
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, default=ADDRESS)
    sealed_address = models.TextField(blank=True)
    host = models.CharField(max_length=253, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    read_for = models.DateField(null=True, blank=True)  # the day the window of the last one began
    tried_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    result: models.JSONField[Any, Any] = models.JSONField(default=dict)  # counts of the last one
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)  # [{id, ja, en}]
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="feed_kind_known", condition=Q(kind__in=["address", "file"])
            ),
            models.CheckConstraint(
                name="feed_of_an_address_has_one",
                condition=Q(kind="file") | ~Q(sealed_address="") | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"calendar {self.public_id}"
