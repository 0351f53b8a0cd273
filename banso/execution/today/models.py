"""What a person has seen of what changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from banso.workspace.ids import new_public_id


class SeenMark(models.Model):
    """One press of "all seen", or one change put away; taken back by ``undone_at``."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    everything = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-at"], name="seen_mark_by_user")
        ]

    def __str__(self) -> str:
        return f"seen by {self.user_id} at {self.at}"


class SeenChange(models.Model):
    """One change that was put away: by its key, which names the fact and not the row that says it.

    So a fact that arrives late is still new, whenever it happened, and one written down again is not.
    """

    mark = models.ForeignKey(SeenMark, on_delete=models.CASCADE, related_name="changes")
    key = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mark", "key"], name="seen_change_once")
        ]

    def __str__(self) -> str:
        return f"{self.mark_id}: seen"
