"""Who may open meetings, calendars and mail in."""

from __future__ import annotations

from typing import Any

from tests.access.addresses import Address, _get, _post
from tests.access.meet_reads import meeting_of
from tests.access.table import ADMIN, ALL
from tests.access.world import Built, Place

_EDITORS = ALL - {"reader"}
_NOT_THERE = {"status": 404}


def _meeting(w: Built, p: Place) -> dict[str, Any]:
    return {"public_id": meeting_of(p)}


def _nothing_there(w: Built, p: Place) -> dict[str, Any]:
    return {"public_id": "zzzzzzzzzzzz"}


MEET_ADDRESSES: tuple[Address, ...] = (
    _get("meetings:index", ALL),
    _get("meetings:index", ALL, query="?who=all"),
    _get("meetings:one", ALL, _meeting, about=True),
    _get("meetings:account", _EDITORS, _meeting, about=True),
    _get("meetings:account", _EDITORS, _meeting, query="?q=zq", about=True),
    _post("meetings:account", _EDITORS, _meeting, given={"account": "none"}, **_NOT_THERE),
    _get("meetings:mails", _EDITORS),
    _post("meetings:take", _EDITORS, status=422),
    _get("meetings:mail_account", _EDITORS, _nothing_there, **_NOT_THERE),
    _post("meetings:mail_account", _EDITORS, _nothing_there, **_NOT_THERE),
    _post("meetings:mail_aside", _EDITORS, _nothing_there, **_NOT_THERE),
    _get("settings:calendars", _EDITORS),
    _post("settings:calendars", _EDITORS, status=422),
    _post("settings:calendar_file", _EDITORS, status=422),
    _post("settings:calendar_fetch", _EDITORS, _nothing_there, **_NOT_THERE),
    _post("settings:calendar_end", _EDITORS, _nothing_there, **_NOT_THERE),
    _get("settings:mail", ADMIN, of_all=True),
    _post("settings:mail", ADMIN, of_all=True, status=422),
    _post("settings:mail_fetch", ADMIN, of_all=True, status=302),
    _get("settings:mailbox", ADMIN, _nothing_there, of_all=True, **_NOT_THERE),
    _post("settings:mailbox", ADMIN, _nothing_there, of_all=True, **_NOT_THERE),
    _post("settings:mailbox_end", ADMIN, _nothing_there, of_all=True, **_NOT_THERE),
)
