"""Who may ask about the calendar, scheduled work and mail."""

from __future__ import annotations

from datetime import timedelta

from tests.access.table import ALL, Read
from tests.access.world import LAST

_SPAN = {"first": LAST, "last": LAST + timedelta(days=30)}

CLOCK_READS: dict[str, Read] = {
    "workspace.calendar.queries.calendar_for": Read(ALL, silent=True),
    "workspace.calendar.queries.free_days": Read(ALL, lambda w, v, p: _SPAN, silent=True),
    "workspace.calendar.queries.settings_of_calendar": Read(ALL, silent=True),
}
