"""A person's day: what changed since they last looked, and what to do in which order."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from banso.events.lake import Lake
from banso.execution.tasks.queries import open_tasks
from banso.execution.today.changes import changes, window
from banso.execution.today.models import SeenChange, SeenMark
from banso.execution.today.others import meets, pledges
from banso.execution.today.own import accounts_of, numbers_of, whose
from banso.execution.today.ranking import VALUE, decisions_of, ordered, todo_of
from banso.execution.today.views import Day
from banso.workspace.viewer import Viewer

LOOK_BACK = 14  # days a change is offered for, at most
TASKS_AHEAD = 7


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
    todos = [todo_of(t, of, day, met, deciding, rows) for t in tasks]
    return Day(
        day=day, rows_day=rows_day, person=of, accounts=len(accounts), since=marks, first=first,
        changes=tuple(c for c in found if c.key not in seen), meetings=tuple(today),
        promises=tuple(late), decisions=tuple(decisions), todos=tuple(ordered(todos, sort)),
        minutes=sum(t.minutes or 0 for t in tasks),
    )  # fmt: skip


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
