"""Tables of imports: batches, the files handed in, and the rows that stayed out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from banso.workspace.ids import new_public_id


class ImportBatch(models.Model):
    """One import from hand-in to undo. What it brought is seen from the moment it is ``committed``.

    ``receiving`` files are being handed in · ``staged`` read, nothing taken over · ``committing``
    events are being written, nothing is seen yet · ``committed`` · ``undoing`` its events are
    being removed, nothing of it is seen · ``undone`` · ``swept`` a commit that died and was
    cleaned up.
    """

    RECEIVING = "receiving"
    STAGED = "staged"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDOING = "undoing"
    UNDONE = "undone"
    SWEPT = "swept"
    STATES = (RECEIVING, STAGED, COMMITTING, COMMITTED, UNDOING, UNDONE, SWEPT)
    # While in one of these, events of the batch may lie in the lake and must not be seen.
    HIDDEN = (COMMITTING, UNDOING)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    state = models.CharField(max_length=12, default=RECEIVING, db_index=True)
    origin = models.CharField(max_length=300, blank=True)  # the name people know: file or folder
    digest = models.CharField(max_length=64, blank=True, db_index=True)  # of all tables together
    source = models.CharField(max_length=80, blank=True)
    mapping_key = models.CharField(max_length=80, blank=True)
    mapping_version = models.PositiveIntegerField(null=True, blank=True)
    mapping_text = models.TextField(blank=True)
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)  # by kind
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)  # by id, with counts
    coverage: models.JSONField[Any, Any] = models.JSONField(default=dict)  # kind → [from, to]
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    set_clock = models.BooleanField(default=False)  # this import let the clock stand
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="import_state_known",
                condition=models.Q(
                    state__in=[
                        "receiving",
                        "staged",
                        "committing",
                        "committed",
                        "undoing",
                        "undone",
                        "swept",
                    ]
                ),
            )
        ]

    def __str__(self) -> str:
        return f"import {self.public_id} {self.state}"


class StagedFile(models.Model):
    """One table of a batch, as read: a file, an entry of a zip, or a sheet."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, db_index=True)
    rows = models.BigIntegerField()
    encoding = models.CharField(max_length=16)
    delimiter = models.CharField(max_length=4, blank=True)
    header: models.JSONField[Any, Any] = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.digest[:12]} of {self.batch_id}"


class QuarantineRow(models.Model):
    """A row that stayed out, with everything in it and why; kept until its import is undone."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="quarantine")
    file = models.CharField(max_length=300)
    row = models.BigIntegerField()  # as a spreadsheet counts: the header is row 1
    kind = models.CharField(max_length=16)
    problem = models.CharField(max_length=60)  # the first one's id
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)  # [[id, column, seen]]
    raw: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "problem", "file", "row"], name="quarantine_by_problem")
        ]

    def __str__(self) -> str:
        return f"row {self.row} of import {self.batch_id}: {self.problem}"
