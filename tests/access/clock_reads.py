"""Who may ask about the calendar, scheduled work and mail."""

from __future__ import annotations

from datetime import timedelta

from tests.access.table import ADMIN, ALL, DESK, Read
from tests.access.world import LAST, NOW

_SPAN = {"first": LAST, "last": LAST + timedelta(days=30)}

_ABOUT = {"key": "day.close"}

CLOCK_READS: dict[str, Read] = {
    "connectors.pickup.queries.picked_files": Read(DESK, of_all=True, silent=True),
    "workspace.post.queries.mail_server": Read(ADMIN, of_all=True, silent=True),
    "workspace.post.queries.sent_letters": Read(ADMIN, of_all=True, silent=True),
    "workspace.post.queries.wishes": Read(ALL, silent=True),
    "workspace.schedule.queries.runs_of": Read(
        ADMIN, lambda w, v, p: _ABOUT, of_all=True, silent=True
    ),
    "workspace.schedule.queries.schedule": Read(
        ADMIN, lambda w, v, p: {**_ABOUT, "now": NOW}, of_all=True, silent=True
    ),
    "workspace.schedule.queries.schedules": Read(
        ADMIN, lambda w, v, p: {"now": NOW}, of_all=True, silent=True
    ),
    "workspace.calendar.queries.calendar_for": Read(ALL, silent=True),
    "workspace.calendar.queries.free_days": Read(ALL, lambda w, v, p: _SPAN, silent=True),
    "workspace.calendar.queries.settings_of_calendar": Read(ALL, silent=True),
}
