"""Who may open the calendar, scheduled work and mail of the workspace."""

from __future__ import annotations

from tests.access.addresses import Address, _get, _post
from tests.access.table import ADMIN

CLOCK_ADDRESSES: tuple[Address, ...] = (
    _get("settings:calendar", ADMIN, of_all=True),
    _post("settings:calendar_whose", ADMIN, of_all=True, status=422),
    _post("settings:calendar_days", ADMIN, of_all=True, status=422),
    _post(
        "settings:calendar_removal",
        ADMIN,
        lambda w, p: {"public_id": "zzzzzzzzzzzz"},
        of_all=True,
        status=404,
    ),
)
