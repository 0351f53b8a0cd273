"""Writes of tasks: make, change, close with outcome and minutes, take back, postpone, hand over.

``today`` is the workspace's day, ``now`` its instant. Several tasks are changed together or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from banso.execution.tasks import people, refusals
from banso.execution.tasks.access import changed_by, may_place
from banso.execution.tasks.calendar import calendar_of
from banso.execution.tasks.models import Task, TaskClosure, TaskStep, TaskTurn
from banso.execution.tasks.recurring import follow, withdraw_follower
from banso.execution.tasks.words import CHOSEN_OUTCOMES, KINDS, PRIORITIES, REPEATS, SOURCES
from banso.lib.dates import add_business_days
from banso.workspace.ids import new_public_id
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

MOST_MINUTES = 24 * 60
_TITLE, _TEXT, _STEP = 200, 300, 200
MOST_STEPS = 30


@transaction.atomic
def create_task(
    *,
    viewer: Viewer,
    title: str,
    now: datetime,
    today: date,
    account_id: int | None = None,
    kind: str = "other",
    reason: str = "",
    priority: int = 2,
    due_on: date | None = None,
    due_in: int | None = None,
    minutes: int | None = None,
    owner_id: int | None = None,
    how: str = "owner",
    repeats: str = "",
    source: str = "person",
    source_ref: str = "",
    checklist: Sequence[str] = (),
) -> str:
    """This function will make a task and give its public id.

    ``due_in`` counts business days from ``today`` (0: today). Whose it becomes: ``owner_id``, else
    ``how`` (owner, co_owner, role:csm, load, me); who is away on the due day is stood in for, and
    where there is nobody it is the maker's. What is open already for the same ``source_ref`` is not
    made twice: its id comes back. Raises TaskRefused, NotAllowed.
    """
    may_place(viewer, account_id)
    _words(title, kind=kind, priority=priority, repeats=repeats, source=source, minutes=minutes)
    if due_on is None and due_in is not None:
        due_on = add_business_days(today, due_in, calendar=calendar_of(viewer))
    if repeats and due_on is None:
        raise refusals.TaskRefused(refusals.repeats_without_day())
    there = Task.objects.filter(source=source, source_ref=source_ref, closed_on__isnull=True)
    if source_ref and (found := there.values_list("public_id", flat=True).first()):
        return str(found)
    day = due_on or today
    if owner_id is not None:
        owner: int | None = people.given_to(owner_id, account_id=account_id, day=day)
    else:
        owner = people.chosen(how, viewer=viewer, account_id=account_id, day=day) or viewer.user_id
    row = Task(
        account_id=account_id, kind=kind, title=title.strip()[:_TITLE], reason=reason[:_TEXT],
        priority=priority, owner_id=owner, due_on=due_on, minutes=minutes, repeats=repeats,
        series=new_public_id() if repeats else "", source=source, source_ref=source_ref,
        made_by_id=viewer.user_id, made_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # made by somebody else in this very moment
        return str(there.values_list("public_id", flat=True)[0])
    _write_steps(row, checklist)
    _audit(viewer, "task.made", row, now, {"account": account_id, "owner": owner, "source": source})
    return row.public_id


@transaction.atomic
def edit_task(
    *,
    viewer: Viewer,
    public_id: str,
    now: datetime,
    title: str,
    kind: str,
    priority: int,
    due_on: date | None,
    reason: str = "",
    minutes: int | None = None,
    repeats: str = "",
    checklist: Sequence[str] | None = None,
) -> None:
    """This function will change what a task says. ``checklist`` None leaves it; steps whose words stay
    keep that they were done. Raises TaskNotFound, TaskClosed, TaskRefused."""
    [row] = _open(viewer, [public_id])
    _words(title, kind=kind, priority=priority, repeats=repeats, source=row.source, minutes=minutes)
    if repeats and due_on is None:
        raise refusals.TaskRefused(refusals.repeats_without_day())
    if due_on != row.due_on:
        _turn(row, TaskTurn.MOVED, viewer, now, day_before=row.due_on, day_after=due_on)
    row.title, row.kind, row.priority, row.reason = (
        title.strip()[:_TITLE],
        kind,
        priority,
        reason[:_TEXT],
    )
    row.due_on, row.minutes, row.repeats, row.edited_at = due_on, minutes, repeats, now
    row.series = row.series or (new_public_id() if repeats else "")
    row.save()
    if checklist is not None:
        _write_steps(row, checklist)
    _audit(viewer, "task.edited", row, now)


@dataclass(frozen=True, slots=True)
class Done:
    """What was closed, and how the closing can be named: by the tasks' ids."""

    tasks: tuple[str, ...]
    titles: tuple[str, ...]
    minutes: int | None


@transaction.atomic
def complete_tasks(
    *,
    viewer: Viewer,
    public_ids: Collection[str],
    today: date,
    now: datetime,
    outcome: str = "done",
    minutes: int | None = None,
    note: str = "",
) -> Done:
    """This function will close tasks with an outcome and the minutes each took (R10).

    A recurring one makes its next. ``not_reached`` leaves the work to do: the task closes, with its
    minutes, and the same is due again on the next business day. Raises TaskNotFound, TaskClosed,
    TaskRefused.
    """
    if outcome not in CHOSEN_OUTCOMES:
        raise refusals.unknown_word("outcome", outcome)
    return _close(
        viewer, public_ids, today=today, now=now, outcome=outcome, minutes=minutes, note=note
    )


@transaction.atomic
def withdraw_tasks(
    *, viewer: Viewer, public_ids: Collection[str], today: date, now: datetime
) -> Done:
    """This function will take back tasks that should not have been made; they count nowhere.

    Raises TaskNotFound, TaskClosed.
    """
    return _close(
        viewer, public_ids, today=today, now=now, outcome="withdrawn", minutes=None, note=""
    )


def _close(
    viewer: Viewer, public_ids: Collection[str], *, today: date, now: datetime, outcome: str,
    minutes: int | None, note: str,
) -> Done:  # fmt: skip
    _minutes(minutes)
    rows = _open(viewer, public_ids)
    for row in rows:
        row.closed_on = today
        row.save(update_fields=["closed_on"])
        follower = follow(row, outcome=outcome, viewer=viewer, today=today, now=now)
        TaskClosure.objects.create(
            task=row, account_id=row.account_id, outcome=outcome, note=note[:_TEXT], minutes=minutes, day=today,
            by_id=viewer.user_id, at=now, follower=follower,
        )  # fmt: skip
        _audit(viewer, "task.closed", row, now, {"outcome": outcome, "minutes": minutes})
    return Done(tuple(r.public_id for r in rows), tuple(r.title for r in rows), minutes)


@transaction.atomic
def undo_completion(*, viewer: Viewer, public_ids: Collection[str], now: datetime) -> list[str]:
    """This function will open closed tasks again; gives their titles.

    The next one of a series goes with it while nobody has touched it. Raises TaskNotFound,
    TaskRefused where one is not closed.
    """
    rows = changed_by(viewer, public_ids)
    for row in rows:
        closing = row.closures.filter(undone_at__isnull=True).select_related("follower").first()
        if closing is None:
            raise refusals.not_closed(row.title)
        if closing.follower is not None:
            withdraw_follower(closing.follower, viewer=viewer, day=closing.day, now=now)
        closing.undone_at, closing.undone_by_id = now, viewer.user_id
        closing.save(update_fields=["undone_at", "undone_by"])
        row.closed_on = None
        row.save(update_fields=["closed_on"])
        _audit(viewer, "task.reopened", row, now)
    return [r.title for r in rows]


@transaction.atomic
def snooze_tasks(
    *,
    viewer: Viewer,
    public_ids: Collection[str],
    today: date,
    now: datetime,
    until: date | None = None,
    business_days: int | None = None,
    why: str = "",
) -> date:
    """This function will put tasks away until a day after today; gives that day.

    Either ``until`` or a number of ``business_days`` from today. The due day stays: a task that is
    late stays late. Raises TaskNotFound, TaskClosed, TaskRefused.
    """
    if until is None:
        until = add_business_days(today, business_days or 1, calendar=calendar_of(viewer))
    if until <= today:
        raise refusals.day_over("until")
    for row in _open(viewer, public_ids):
        _turn(
            row,
            TaskTurn.SNOOZED,
            viewer,
            now,
            day_before=row.snoozed_until,
            day_after=until,
            why=why,
        )
        row.snoozed_until = until
        row.save(update_fields=["snoozed_until"])
        _audit(viewer, "task.snoozed", row, now, {"until": until.isoformat()})
    return until


@transaction.atomic
def hand_over_tasks(
    *,
    viewer: Viewer,
    public_ids: Collection[str],
    owner_id: int,
    today: date,
    now: datetime,
    why: str = "",
) -> int:
    """This function will give tasks to somebody else, with a word why; gives who has them now.

    Who is away on the due day is stood in for. Raises TaskNotFound, TaskClosed, and TaskRefused where
    the person may not change the account.
    """
    given = owner_id
    for row in _open(viewer, public_ids):
        day = max(row.due_on or today, today)
        given = people.given_to(owner_id, account_id=row.account_id, day=day)
        _turn(
            row,
            TaskTurn.HANDED,
            viewer,
            now,
            owner_before_id=row.owner_id,
            owner_after_id=given,
            why=why,
        )
        row.owner_id, row.snoozed_until = given, None
        row.save(update_fields=["owner", "snoozed_until"])
        _audit(viewer, "task.handed-over", row, now, {"to": given})
    return given


@transaction.atomic
def undo_turn(*, viewer: Viewer, public_ids: Collection[str], now: datetime) -> list[str]:
    """This function will take back the last postponement or hand-over of each task; gives the titles."""
    rows = changed_by(viewer, public_ids)
    for row in rows:
        last = row.turns.filter(undone_at__isnull=True).order_by("-pk").first()
        if last is None or row.closed_on is not None:
            raise refusals.not_closed(row.title)
        if last.what == TaskTurn.HANDED:
            row.owner_id = last.owner_before_id
        elif last.what == TaskTurn.SNOOZED:
            row.snoozed_until = last.day_before
        else:
            row.due_on = last.day_before
        row.save(update_fields=["owner", "snoozed_until", "due_on"])
        last.undone_at = now
        last.save(update_fields=["undone_at"])
        _audit(viewer, "task.turned-back", row, now, {"what": last.what})
    return [r.title for r in rows]


@transaction.atomic
def move_tasks(
    *,
    viewer: Viewer,
    public_ids: Collection[str],
    today: date,
    now: datetime,
    due_on: date | None = None,
    due_in: int | None = None,
) -> date:
    """This function will set the due day of tasks: a day, or business days from today; gives it."""
    if due_on is None:
        due_on = add_business_days(today, due_in or 0, calendar=calendar_of(viewer))
    if due_on < today:
        raise refusals.day_over("due_on")
    for row in _open(viewer, public_ids):
        _turn(row, TaskTurn.MOVED, viewer, now, day_before=row.due_on, day_after=due_on)
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        _audit(viewer, "task.moved", row, now, {"due_on": due_on.isoformat()})
    return due_on


@transaction.atomic
def check_step(*, viewer: Viewer, public_id: str, place: int, done: bool, now: datetime) -> None:
    """This function will tick one line of a checklist, or take the tick away."""
    [row] = _open(viewer, [public_id])
    by = viewer.user_id if done else None
    step = row.steps.filter(place=place)
    if not step.update(done_at=now if done else None, done_by_id=by):
        raise refusals.not_found()
    _audit(viewer, "task.step", row, now, {"place": place, "done": done})


def _open(viewer: Viewer, public_ids: Collection[str]) -> list[Task]:
    viewer.require(Act.EDIT_ACCOUNTS)
    rows = changed_by(viewer, public_ids)
    for row in rows:
        if row.closed_on is not None:
            raise refusals.closed(row.title)
    return rows


def _words(
    title: str, *, kind: str, priority: int, repeats: str, source: str, minutes: int | None
) -> None:
    if not title.strip():
        raise refusals.untitled()
    for path, value, known in (
        ("kind", kind, KINDS), ("priority", priority, PRIORITIES), ("source", source, SOURCES),
        ("repeats", repeats, {"", *REPEATS}),
    ):  # fmt: skip
        if value not in known:
            raise refusals.unknown_word(path, value)
    _minutes(minutes)


def _minutes(minutes: int | None) -> None:
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise refusals.minutes_wrong(minutes)


def _write_steps(row: Task, checklist: Sequence[str]) -> None:
    texts = [t.strip()[:_STEP] for t in checklist if t.strip()][:MOST_STEPS]
    held = {s.text: (s.done_at, s.done_by_id) for s in row.steps.all()}
    row.steps.all().delete()
    TaskStep.objects.bulk_create(
        TaskStep(task=row, place=n, text=t, done_at=at, done_by_id=by)
        for n, t in enumerate(texts)
        for at, by in [held.get(t, (None, None))]
    )


def _turn(row: Task, what: str, viewer: Viewer, now: datetime, **more: Any) -> None:
    more["why"] = str(more.get("why", ""))[:_TEXT]
    TaskTurn.objects.create(
        task=row, account_id=row.account_id, what=what, by_id=viewer.user_id, at=now, **more
    )


def _audit(
    viewer: Viewer, act: str, row: Task, now: datetime, detail: dict[str, Any] | None = None
) -> None:
    audit(
        viewer=viewer,
        act=act,
        subject_kind="task",
        subject_id=row.public_id,
        now=now,
        detail=detail,
    )
