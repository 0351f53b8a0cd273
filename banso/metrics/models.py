"""What was measured from what: so that a day already right is not computed again."""

from __future__ import annotations

from django.db import models

from banso.metrics.membership.models import (
    SegmentCount,
    SegmentDay,
    SegmentEdition,
    SegmentMark,
    SegmentStay,
)

__all__ = [
    "AccountFacts", "ChangedKey", "KnownBasis", "MeasuredDay", "RolledDay", "SegmentCount", "SegmentDay",
    "SegmentEdition", "SegmentMark", "SegmentStay", "StaleAccount",
]  # fmt: skip


class MeasuredDay(models.Model):
    """One day's rows in the lake. ``digest`` is the fingerprint of everything they were made from."""

    day = models.DateField(unique=True)
    digest = models.CharField(max_length=64)
    release = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"measured {self.day}"


class RolledDay(models.Model):
    """One day of events as it was when it was last rolled up.

    ``files`` is a fingerprint of its files, ``rows`` what they hold, ``changes`` how many changes
    other than additions the table of events had seen; ``hidden`` the uncommitted batches that may
    have rows in it; ``rules`` under which rules it was rolled.
    """

    day = models.DateField(unique=True)
    files = models.CharField(max_length=64)
    rows = models.BigIntegerField()
    changes = models.BigIntegerField()
    hidden = models.CharField(max_length=64, blank=True)
    rules = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"rolled {self.day}"


class ChangedKey(models.Model):
    """Events under this key are others than they were, from ``first_on`` on; its accounts are not
    measured again yet."""

    source = models.TextField()
    key = models.TextField()
    first_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="metrics_changedkey_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key} from {self.first_on}"


class AccountFacts(models.Model):
    """What an account's rows were made from when it was last looked at, packed. See ``facts``."""

    account_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    facts = models.BinaryField()

    def __str__(self) -> str:
        return f"facts of {self.account_id}"


class StaleAccount(models.Model):
    """This account's rows from ``first_on`` to ``last_on`` wait to be measured again.

    ``writing``: they are being corrected; if nobody is at it, somebody was killed. ``why``: what
    became another, as in ``reasons``, with commas between.
    """

    account_id = models.BigIntegerField(unique=True)
    first_on = models.DateField()
    last_on = models.DateField()
    writing = models.BooleanField(default=False)
    why = models.CharField(max_length=120, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.account_id} from {self.first_on} to {self.last_on}"


class KnownBasis(models.Model):
    """Facts that bear on many accounts, as they were when last looked at: coverage, plans."""

    name = models.CharField(max_length=40, unique=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.name
