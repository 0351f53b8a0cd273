"""A task, a closing, a cover and a co-owner of every account, for the walks to ask about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from banso.execution.tasks import operations, standing_in
from banso.execution.tasks.models import Absence, Task
from tests.access.world import LAST, NOW, SYSTEM, Built, Place

AWAY = LAST + timedelta(days=10)


def make_tasks(ids: dict[str, int], users: dict[str, int]) -> None:
    """Every account has an open task and a closed one, and a co-owner; the CSM will be away."""
    common: dict[str, Any] = {"viewer": SYSTEM, "now": NOW, "today": LAST, "owner_id": users["csm"]}
    for tag, account in ids.items():
        words = {"account_id": account, "reason": f"{tag}の事情", "due_on": LAST}
        operations.create_task(title=f"{tag}に電話", checklist=(f"{tag}の資料",), **words, **common)
        done = operations.create_task(title=f"{tag}に返信", **words, **common)
        operations.complete_tasks(
            viewer=SYSTEM, public_ids=[done], today=LAST, now=NOW, minutes=10, note=f"{tag}の返事"
        )
        standing_in.set_co_owners(
            viewer=SYSTEM, account_id=account, user_ids=[users["admin"]], today=LAST, now=NOW
        )
    standing_in.plan_absence(
        viewer=SYSTEM, user_id=users["csm"], cover_id=users["manager"], from_on=AWAY, to_on=AWAY,
        today=LAST, now=NOW,
    )  # fmt: skip


def task_of(p: Place, *, closed: bool = False) -> str:
    rows = Task.objects.filter(account_id=p.id, closed_on__isnull=not closed).order_by("pk")
    return rows[0].public_id


def absence_of(w: Built) -> str:
    return Absence.objects.get(user_id=w.users["csm"]).public_id


TODAY_INSIDE = {
    "execution.tasks.access.changed_by": "takes it by place: every write of tasks",
    "execution.tasks.access.may_place": "takes it by place: create_task",
    "execution.tasks.access.seen_by": "takes it by place: every read of tasks",
    "execution.tasks.calendar.calendar_of": "takes it by place: the business days of a due day",
    "execution.tasks.people.chosen": "create_task, which asked for the right",
    "execution.tasks.recurring.follow": "complete_tasks, which asked for the right",
    "execution.tasks.recurring.withdraw_follower": "undo_completion, which asked for the right",
    "execution.today.changes.changes": "my_day and my_week; narrows to the accounts they found",
    "execution.today.others.kept_pledges": "my_week; narrows to the accounts it found",
    "execution.today.others.meets": "my_day and my_week; narrows to the accounts they found",
    "execution.today.others.pledges": "my_day and my_week; narrows to the accounts they found",
    "execution.today.own.accounts_of": "my_day and my_week, once they know whose day it is",
    "execution.today.own.leads": "whether, not what",
    "execution.today.own.numbers_of": "takes it by place: my_day and my_week",
    "execution.today.own.whose": "takes it by place: the check of my_day and my_week",
}
