"""Who may change tasks and mark changes as seen, and what each leaves behind."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from banso.execution.tasks import operations, standing_in
from banso.execution.today import operations as today
from tests.access.table import ALL, MANAGERS
from tests.access.today_world import AWAY, absence_of, task_of
from tests.access.world import LAST, NOW, SYSTEM, Built, Place
from tests.access.writes import EDITORS, Call, Write


def _on(call: Any, **more: Any) -> Call:
    return lambda w, v, p: call(viewer=v, public_ids=[task_of(p)], now=NOW, **more)


def _about(act: str, call: Call) -> Write:
    return Write(EDITORS, act, call, about=True, of_all=False)


def _edit(w: Built, v: Any, p: Place) -> Any:
    return operations.edit_task(
        viewer=v,
        public_id=task_of(p),
        now=NOW,
        title="別の件名",
        kind="call",
        priority=1,
        due_on=LAST,
    )


def _turned_back(w: Built, v: Any, p: Place) -> Any:
    ids = [task_of(p)]
    operations.snooze_tasks(viewer=SYSTEM, public_ids=ids, today=LAST, now=NOW)
    return operations.undo_turn(viewer=v, public_ids=ids, now=NOW)


def _seen_back(w: Built, v: Any, p: Place) -> Any:
    mark = today.mark_seen(viewer=v, keys=["a"], now=NOW)
    return today.undo_seen(viewer=v, mark=mark, now=NOW)


def _away(w: Built, v: Any, p: Place) -> Any:
    return standing_in.plan_absence(
        viewer=v, user_id=v.user_id, cover_id=next(w.users[r] for r in ("csm", "manager") if w.users[r] != v.user_id), from_on=AWAY, to_on=AWAY,
        today=LAST, now=NOW,
    )  # fmt: skip


_T = "execution.tasks.operations"
TODAY_WRITES: dict[str, Write] = {
    f"{_T}.create_task": _about(
        "task.made",
        lambda w, v, p: operations.create_task(
            viewer=v, title="電話", account_id=p.id, now=NOW, today=LAST, source_ref=uuid4().hex
        ),
    ),
    f"{_T}.edit_task": _about("task.edited", _edit),
    f"{_T}.complete_tasks": _about("task.closed", _on(operations.complete_tasks, today=LAST)),
    f"{_T}.withdraw_tasks": _about("task.closed", _on(operations.withdraw_tasks, today=LAST)),
    f"{_T}.undo_completion": _about(
        "task.reopened",
        lambda w, v, p: operations.undo_completion(
            viewer=v, public_ids=[task_of(p, closed=True)], now=NOW
        ),
    ),
    f"{_T}.snooze_tasks": _about("task.snoozed", _on(operations.snooze_tasks, today=LAST)),
    f"{_T}.hand_over_tasks": _about(
        "task.handed-over",
        lambda w, v, p: operations.hand_over_tasks(
            viewer=v, public_ids=[task_of(p)], owner_id=w.users["admin"], today=LAST, now=NOW
        ),
    ),
    f"{_T}.undo_turn": _about("task.turned-back", _turned_back),
    f"{_T}.move_tasks": _about("task.moved", _on(operations.move_tasks, today=LAST, due_in=3)),
    f"{_T}.check_step": _about(
        "task.step",
        lambda w, v, p: operations.check_step(
            viewer=v, public_id=task_of(p), place=0, done=True, now=NOW
        ),
    ),
    "execution.tasks.standing_in.plan_absence": Write(
        EDITORS, "absence.planned", _away, of_all=False
    ),
    "execution.tasks.standing_in.end_absence": Write(
        MANAGERS | {"csm"},
        "absence.ended",
        lambda w, v, p: standing_in.end_absence(viewer=v, public_id=absence_of(w), now=NOW),
    ),
    "execution.tasks.standing_in.set_co_owners": _about(
        "account.co-owners",
        lambda w, v, p: standing_in.set_co_owners(
            viewer=v, account_id=p.id, user_ids=[w.users["csm"]], today=LAST, now=NOW
        ),
    ),
    "execution.today.operations.mark_seen": Write(
        ALL,
        "today.seen",
        lambda w, v, p: today.mark_seen(viewer=v, keys=["a"], now=NOW),
        of_all=False,
    ),
    "execution.today.operations.undo_seen": Write(ALL, "today.unseen", _seen_back, of_all=False),
}
