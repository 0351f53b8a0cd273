"""Who may open the calendar, scheduled work and mail of the workspace."""

from __future__ import annotations

from tests.access.addresses import Address, _get, _post
from tests.access.table import ADMIN, ALL
from tests.access.world import Built, Place


def _work(w: Built, p: Place) -> dict[str, str]:
    return {"key": "day.close"}


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
    _get("settings:money", ADMIN, of_all=True),
    _post("settings:money_rate", ADMIN, of_all=True, status=422),
    _post("settings:money_file", ADMIN, of_all=True, status=422),
    _post("settings:money_removal", ADMIN, of_all=True, status=302),
    _post("settings:money_lock", ADMIN, of_all=True, status=422),
    _get("settings:schedule", ADMIN, of_all=True),
    _get("settings:schedule_one", ADMIN, _work, of_all=True),
    _get("settings:schedule_one", ADMIN, lambda w, p: {"key": "none"}, of_all=True, status=404),
    _post("settings:schedule_one", ADMIN, _work, of_all=True, status=302),
    _post("settings:schedule_run", ADMIN, _work, of_all=True, status=302),
    _post("settings:schedule_rest", ADMIN, _work, of_all=True, status=302),
    _get("settings:post", ADMIN, of_all=True),
    _post("settings:post", ADMIN, of_all=True),
    _post("settings:post_test", ADMIN, of_all=True, status=422),  # no server is set
    _post("settings:post_forget", ADMIN, of_all=True, status=302),
    _post("settings:wish", ALL, status=302),
)
CLOCK_OPEN = {"signin:mail_off": "a link with a signed word that switches a mail off, nothing else"}
