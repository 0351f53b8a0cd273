"""Who may change the calendar, scheduled work and mail, and what each leaves behind."""

from __future__ import annotations

from typing import Any

from banso.workspace.calendar import operations as calendar
from banso.workspace.viewer import Viewer
from tests.access.table import ADMIN
from tests.access.world import LAST, NOW, SYSTEM, Built, Place
from tests.access.writes import Write


def _add_days(v: Viewer) -> str:
    return calendar.add_company_days(
        viewer=v, name="創立記念日", first=LAST, last=LAST, yearly=True, worked=False, now=NOW
    )


def _remove_days(w: Built, v: Viewer, p: Place) -> Any:
    return calendar.remove_company_days(viewer=v, public_id=_add_days(SYSTEM), now=NOW)


CLOCK_WRITES: dict[str, Write] = {
    "workspace.calendar.operations.add_company_days": Write(
        ADMIN, "calendar.days-added", lambda w, v, p: _add_days(v)
    ),
    "workspace.calendar.operations.remove_company_days": Write(
        ADMIN, "calendar.days-removed", _remove_days
    ),
    "workspace.calendar.operations.set_calendar": Write(
        ADMIN,
        "calendar.set",
        lambda w, v, p: calendar.set_calendar(
            viewer=v, country="US", region="CA", weekend=[5, 6], now=NOW
        ),
    ),
}
