"""What operations on a batch share: finding it, refusing it, and building its work."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from banso.connectors.files import staging
from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.staging import Staged
from banso.connectors.files.work import Work
from banso.connectors.models import ImportBatch, Mending
from banso.events.store import workspace_lake
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import queries as workspace
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer


class BatchUnknown(BansoError):
    """There is no such import."""


class BatchRefused(BansoError):
    """The import is not in a state in which this can be done."""


def find(public_id: str) -> ImportBatch:
    row = ImportBatch.objects.filter(public_id=public_id).first()
    if row is None:
        raise BatchUnknown(
            problem(
                "import.unknown",
                ja=f"取り込み「{public_id}」が見つかりません。",
                en=f"There is no import '{public_id}'.",
                remedy_ja="一覧から選び直してください。",
                remedy_en="Choose it from the list.",
            )
        )
    return row


_STATES = {
    "receiving": ("ファイルを受け取っている途中です", "is still receiving its files"),
    "staged": ("まだ取り込まれていません", "has not been taken over yet"),
    "committing": ("取り込みの途中です", "is being taken over"),
    "committed": ("すでに取り込まれています", "has been taken over already"),
    "undoing": ("取り消しの途中です", "is being undone"),
    "undone": ("すでに取り消されています", "has been undone already"),
    "swept": ("途中で止まり、片付けられました", "stopped half-way and was cleaned up"),
}


def refused(id: str, row: ImportBatch) -> BatchRefused:
    """The refusal of an act that does not fit the batch's state."""
    ja, en = _STATES[row.state]
    again = row.state in ("undone", "swept")
    return BatchRefused(
        problem(
            id,
            ja=f"この取り込みは{ja}。",
            en=f"This import {en}.",
            remedy_ja="ファイルをもう一度選んで取り込んでください。"
            if again
            else "一覧で状態を確かめてください。",
            remedy_en="Choose the file again." if again else "See its state in the list.",
            sample=row.public_id,
        )
    )


def staged_of(row: ImportBatch) -> Staged:
    """The batch's tables; refuses when its files are gone."""
    found = staging.load(staging.folder_of(row.public_id))
    if found is None:
        raise BatchRefused(_files_gone(row.public_id))
    return found


def _files_gone(public_id: str) -> Problem:
    return problem(
        "import.files-gone",
        ja="アップロードされたファイルは片付けられました。",
        en="The uploaded files have been cleaned up.",
        remedy_ja="ファイルをもう一度選んでください。",
        remedy_en="Choose the files again.",
        sample=public_id,
    )


def hidden_batches() -> frozenset[str]:
    """The batches whose events must not be seen: not committed yet, or being undone.

    Everything that reads the lake passes this on. It belongs to nobody's view, so it asks for no viewer.
    """
    rows = ImportBatch.objects.filter(state__in=ImportBatch.HIDDEN).order_by()
    later = Mending.objects.filter(
        Q(state=Mending.COMMITTING) | Q(batch__state__in=ImportBatch.HIDDEN)
    ).exclude(lake_batch="")
    names = later.order_by().values_list("lake_batch", flat=True)
    return frozenset(rows.values_list("public_id", flat=True).union(names))


def lake_batches(row: ImportBatch) -> tuple[str, ...]:
    """The names under which the lake holds events of an import: its own, and those of rows that
    came in later."""
    later = row.mendings.filter(state=Mending.DONE).exclude(lake_batch="")
    return (row.public_id, *later.order_by("pk").values_list("lake_batch", flat=True))


def work_of(
    row: ImportBatch,
    *,
    viewer: Viewer,
    now: datetime,
    progress: Progress,
    mapping_text: str | None = None,
    draft: bool = False,
) -> Work:
    """Everything an import needs to run; raises MappingRefused, BatchRefused, NothingMapped.

    Of a ``draft`` nothing is asked yet: it can be looked at, not run.
    """
    mapping = parse_mapping(mapping_text or row.mapping_text, draft=draft)
    work = Work(
        batch=row.public_id,
        viewer=viewer,
        staged=staged_of(row),
        mapping=mapping,
        lake=workspace_lake(),
        clock=workspace.clock(wall=now),
        currency=workspace.workspace(viewer=viewer).currency,
        now=now,
        hidden=hidden_batches() - {row.public_id},
        progress=progress,
    )
    if not draft:
        work.check()
    return work
