"""Who may open Today, the tasks and the week."""

from __future__ import annotations

from typing import Any

from banso.execution.promises.models import Promise
from tests.access.addresses import Address, _account, _get, _post
from tests.access.table import ALL, MANAGERS
from tests.access.today_world import absence_of, task_of
from tests.access.world import Built, Place

EDITORS = ALL - {"reader"}


def _task(w: Built, p: Place) -> dict[str, Any]:
    return {"task": task_of(p)}


def _promise(w: Built, p: Place) -> dict[str, Any]:
    return {"promise": Promise.objects.filter(account_id=p.id).order_by("pk")[0].public_id}


def _absence(w: Built, p: Place) -> dict[str, Any]:
    return {"absence": absence_of(w)}


TODAY_ADDRESSES: tuple[Address, ...] = (
    _get("today:index", ALL),
    _get("today:index", ALL, query="?all=todos&sort=due"),
    _post("today:seen", ALL, status=302),
    _post("today:unseen", ALL, lambda w, p: {"mark": "zzzzzzzzzzzz"}, status=404),
    _post("today:act", EDITORS, status=404),  # an empty form names no change
    _post("today:kept", EDITORS, _promise, about=True, status=302),
    _post("today:promise_back", EDITORS, _promise, about=True, status=302),
    _get("today:promise_due", EDITORS, _promise, about=True),
    _post(
        "today:promise_due",
        EDITORS,
        _promise,
        about=True,
        status=302,
        given={"due_on": "2026-05-01", "why": "先方の都合"},
    ),
    _get("week:index", ALL),
    _get("tasks:index", ALL, query="?of=all"),
    _get("tasks:index", ALL, query="?of=all&state=closed"),
    _get("tasks:new", EDITORS),
    _post("tasks:new", EDITORS, status=422),
    _post("tasks:together", EDITORS, status=302),
    _post("tasks:undo", EDITORS, status=302),
    _post("tasks:back", EDITORS, status=302),
    _post("tasks:withdrawal", EDITORS, status=302),
    _get("tasks:absences", EDITORS),
    _post("tasks:absences", EDITORS, status=422),
    _post("tasks:absence_end", MANAGERS | {"csm"}, _absence, of_all=True, status=302),
    _get("tasks:co_owners", EDITORS, _account(), about=True),
    _post("tasks:co_owners", EDITORS, _account(), about=True, status=302),
    _get("tasks:one", ALL, _task, about=True),
    _post("tasks:one", EDITORS, _task, about=True, status=422),
    _get("tasks:done", EDITORS, _task, about=True),
    _post("tasks:done", EDITORS, _task, about=True, status=302),
    _get("tasks:later", EDITORS, _task, about=True),
    _post("tasks:later", EDITORS, _task, about=True, status=302),
    _get("tasks:give", EDITORS, _task, about=True),
    _post("tasks:give", EDITORS, _task, about=True, status=422),
    _post("tasks:step", EDITORS, _task, about=True, status=302, given={"place": "0", "done": "1"}),
)
