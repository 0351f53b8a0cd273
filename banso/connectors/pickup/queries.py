"""Reads of what was picked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from banso.connectors.models import ImportBatch
from banso.connectors.pickup.models import PickedFile
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class PickedView:
    name: str
    state: str  # found, read, taken, refused
    batch: str  # the import's public id, "" when there is none to look at
    stayed_out: int
    goes_to: str  # below the folder
    found_at: datetime
    problems: list[dict[str, Any]]


def picked_files(*, viewer: Viewer, limit: int = 30) -> list[PickedView]:
    """This function will list the files picked up last, newest first."""
    viewer.require(Act.SEE_IMPORTS)
    rows = list(PickedFile.objects.order_by("-found_at", "-pk")[:limit])
    there = set(
        ImportBatch.objects.filter(public_id__in=[r.batch for r in rows]).values_list(
            "public_id", flat=True
        )
    )
    return [
        PickedView(
            name=r.name,
            state=r.state,
            batch=r.batch if r.batch in there else "",
            stayed_out=r.stayed_out,
            goes_to=r.goes_to,
            found_at=r.found_at,
            problems=list(r.problems),
        )
        for r in rows
    ]
