"""Who may change meetings, calendars and mail in, and what each leaves behind."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings

from banso.connectors.calendar import operations as calendars
from banso.connectors.email import operations as mail
from banso.connectors.email.models import Mail
from banso.connectors.reaching import SETTING, HostSilent
from banso.execution.meetings import operations as meetings
from banso.workspace.viewer import Viewer
from tests.access.meet_reads import meeting_of
from tests.access.table import ADMIN
from tests.access.world import LAST, NOW, Built, Place
from tests.access.writes import EDITORS, Write
from tests.mail.letters import letter
from tests.meetings.calendars import calendar, event
from tests.meetings.serving import served, with_text

_TEXT = calendar(event("zq@x", "20260413T050000Z"))


def _choose(w: Built, v: Viewer, p: Place) -> Any:
    return meetings.choose_account(
        viewer=v, public_id=meeting_of(w.mine[0]), account_id=p.id, now=NOW
    )


def _take(w: Built, v: Viewer, p: Place) -> Any:
    assert v.user_id is not None
    return meetings.take_meetings(
        viewer=v, user_id=v.user_id, feed="zzzzzzzzzzzz", seen=[], since=NOW, until=NOW, day=LAST,
        now=NOW,
    )  # fmt: skip


def _feed(v: Viewer, address: str = "https://example.com/zq.ics") -> str:
    return calendars.subscribe(viewer=v, name="仕事", address=address, now=NOW)


def _file(w: Built, v: Viewer, p: Place) -> Any:
    return calendars.take_file(viewer=v, name="a.ics", data=_TEXT, now=NOW)


def _change(w: Built, v: Viewer, p: Place) -> Any:
    return calendars.change_feed(viewer=v, public_id=_feed(v), name="別名", now=NOW)


def _end(w: Built, v: Viewer, p: Place) -> Any:
    return calendars.end_feed(viewer=v, public_id=_feed(v), now=NOW)


def _fetch(w: Built, v: Viewer, p: Place) -> Any:
    with served(with_text(_TEXT)) as address:
        return calendars.fetch_feed(viewer=v, public_id=_feed(v, address), now=NOW)


def _forget(w: Built, v: Viewer, p: Place) -> Any:
    return meetings.forget_calendar(viewer=v, feed="zzzzzzzzzzzz", since=NOW, now=NOW)


def _mail(v: Viewer) -> str:
    """A mail this person handed in, of nobody yet."""
    return Mail.objects.create(
        key="zz", thread="zz", sent_at=NOW, received_at=NOW, user_id=v.user_id, sender="a@b.test"
    ).public_id


def _give(w: Built, v: Viewer, p: Place) -> Any:
    return mail.give_mail(viewer=v, public_id=_mail(v), account_id=p.id, now=NOW)


def _box(v: Viewer) -> str:
    return mail.save_mailbox(
        viewer=v, name="共有", host="127.0.0.1", port=1, security="tls", username="u",
        password="p", folder="INBOX", now=NOW,
    )  # fmt: skip


def _fetch_box(w: Built, v: Viewer, p: Place) -> None:
    """Nobody answers there; the attempt is on record all the same."""
    with mock.patch.dict(os.environ, {SETTING: "127.0.0.1"}), suppress(HostSilent):
        mail.fetch_mailbox(viewer=v, public_id=_box(v), now=NOW)


def _pick_up(w: Built, v: Viewer, p: Place) -> Any:
    inbox = Path(settings.BANSO_FOLDER) / mail.FOLDER
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "a.eml").write_bytes(letter())
    return mail.pick_up(viewer=v, now=NOW)


def _own(act: str, call: Any) -> Write:
    return Write(EDITORS, act, call, of_all=False)


MEET_WRITES = {
    "connectors.calendar.operations.change_feed": _own("calendar.changed", _change),
    "connectors.calendar.operations.end_feed": _own("calendar.ended", _end),
    "connectors.calendar.operations.fetch_all": Write(
        ADMIN, "calendars.fetched", lambda w, v, p: calendars.fetch_all(viewer=v, now=NOW)
    ),
    "connectors.calendar.operations.fetch_feed": _own("meetings.taken", _fetch),
    "connectors.calendar.operations.subscribe": _own(
        "calendar.subscribed", lambda w, v, p: _feed(v)
    ),
    "connectors.calendar.operations.take_file": _own("calendar.file-added", _file),
    "connectors.email.operations.end_mailbox": Write(
        ADMIN,
        "mailbox.ended",
        lambda w, v, p: mail.end_mailbox(viewer=v, public_id=_box(v), now=NOW),
    ),
    "connectors.email.operations.fetch_all": Write(
        ADMIN, "mail.fetched", lambda w, v, p: mail.fetch_all(viewer=v, now=NOW)
    ),
    "connectors.email.operations.fetch_mailbox": Write(ADMIN, "mailbox.fetched", _fetch_box),
    "connectors.email.operations.give_mail": Write(
        EDITORS, "mail.given", _give, about=True, of_all=False
    ),
    "connectors.email.operations.pick_up": Write(ADMIN, "mail.picked-up", _pick_up),
    "connectors.email.operations.put_aside": _own(
        "mail.put-aside", lambda w, v, p: mail.put_aside(viewer=v, public_id=_mail(v), now=NOW)
    ),
    "connectors.email.operations.save_mailbox": Write(
        ADMIN, "mailbox.added", lambda w, v, p: _box(v)
    ),
    "connectors.email.operations.take_eml": _own(
        "mail.taken", lambda w, v, p: mail.take_eml(viewer=v, data=letter(), now=NOW)
    ),
    "execution.meetings.operations.choose_account": Write(
        EDITORS, "meeting.account-chosen", _choose, about=True, of_all=False
    ),
    "execution.meetings.operations.forget_calendar": _own("meetings.forgotten", _forget),
    "execution.meetings.operations.take_meetings": _own("meetings.taken", _take),
}
