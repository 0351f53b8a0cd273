"""Writes of Today: changes put away as seen, and taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from banso.execution.today.models import SeenChange, SeenMark
from banso.lib.problems import BansoError, problem
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

MOST = 2_000


class MarkNotFound(BansoError):
    """There is no such mark of this person."""


@transaction.atomic
def mark_seen(
    *, viewer: Viewer, keys: Collection[str], now: datetime, everything: bool = False
) -> str:
    """This function will put changes away for the viewer; gives the mark, by which it is taken back."""
    viewer.require(Act.SEE_ACCOUNTS)
    mark = SeenMark.objects.create(user_id=_reader(viewer), at=now, everything=everything)
    wanted = list(dict.fromkeys(k[:120] for k in keys))[:MOST]
    SeenChange.objects.bulk_create(SeenChange(mark=mark, key=k) for k in wanted)
    audit(
        viewer=viewer, act="today.seen", subject_kind="today", subject_id=mark.public_id, now=now,
        detail={"changes": len(wanted)},
    )  # fmt: skip
    return mark.public_id


@transaction.atomic
def undo_seen(*, viewer: Viewer, mark: str, now: datetime) -> None:
    """This function will show again what a mark of the viewer's put away. Raises MarkNotFound."""
    viewer.require(Act.SEE_ACCOUNTS)
    rows = SeenMark.objects.filter(public_id=mark, user_id=_reader(viewer), undone_at__isnull=True)
    if not rows.update(undone_at=now):
        raise _not_there()
    audit(viewer=viewer, act="today.unseen", subject_kind="today", subject_id=mark, now=now)


def _reader(viewer: Viewer) -> int:
    """Whose Today it is; the product itself looks at nothing."""
    if viewer.user_id is None:
        raise _not_there()
    return viewer.user_id


def _not_there() -> MarkNotFound:
    return MarkNotFound(
        problem(
            "today.mark.not-found",
            ja="元に戻す操作が見つかりません。",
            en="There is nothing to take back.",
            remedy_ja="「きょう」を開き直してください。",
            remedy_en="Open Today again.",
        )
    )
