"""Dated membership: stays, counts of a day, and what of it stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class SegmentStay(models.Model):
    """An (account, lane) was in a segment from ``entered_on`` up to the day before ``left_on``.

    ``version`` is the one it was entered under. ``cause``: fact, start (in it on the first day that
    was judged), version, mended; ``left_cause``: fact, unknown, gone (no row of the account any
    more), version, ended, broken. ``reason`` and ``exit_reason`` hold the values the condition
    looked at, ``now`` on that day and ``was`` on the day before (null where there was no row).
    """

    segment = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    lane = models.CharField(max_length=40)
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    cause = models.CharField(max_length=8)
    left_cause = models.CharField(max_length=8, blank=True)
    left_version = models.PositiveIntegerField(null=True, blank=True)
    reason = models.JSONField(default=dict)
    exit_reason = models.JSONField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "metrics"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["segment", "account", "lane", "entered_on"],
                condition=Q(superseded_at__isnull=True),
                name="segment_stay_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.lane} in {self.segment} from {self.entered_on}"


class SegmentCount(models.Model):
    """How a segment came out on a day, over every account. Money in minor units of the workspace."""

    segment = models.CharField(max_length=16)
    day = models.DateField()
    version = models.PositiveIntegerField()
    members = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    accounts = models.PositiveIntegerField()  # judged in all
    mrr_minor = models.BigIntegerField()  # of the members

    class Meta:
        app_label = "metrics"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["segment", "day"], name="segment_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.segment} on {self.day}: {self.members}"


class SegmentEdition(models.Model):
    """A version of a segment counts from ``from_on`` on (null: since ever)."""

    segment = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    from_on = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "metrics"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["segment", "version"], name="segment_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.segment} version {self.version} from {self.from_on or 'ever'}"


class SegmentMark(models.Model):
    """The days a segment has been judged for. ``broken_on``: since then it cannot be judged."""

    segment = models.CharField(max_length=16, unique=True)
    first = models.DateField()
    last = models.DateField()
    broken_on = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "metrics"

    def __str__(self) -> str:
        return f"{self.segment} judged from {self.first} to {self.last}"


class SegmentDay(models.Model):
    """A day every segment there was is right for; ``digest`` is of the facts it was judged by."""

    day = models.DateField(unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "metrics"

    def __str__(self) -> str:
        return f"segments of {self.day}"
