"""Table of the files that were picked up."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from banso.workspace.ids import new_public_id


class PickedFile(models.Model):
    """One file (or folder of files) found in the folder, and how far it has come.

    ``found`` noted, still where it lay or held aside · ``read`` its import is staged, ``batch``
    names it · ``taken`` taken over · ``refused``. ``filed`` once it lies in done/ or refused/.
    ``settled`` once the days it speaks of are closed anew; ``reported`` once those who want to know
    were told.
    """

    FOUND, READ, TAKEN, REFUSED = "found", "read", "taken", "refused"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=8, default=FOUND)
    batch = models.CharField(max_length=16, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    goes_to = models.CharField(max_length=600, blank=True)  # below the folder
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)  # by kind
    stayed_out = models.PositiveIntegerField(default=0)  # rows in quarantine
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)  # Problem.as_json, ja, en
    night = models.CharField(max_length=40, blank=True)  # the slot whose report tells of it
    filed = models.BooleanField(default=False)
    settled = models.BooleanField(default=False)
    reported = models.BooleanField(default=False)
    found_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-found_at"], name="picked_file_newest")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
