"""Making a quality report, for one import or for the whole workspace on the clock's day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from banso.connectors.batches import find
from banso.connectors.models import QualityReport
from banso.connectors.quality.report import run_checks
from banso.workspace import queries as workspace
from banso.workspace.operations import audit
from banso.workspace.progress import Progress, Silent
from banso.workspace.viewer import Act, Viewer

KEPT = 20  # reports of one subject that are kept


def make_report(
    *, viewer: Viewer, batch: str | None = None, now: datetime, progress: Progress | None = None
) -> dict[str, Any]:
    """This function will run every check and store what they found; gives back its summary."""
    viewer.require(Act.SEE_IMPORTS)
    row = find(batch) if batch else None
    day = workspace.clock(wall=now).today
    rows, findings, seconds = run_checks(day=day, batch=row, progress=progress or Silent())
    with transaction.atomic():
        made = QualityReport.objects.create(
            batch=row, day=day, made_at=now, seconds=seconds, rows=rows, findings=findings
        )
        older = QualityReport.objects.filter(batch=row).order_by("-pk").values_list("pk", flat=True)
        QualityReport.objects.filter(pk__in=list(older[KEPT:])).delete()
        audit(
            viewer=viewer,
            act="quality.checked",
            subject_kind="import" if row else "workspace",
            subject_id=row.public_id if row else "data",
            now=now,
            detail={"findings": len(findings), "day": day.isoformat()},
        )
    return {
        "report": made.public_id,
        "day": day.isoformat(),
        "seconds": round(seconds, 2),
        "rows": rows,
        "findings": {f["id"]: f["count"] for f in findings},
    }
