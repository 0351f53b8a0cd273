"""Quarantine: look at what a rule would do, do it, and tie keys nobody knew to their accounts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from banso.connectors.batches import find, refused
from banso.connectors.files.rowproblems import row_problem
from banso.connectors.lock import one_at_a_time
from banso.connectors.mending.replaying import carry_out, let_go, preview
from banso.connectors.mending.rules import Rule, RuleRefused, check
from banso.connectors.mending.tables import Mended
from banso.connectors.models import ImportBatch, Mending
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import operations as workspace
from banso.workspace.progress import Progress, Silent
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "MendingUnknown",
    "Rule",
    "RuleRefused",
    "begin",
    "finish_dead",
    "mend",
    "preview_rule",
    "run",
]
SHOWN = 12


class MendingUnknown(BansoError):
    """There is no such mending."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of a preview: cells before and after, and what is still wrong with it (None: comes in)."""

    id: int
    file: str
    row: int
    cells: tuple[tuple[str, str, str], ...]  # column, was, is
    still: Problem | None


@dataclass(frozen=True, slots=True)
class MendPreview:
    """``rows`` are meant, ``good`` of them would come in; ``still``: problem id → rows that stay."""

    rows: int
    good: int
    still: dict[str, int]
    shown: tuple[Shown, ...]


def preview_rule(
    *,
    viewer: Viewer,
    batch: str,
    rule: Rule,
    now: datetime,
    reason: str = "",
    progress: Progress | None = None,
) -> MendPreview:
    """This function will say how many rows a rule means and how many would come in; nothing changes.

    Raises RuleRefused, NothingToMend, BatchRefused.
    """
    viewer.require(Act.IMPORT)
    check(rule, reason=reason or "-")
    row = _committed(batch)
    tried = preview(row, rule, viewer=viewer, now=now, progress=progress or Silent())
    still = Counter(bad.problems[0].id for bad in tried.still.values())
    # Rows that stay are shown first: they are what a person should look at.
    order = sorted(tried.mended, key=lambda m: (m.row.pk not in tried.still, m.row.file, m.row.row))
    shown = tuple(_shown(m, tried.still.get(m.row.pk)) for m in order[:SHOWN])
    return MendPreview(len(tried.mended), tried.good, dict(still.most_common()), shown)


def begin(*, viewer: Viewer, batch: str, rule: Rule, now: datetime, reason: str = "") -> str:
    """This function will write down what is to be done and give back its public id, for :func:`run`."""
    viewer.require(Act.IMPORT)
    check(rule, reason=reason)
    row = _committed(batch)
    with transaction.atomic():
        made = Mending.objects.create(
            batch=row,
            rule=rule.as_json(),
            reason=reason.strip()[:300],
            created_by_id=viewer.user_id,
            created_at=now,
        )
        workspace.audit(
            viewer=viewer,
            act="quarantine.mending-begun",
            subject_kind="import",
            subject_id=row.public_id,
            now=now,
            detail={"rule": rule.kind, "problem": rule.problem, "column": rule.column},
            batch=row.public_id,
        )
    return made.public_id


def run(
    *, viewer: Viewer, mending: str, now: datetime, progress: Progress | None = None
) -> dict[str, Any]:
    """This function will take the rows of a mending in. Killed anywhere and called again it ends the
    same; done, it answers with its result."""
    viewer.require(Act.IMPORT)
    with one_at_a_time():
        row = Mending.objects.select_related("batch").filter(public_id=mending).first()
        if row is None:
            raise MendingUnknown(_unknown(mending))
        if row.state != Mending.DONE and row.batch.state != ImportBatch.COMMITTED:
            raise refused("import.not-committed", row.batch)
        return carry_out(row, viewer=viewer, now=now, progress=progress or Silent())


def mend(
    *,
    viewer: Viewer,
    batch: str,
    rule: Rule,
    now: datetime,
    reason: str = "",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """This function will mend rows and take them in at once: :func:`begin`, then :func:`run`."""
    made = begin(viewer=viewer, batch=batch, rule=rule, now=now, reason=reason)
    return run(viewer=viewer, mending=made, now=now, progress=progress)


def finish_dead() -> list[str]:
    """This function will clear away what mendings that died wrote unseen; they can be run again. The
    caller holds the import lock."""
    dead = list(Mending.objects.filter(state=Mending.COMMITTING))
    for row in dead:
        let_go(row)
    return [row.public_id for row in dead]


def _committed(batch: str) -> ImportBatch:
    row = find(batch)
    if row.state != ImportBatch.COMMITTED:
        raise refused("import.not-committed", row)
    return row


def _shown(mended: Mended, still: Any) -> Shown:
    was = {**mended.row.raw, **mended.row.changes}
    cells = tuple((c, str(was.get(c, "")), v) for c, v in mended.new.items())
    first = still.problems[0] if still else None
    told = row_problem(first.id, sample=first.seen) if first else None
    return Shown(mended.row.pk, mended.row.file, mended.row.row, cells, told)


def _unknown(public_id: str) -> Problem:
    return problem(
        "quarantine.mending-not-found",
        ja=f"修復「{public_id}」が見つかりません。",
        en=f"There is no mending '{public_id}'.",
        remedy_ja="一覧から選び直してください。",
        remedy_en="Choose it from the list.",
    )
