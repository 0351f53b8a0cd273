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
    # What rows that come in later must be read with: see connectors.files.memory.
    kept: models.JSONField[Any, Any] = models.JSONField(default=dict)
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
    # The whole table as it was understood, so that single rows can be read again the same way.
    table: models.JSONField[Any, Any] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.digest[:12]} of {self.batch_id}"


class KeptPiece(models.Model):
    """Something large that a batch keeps while rows of it are in quarantine: keys it brought
    (``seen:contract``), and the tables its rows were looked up in (``lookup:0``). Packed bytes."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="pieces")
    name = models.CharField(max_length=300)
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "name"], name="kept_piece_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} of import {self.batch_id}"


class Mending(models.Model):
    """One act on rows in quarantine: cells changed, by hand or by rule, and the rows taken in.

    ``prepared`` nothing is done yet · ``committing`` its events are being written, hidden under
    ``lake_batch`` · ``done``. What it brought belongs to the batch: the undo takes it too.
    """

    PREPARED = "prepared"
    COMMITTING = "committing"
    DONE = "done"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="mendings")
    rule: models.JSONField[Any, Any] = models.JSONField(default=dict)  # see mending.rules
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, default=PREPARED, db_index=True)
    lake_batch = models.CharField(max_length=16, blank=True)  # of the newest try
    rows = models.BigIntegerField(default=0)
    good = models.BigIntegerField(default=0)
    result: models.JSONField[Any, Any] = models.JSONField(default=dict)
    reopened_from = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="mending_state_known",
                condition=models.Q(state__in=["prepared", "committing", "done"]),
            )
        ]

    def __str__(self) -> str:
        return f"mending {self.public_id} {self.state}"


class QuarantineRow(models.Model):
    """A row that stayed out, with everything in it and why; kept until its import is undone.

    ``open`` · ``mended`` it has come in since · ``left_out`` for good, with a reason. ``raw`` is
    the row as it came and never changes; ``changes`` are the cells as people mended them;
    ``history`` says who did what when. ``problem`` and ``problems`` are those it has now.
    """

    OPEN = "open"
    MENDED = "mended"
    LEFT_OUT = "left_out"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="quarantine")
    file = models.CharField(max_length=300)
    row = models.BigIntegerField()  # as a spreadsheet counts: the header is row 1
    kind = models.CharField(max_length=16)
    problem = models.CharField(max_length=60)  # the first one's id
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)  # [[id, column, seen]]
    raw: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=OPEN)
    changes: models.JSONField[Any, Any] = models.JSONField(default=dict)  # header → text
    twin: models.JSONField[Any, Any] = models.JSONField(
        null=True
    )  # {row, raw}: who took the id first
    history: models.JSONField[Any, Any] = models.JSONField(default=list)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="quarantine_state_known",
                condition=models.Q(state__in=["open", "mended", "left_out"]),
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "problem", "file", "row"], name="quarantine_by_problem"),
            models.Index(fields=["state", "problem"], name="quarantine_by_state"),
        ]

    def __str__(self) -> str:
        return f"row {self.row} of import {self.batch_id}: {self.problem}"


class QualityReport(models.Model):
    """What the checks found, for one import or (``batch`` null) for the whole workspace."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, on_delete=models.CASCADE, related_name="reports"
    )
    day = models.DateField()  # of the clock
    made_at = models.DateTimeField()
    seconds = models.FloatField()
    rows: models.JSONField[Any, Any] = models.JSONField(default=dict)  # looked at, by kind
    findings: models.JSONField[Any, Any] = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"quality report {self.public_id}"


# The table of a room inside this one: Django looks for it here.
from banso.connectors.pickup.models import PickedFile as PickedFile  # noqa: E402
