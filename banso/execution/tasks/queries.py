"""Reads of tasks: what is open for whom, one task whole, what was closed in a time, who is away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from banso.customers.models import Account
from banso.customers.queries import in_scope
from banso.execution.tasks import people
from banso.execution.tasks.access import seen_by
from banso.execution.tasks.models import Absence, CoOwner, Task, TaskClosure
from banso.workspace import queries as workspace
from banso.workspace.models import User
from banso.workspace.viewer import Act, Role, Viewer


@dataclass(frozen=True, slots=True)
class TaskView:
    """``covered_for``: the absent person whose task it is, where somebody else looks at it as cover.
    ``steps_done`` of ``steps`` lines of the checklist are ticked."""

    public_id: str
    account_id: int | None
    account_public_id: str
    account_name: str
    kind: str
    title: str
    reason: str
    priority: int
    owner_id: int | None
    due_on: date | None
    minutes: int | None
    snoozed_until: date | None
    repeats: str
    source: str
    source_ref: str
    steps: int
    steps_done: int
    closed_on: date | None

    def late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class StepView:
    place: int
    text: str
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """``what``: made, snoozed, handed, moved, closed, undone."""

    what: str
    at: datetime
    by: str
    why: str = ""
    owner_before: str = ""
    owner_after: str = ""
    day_after: date | None = None
    outcome: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """One task with its checklist and what happened to it, newest first."""

    task: TaskView
    checklist: tuple[StepView, ...]
    turns: tuple[TurnView, ...]


@dataclass(frozen=True, slots=True)
class ClosedView:
    """One closing that is in force."""

    task: str
    account_id: int | None
    account_public_id: str
    account_name: str
    kind: str
    title: str
    outcome: str
    note: str
    minutes: int | None
    day: date
    at: datetime
    by_id: int | None


@dataclass(frozen=True, slots=True)
class AbsenceView:
    public_id: str
    user_id: int
    user: str
    cover_id: int
    cover: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who can be given a task, and the minutes they have open."""

    id: int
    public_id: str
    name: str
    role: str
    load: int


_COLUMNS = (
    "public_id", "account_id", "account__public_id", "account__name", "kind", "title", "reason",
    "priority", "owner_id", "due_on", "minutes", "snoozed_until", "repeats", "source", "source_ref",
    "n_steps", "n_done", "closed_on",
)  # fmt: skip


def _views(rows: QuerySet[Task]) -> list[TaskView]:
    counted = rows.annotate(
        n_steps=Count("steps"), n_done=Count("steps", filter=Q(steps__done_at__isnull=False))
    )
    return [TaskView(*_filled(row)) for row in counted.values_list(*_COLUMNS)]


def _filled(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The account's id in addresses and its name are empty texts where there is no account."""
    return (*row[:2], row[2] or "", row[3] or "", *row[4:])


def _by_urgency(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.order_by(F("due_on").asc(nulls_last=True), "priority", "pk")


def open_tasks(
    *,
    viewer: Viewer,
    today: date,
    owner_id: int | None = None,
    account_id: int | None = None,
    until: date | None = None,
    snoozed: bool = False,
    limit: int = 500,
) -> list[TaskView]:
    """This function will list open tasks the viewer may see: the earliest due first.

    ``owner_id``: a person's, and those of whoever that person stands in for today. ``until``: due
    by that day, or without a day. What is put away is left out unless ``snoozed``.
    """
    rows = seen_by(viewer).filter(closed_on__isnull=True)
    if owner_id is not None:
        away = Absence.objects.filter(
            cover_id=owner_id, from_on__lte=today, to_on__gte=today, ended_at__isnull=True
        )
        rows = rows.filter(Q(owner_id=owner_id) | Q(owner_id__in=away.values("user_id")))
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if until is not None:
        rows = rows.filter(Q(due_on__isnull=True) | Q(due_on__lte=until))
    if not snoozed:
        rows = rows.filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=today))
    return _views(_by_urgency(rows)[:limit])


def task_sheet(*, viewer: Viewer, public_id: str) -> TaskSheet | None:
    """This function will give one task whole; None where the viewer may not see it."""
    rows = seen_by(viewer).filter(public_id=public_id)
    found = _views(rows)
    row = rows.first()
    if not found or row is None:
        return None
    names = workspace.names_of_people(viewer=viewer)
    steps = tuple(
        StepView(s.place, s.text, s.done_at, names.get(s.done_by_id or 0, ""))
        for s in row.steps.order_by("place")
    )
    return TaskSheet(found[0], steps, tuple(_turns(row, names)))


def _turns(row: Task, names: dict[int, str]) -> list[TurnView]:
    turns = [TurnView("made", row.made_at, names.get(row.made_by_id or 0, ""))]
    for t in row.turns.filter(undone_at__isnull=True):
        turns.append(
            TurnView(
                t.what, t.at, names.get(t.by_id or 0, ""), t.why,
                names.get(t.owner_before_id or 0, ""), names.get(t.owner_after_id or 0, ""),
                t.day_after,
            )
        )  # fmt: skip
    for c in row.closures.all():
        by = names.get(c.by_id or 0, "")
        turns.append(TurnView("closed", c.at, by, c.note, outcome=c.outcome, minutes=c.minutes))
        if c.undone_at is not None:
            turns.append(TurnView("undone", c.undone_at, names.get(c.undone_by_id or 0, "")))
    return sorted(turns, key=lambda t: t.at, reverse=True)


def closed_tasks(
    *,
    viewer: Viewer,
    first: date | None = None,
    last: date | None = None,
    by_id: int | None = None,
    account_id: int | None = None,
    limit: int = 500,
) -> list[ClosedView]:
    """This function will list what was closed in a time (both days counted in), the newest first."""
    rows = TaskClosure.objects.filter(undone_at__isnull=True, task__in=seen_by(viewer))
    rows = rows.exclude(outcome="withdrawn")
    if first is not None:
        rows = rows.filter(day__gte=first)
    if last is not None:
        rows = rows.filter(day__lte=last)
    if by_id is not None:
        rows = rows.filter(by_id=by_id)
    if account_id is not None:
        rows = rows.filter(task__account_id=account_id)
    columns = (
        "task__public_id", "task__account_id", "task__account__public_id", "task__account__name",
        "task__kind", "task__title", "outcome", "note", "minutes", "day", "at", "by_id",
    )  # fmt: skip
    found = rows.order_by("-day", "-at", "-pk").values_list(*columns)[:limit]
    return [ClosedView(*_filled(row)) for row in found]


def open_load(*, viewer: Viewer) -> dict[int, int]:
    """This function will give the open minutes by person, to whoever may see everything."""
    viewer.require(Act.SEE_ACCOUNTS)
    return people.loads() if viewer.scope is None else {}


def helpers(*, viewer: Viewer, account_id: int | None = None) -> list[Helper]:
    """This function will list who can be given a task, those with least to do first.

    A viewer with a scope learns no load, and no name of another outside partner.
    """
    names = workspace.names_of_people(viewer=viewer)
    load = open_load(viewer=viewer)
    seen = account_id is None or viewer.sees(account_id)
    rows = people.able_for(account_id).values_list("pk", "public_id", "role") if seen else ()
    found = [
        Helper(pk, public_id, names[pk], role, load.get(pk, 0))
        for pk, public_id, role in rows
        if pk in names
    ]
    return sorted(found, key=lambda h: (h.load, h.name))


def absences(*, viewer: Viewer, today: date) -> list[AbsenceView]:
    """This function will list who is away today or later: all for who sees everything, else one's own."""
    viewer.require(Act.SEE_ACCOUNTS)
    rows = Absence.objects.filter(to_on__gte=today, ended_at__isnull=True)
    if viewer.scope is not None or viewer.role == Role.READER:
        rows = rows.filter(Q(user_id=viewer.user_id) | Q(cover_id=viewer.user_id))
    names = workspace.names_of_people(viewer=viewer)
    return [
        AbsenceView(
            r.public_id, r.user_id, names.get(r.user_id, ""), r.cover_id, names.get(r.cover_id, ""),
            r.from_on, r.to_on,
        )
        for r in rows.order_by("from_on", "pk")
    ]  # fmt: skip


def co_owners_of(*, viewer: Viewer, account_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """This function will map accounts to who looks after them beside the owner."""
    rows = in_scope(
        CoOwner.objects.filter(account_id__in=sorted(set(account_ids)), ended_on__isnull=True),
        viewer,
    )
    found: dict[int, tuple[int, ...]] = {}
    for account, user in rows.order_by("pk").values_list("account_id", "user_id"):
        found[account] = (*found.get(account, ()), user)
    return found


def co_owned(*, viewer: Viewer, user_id: int) -> list[int]:
    """This function will list the accounts somebody looks after beside their owner."""
    rows = in_scope(CoOwner.objects.filter(user_id=user_id, ended_on__isnull=True), viewer)
    return list(rows.order_by("account_id").values_list("account_id", flat=True))


def person_by_public_id(*, viewer: Viewer, public_id: str) -> int | None:
    """This function will find the person an address names; None where the viewer may not know of them."""
    found: Any = User.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    return found if found in workspace.names_of_people(viewer=viewer) else None


def owners_with_work(*, viewer: Viewer) -> dict[int, int]:
    """This function will count the accounts of each owner, for who may look at others' days."""
    viewer.require(Act.SEE_ACCOUNTS)
    rows = in_scope(Account.objects.all(), viewer, path="pk")
    rows = rows.filter(kind=Account.ACCOUNT, ended_on__isnull=True, owner__isnull=False)
    return dict(rows.values("owner_id").annotate(n=Count("pk")).values_list("owner_id", "n"))
