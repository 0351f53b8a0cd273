"""Who may change the calendar, scheduled work and mail, and what each leaves behind."""

from __future__ import annotations

from datetime import time
from typing import Any

from banso.workspace.calendar import operations as calendar
from banso.workspace.post import operations as post
from banso.workspace.schedule import operations as schedule
from banso.workspace.viewer import Viewer
from tests.access.table import ADMIN
from tests.access.world import LAST, NOW, SYSTEM, Built, Place
from tests.access.writes import Write
from tests.clock.mailing import mail_server


def _add_days(v: Viewer) -> str:
    return calendar.add_company_days(
        viewer=v, name="創立記念日", first=LAST, last=LAST, yearly=True, worked=False, now=NOW
    )


def _remove_days(w: Built, v: Viewer, p: Place) -> Any:
    return calendar.remove_company_days(viewer=v, public_id=_add_days(SYSTEM), now=NOW)


def _server(v: Viewer, port: int = 25) -> None:
    post.set_mail_server(
        viewer=v, host="127.0.0.1", port=port, security="none", user="", password=None,
        from_address="banso@example.com", from_name="", address="http://127.0.0.1:8000", now=NOW,
    )  # fmt: skip


def _test_mail(w: Built, v: Viewer, p: Place) -> Any:
    with mail_server() as box:
        _server(SYSTEM, box.port)
        return post.send_test(viewer=v, now=NOW)


def _forget(w: Built, v: Viewer, p: Place) -> Any:
    _server(SYSTEM)
    return post.forget_mail_server(viewer=v, now=NOW)


_CLOSE = "day.close"

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
    "workspace.post.operations.forget_mail_server": Write(ADMIN, "mail.server-forgotten", _forget),
    "workspace.post.operations.send_test": Write(ADMIN, "mail.test-sent", _test_mail),
    "workspace.post.operations.set_mail_server": Write(
        ADMIN, "mail.server-set", lambda w, v, p: _server(v)
    ),
    "workspace.schedule.operations.run_now": Write(
        ADMIN,
        "schedule.run-asked",
        lambda w, v, p: schedule.run_now(viewer=v, key=_CLOSE, now=NOW),
    ),
    "workspace.schedule.operations.set_options": Write(
        ADMIN,
        "schedule.options-set",
        lambda w, v, p: schedule.set_options(viewer=v, key=_CLOSE, options={}, now=NOW),
    ),
    "workspace.schedule.operations.set_paused": Write(
        ADMIN,
        "schedule.paused",
        lambda w, v, p: schedule.set_paused(viewer=v, key=_CLOSE, paused=True, now=NOW),
    ),
    "workspace.schedule.operations.set_rhythm": Write(
        ADMIN,
        "schedule.rhythm-set",
        lambda w, v, p: schedule.set_rhythm(
            viewer=v, key=_CLOSE, at=time(4), minutes=None, business=False, now=NOW
        ),
    ),
}
