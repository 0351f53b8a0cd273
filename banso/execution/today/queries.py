"""A person's day: what changed since they last looked, and what to do in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from banso.customers.arrivals import OwnAccount, own_accounts
from banso.events.lake import Lake
from banso.execution.tasks.models import CoOwner
from banso.execution.tasks.queries import TaskView, open_tasks
from banso.execution.today.changes import changes, window
from banso.execution.today.models import SeenChange, SeenMark
from banso.execution.today.others import meets, pledges
from banso.execution.today.views import Day, Decision, Todo
from banso.metrics import queries as metrics
from banso.metrics.world import LANE
from banso.workspace.viewer import Act, Role, Viewer

LOOK_BACK = 14  # days a change is offered for, at most
AHEAD = 14  # days before the approval window opens that a decision is already shown
TASKS_AHEAD = 7
USUAL_LEAD = 45  # days of approval where the account says nothing
_YEARLY = 6  # months of a term from which there is a decision to prepare
_KEYS = (
    "mrr", "days_to_decision", "approval_lead_days", "term_months", "notice_given_on", "life",
)  # fmt: skip
VALUE, DUE = "value", "due"


def my_day(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    now: datetime,
    rows_day: date | None,
    zone: str,
    person: int | None = None,
    sort: str = VALUE,
) -> Day:
    """This function will gather one person's day, the viewer's own unless ``person`` says whose.

    ``rows_day`` is the closed day whose numbers count. Another's day is for who leads people and sees
    everything; raises NotAllowed.
    """
    of = whose(viewer, person)
    own = accounts_of(viewer=viewer, person=of)
    accounts = {a.id: a for a in own}
    rows = numbers_of(viewer, lake, rows_day, accounts)
    mrr = {a: r["mrr"] for a, r in rows.items()}
    first = window(day, rows_day, days=LOOK_BACK)
    marks, seen = _seen(of, first, now)
    found = changes(
        viewer=viewer, lake=lake, accounts=accounts, mrr=mrr, first=first, last=day,
        rows_day=rows_day, zone=zone,
    )  # fmt: skip
    decisions = decisions_of(accounts, rows, rows_day=rows_day, day=day)
    late = pledges(viewer=viewer, accounts=accounts, person=of, until=day, day=day)
    today = meets(viewer=viewer, accounts=accounts, person=of, first=day, last=day)
    tasks = open_tasks(
        viewer=viewer, today=day, owner_id=of, until=day + timedelta(days=TASKS_AHEAD)
    )
    met = {m.account_id for m in today}
    deciding = {d.account_id: d.days for d in decisions if d.inside}
    todos = [_todo(t, of, day, met, deciding, rows) for t in tasks]
    return Day(
        day=day, rows_day=rows_day, person=of, accounts=len(accounts), since=marks, first=first,
        changes=tuple(c for c in found if c.key not in seen), meetings=tuple(today),
        promises=tuple(late), decisions=tuple(decisions), todos=tuple(ordered(todos, sort)),
        minutes=sum(t.minutes or 0 for t in tasks),
    )  # fmt: skip


def whose(viewer: Viewer, person: int | None) -> int | None:
    """Whose day it is: one's own, or another's for who may see it; raises NotAllowed."""
    viewer.require(Act.SEE_ACCOUNTS)
    if person is None or person == viewer.user_id:
        return viewer.user_id
    if not leads(viewer=viewer):
        viewer.require(Act.MANAGE_PEOPLE)
    return person


def leads(*, viewer: Viewer) -> bool:
    """Whether this viewer may look at the days of others."""
    return viewer.scope is None and viewer.role in (Role.ADMIN, Role.MANAGER)


def accounts_of(*, viewer: Viewer, person: int | None) -> list[OwnAccount]:
    """This function will list whose accounts a day is about: owned and co-owned ones.

    Somebody who may see some accounts only and owns none works on all of those.
    """
    beside = CoOwner.objects.filter(user_id=person or 0, ended_on__isnull=True).values("account_id")
    everything = viewer.role is Role.PARTNER and person == viewer.user_id
    return own_accounts(viewer=viewer, owner_id=person, also=beside, everything=everything)


def numbers_of(
    viewer: Viewer, lake: Lake, rows_day: date | None, accounts: Mapping[int, OwnAccount]
) -> dict[int, dict[str, Any]]:
    """The numbers that order a day, by account."""
    if rows_day is None or not accounts:
        return {}
    rows = metrics.day_rows(
        viewer=viewer, lake=lake, day=rows_day, keys=_KEYS, accounts=accounts.keys()
    )
    return {account: row for (account, lane), row in rows.items() if lane == LANE}


def _seen(person: int | None, first: date, now: datetime) -> tuple[datetime | None, set[str]]:
    """When everything was last marked as seen, and the keys of what was put away."""
    if person is None:
        return None, set()
    since = now - timedelta(days=4 * LOOK_BACK)
    marks = SeenMark.objects.filter(user_id=person, undone_at__isnull=True)
    rows = SeenChange.objects.filter(mark__in=marks.filter(at__gte=since))
    last, keys = None, set()
    for key, at, everything in rows.values_list("key", "mark__at", "mark__everything"):
        keys.add(key)
        if everything and (last is None or at > last):
            last = at
    return last, keys


def decisions_of(
    accounts: Mapping[int, OwnAccount],
    rows: Mapping[int, Mapping[str, Any]],
    *,
    rows_day: date | None,
    day: date,
) -> list[Decision]:
    """This function will pick the decisions inside the approval window or about to be, nearest first."""
    if rows_day is None:
        return []
    found = []
    passed = (day - rows_day).days  # the numbers are of the last closed day
    for account, row in rows.items():
        left = row["days_to_decision"]
        if left is None or (row["term_months"] or 0) < _YEARLY or row["life"] == "ended":
            continue
        lead = row["approval_lead_days"]
        lead = USUAL_LEAD if lead is None else int(lead)
        days = int(left) - passed
        if 0 <= days <= lead + AHEAD:
            known = accounts[account]
            found.append(
                Decision(
                    account, known.public_id, known.name, day + timedelta(days=days), days, lead,
                    row["mrr"], row["notice_given_on"] is not None,
                )
            )  # fmt: skip
    return sorted(found, key=lambda d: (not d.inside, d.days, -(d.mrr_minor or 0)))


def _todo(
    task: TaskView,
    person: int | None,
    day: date,
    met: set[int | None],
    deciding: Mapping[int, int],
    rows: Mapping[int, Mapping[str, Any]],
) -> Todo:
    account = task.account_id
    late = (day - task.due_on).days if task.due_on and task.due_on < day else 0
    if task.kind == "promise" and late:
        rank = 0
    elif account is not None and account in met:
        rank = 1
    elif account is not None and account in deciding:
        rank = 2
    else:
        rank = 3
    row = rows.get(account or 0, {})
    left = row.get("days_to_decision")
    return Todo(
        task=task, rank=rank, mrr_minor=row.get("mrr"), late_days=late,
        days_to_decision=None if left is None else int(left),
        covered_for=task.owner_id if task.owner_id != person else None,
    )  # fmt: skip


def ordered(todos: Sequence[Todo], sort: str) -> list[Todo]:
    """This function will order the queue: late promises, meetings of today, decisions inside the
    approval window, then by MRR; or, sorted by ``due``, by the day alone."""

    def key(t: Todo) -> tuple[Any, ...]:
        due = t.task.due_on or date.max
        if sort == DUE:
            return (due, t.task.priority, -(t.mrr_minor or 0))
        return (t.rank, t.task.priority, -(t.mrr_minor or 0), due)

    return sorted(todos, key=key)
