"""Writes about who does it: absences with a cover, and co-owners of accounts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from banso.execution.tasks.models import Absence, CoOwner
from banso.execution.tasks.people import able_for
from banso.execution.tasks.refusals import absence_wrong, nobody
from banso.metrics.queries import require_account
from banso.workspace.models import User
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Role, Viewer

LEADS = (Role.ADMIN, Role.MANAGER)


@transaction.atomic
def plan_absence(
    *,
    viewer: Viewer,
    user_id: int,
    cover_id: int,
    from_on: date,
    to_on: date,
    today: date,
    now: datetime,
) -> str:
    """This function will note that somebody is away, and who stands in; gives the absence's id.

    One's own, or anybody's for who leads people. What is due in these days shows on the cover's
    Today, and new tasks go to the cover. Raises AbsenceRefused, TaskRefused, NotAllowed.
    """
    _may(viewer, user_id)
    if to_on < from_on or to_on < today:
        raise absence_wrong("不在の期間が正しくありません。", "These are no days to be away.")
    if cover_id == user_id:
        raise absence_wrong("本人は代理になれません。", "Nobody can stand in for themselves.")
    able = User.objects.filter(pk__in=(user_id, cover_id), is_active=True).exclude(role="reader")
    if able.count() < 2:
        raise nobody("cover")
    row = Absence.objects.create(
        user_id=user_id, cover_id=cover_id, from_on=from_on, to_on=to_on, by_id=viewer.user_id,
        made_at=now,
    )  # fmt: skip
    audit(
        viewer=viewer, act="absence.planned", subject_kind="absence", subject_id=row.public_id,
        now=now, detail={"user": user_id, "cover": cover_id, "from": from_on.isoformat(), "to": to_on.isoformat()},
    )  # fmt: skip
    return row.public_id


@transaction.atomic
def end_absence(*, viewer: Viewer, public_id: str, now: datetime) -> None:
    """This function will take an absence back: from now on nobody stands in for it."""
    viewer.require(Act.EDIT_ACCOUNTS)
    row = Absence.objects.filter(public_id=public_id, ended_at__isnull=True).first()
    if row is None:
        raise absence_wrong("この不在の予定はありません。", "There is no such absence.")
    _may(viewer, row.user_id)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    audit(viewer=viewer, act="absence.ended", subject_kind="absence", subject_id=public_id, now=now)


@transaction.atomic
def set_co_owners(
    *, viewer: Viewer, account_id: int, user_ids: Collection[int], today: date, now: datetime
) -> None:
    """This function will say who looks after an account beside its owner from today on.

    Raises NotAllowed, and TaskRefused for somebody who cannot.
    """
    viewer.require(Act.EDIT_ACCOUNTS)
    require_account(viewer, account_id)
    wanted = set(user_ids)
    if able_for(account_id).filter(pk__in=wanted).count() < len(wanted):
        raise nobody("co_owners")
    held = CoOwner.objects.filter(account_id=account_id, ended_on__isnull=True)
    held.exclude(user_id__in=wanted).update(ended_on=today)
    there = set(held.values_list("user_id", flat=True))
    CoOwner.objects.bulk_create(
        CoOwner(
            account_id=account_id, user_id=u, from_on=today, by_id=viewer.user_id, recorded_at=now
        )
        for u in sorted(wanted - there)
    )
    audit(
        viewer=viewer, act="account.co-owners", subject_kind="account", subject_id=str(account_id),
        now=now, detail={"users": sorted(wanted)},
    )  # fmt: skip


def _may(viewer: Viewer, user_id: int) -> None:
    viewer.require(Act.EDIT_ACCOUNTS)
    if viewer.user_id is None or user_id == viewer.user_id:
        return
    if viewer.scope is not None or viewer.role not in LEADS:
        viewer.require(Act.MANAGE_PEOPLE)
