"""What was measured from what: so that a day already right is not computed again."""

from __future__ import annotations

from django.db import models


class MeasuredDay(models.Model):
    """One day's rows in the lake. ``digest`` is the fingerprint of everything they were made from."""

    day = models.DateField(unique=True)
    digest = models.CharField(max_length=64)
    release = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"measured {self.day}"
