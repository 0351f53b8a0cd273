"""How tasks follow their account, and what of them speaks of persons."""

from __future__ import annotations

from django.db.models import Q

from banso.customers.belongings import Belonging, register
from banso.execution.tasks.models import CoOwner, Task, TaskClosure, TaskTurn
from banso.lib.text import Text


def register_tables() -> None:
    """This function will let tasks, their history and co-owners follow merges, splits and erasures."""
    register(
        Belonging(
            model=Task, name=Text(ja="タスク", en="tasks"), when=("due_on", "closed_on"),
            open=Q(closed_on__isnull=True), names=("title", "reason"),
        )
    )  # fmt: skip
    for model, ja, en, column in (
        (TaskClosure, "タスクの終了", "closings of tasks", "note"),
        (TaskTurn, "タスクの経緯", "turns of tasks", "why"),
    ):
        register(Belonging(model=model, name=Text(ja=ja, en=en), follows="task", names=(column,)))
    register(
        Belonging(
            model=CoOwner, name=Text(ja="副担当", en="co-owners"), alone=("user_id",),
            open=Q(ended_on__isnull=True), when=("from_on",),
        )
    )  # fmt: skip
