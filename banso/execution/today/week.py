"""One person's week on one page: what moved and fell, promises, meetings, what was done and what comes."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from banso.customers.arrivals import touches
from banso.events.lake import Lake
from banso.execution.tasks.queries import closed_tasks, open_tasks
from banso.execution.today.changes import changes
from banso.execution.today.others import kept_pledges, meets, pledges
from banso.execution.today.own import accounts_of, numbers_of, whose
from banso.execution.today.ranking import decisions_of
from banso.execution.today.views import Week
from banso.lib.dates import day_bounds, week_start
from banso.workspace.viewer import Viewer


def my_week(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    now: datetime,
    rows_day: date | None,
    zone: str,
    person: int | None = None,
) -> Week:
    """This function will gather the week of ``day``, Monday to Sunday, of one person (own: None).

    What lies after ``day`` is what is planned; the rest is what happened. Raises NotAllowed for the
    week of somebody else, unless the viewer leads people.
    """
    of = whose(viewer, person)
    first = week_start(day)
    last = first + timedelta(days=6)
    accounts = {a.id: a for a in accounts_of(viewer=viewer, person=of)}
    rows = numbers_of(viewer, lake, rows_day, accounts)
    found = changes(
        viewer=viewer, lake=lake, accounts=accounts, mrr={a: r["mrr"] for a, r in rows.items()},
        first=first, last=day, rows_day=rows_day, zone=zone,
    )  # fmt: skip
    open_pledges = pledges(viewer=viewer, accounts=accounts, person=of, until=last, day=day)
    met = meets(viewer=viewer, accounts=accounts, person=of, first=first, last=last)
    closed = closed_tasks(viewer=viewer, first=first, last=day, by_id=of) if of else []
    tasks = (
        open_tasks(viewer=viewer, today=day, owner_id=of, until=day - timedelta(days=1))
        if of
        else []
    )
    begin, end = day_bounds(first, ZoneInfo(zone))[0], day_bounds(day, ZoneInfo(zone))[1]
    touched = touches(viewer=viewer, account_ids=accounts, since=begin, until=end)
    by_kind: Counter[str] = Counter()
    for c in closed:
        by_kind[c.kind] += c.minutes or 0
    return Week(
        first=first, last=last, person=of, accounts=len(accounts),
        moved=tuple(c for c in found if c.kind == "moved"),
        fell=tuple(c for c in found if c.kind == "fell"),
        said=tuple(c for c in found if c.kind not in ("moved", "fell")),
        promises_late=tuple(p for p in open_pledges if p.late_days),
        promises_ahead=tuple(p for p in open_pledges if not p.late_days),
        promises_kept=tuple(kept_pledges(viewer=viewer, accounts=accounts, person=of, first=first, last=day)),
        meetings_done=tuple(m for m in met if m.ends_at <= now),
        meetings_ahead=tuple(m for m in met if m.ends_at > now),
        decisions=tuple(decisions_of(accounts, rows, rows_day=rows_day, day=day)),
        closed=tuple(closed), open_late=tuple(tasks),
        task_minutes=sum(c.minutes or 0 for c in closed), touches=len(touched),
        touch_minutes=sum(touched), by_kind=dict(by_kind.most_common()),
    )  # fmt: skip
