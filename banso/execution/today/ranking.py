"""In which order a day stands: decisions by nearness, tasks by what waits on them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from banso.customers.arrivals import OwnAccount
from banso.execution.tasks.queries import TaskView
from banso.execution.today.views import Decision, Todo

AHEAD = 14  # days before the approval window opens that a decision is already shown
USUAL_LEAD = 45  # days of approval where the account says nothing
_YEARLY = 6  # months of a term from which there is a decision to prepare
VALUE, DUE = "value", "due"


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


def todo_of(
    task: TaskView,
    person: int | None,
    day: date,
    met: set[int | None],
    deciding: Mapping[int, int],
    rows: Mapping[int, Mapping[str, Any]],
) -> Todo:
    """This function will say where a task of ``person`` stands in the queue. ``met``: accounts with a
    meeting today; ``deciding``: those inside the approval window."""
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
