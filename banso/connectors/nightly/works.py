"""The scheduled work of this installation: what, when, and why it may rest."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from banso.connectors.calendar import operations as calendars
from banso.connectors.email import operations as mailboxes
from banso.connectors.nightly.digest import send_digests
from banso.connectors.nightly.report import report_pickups
from banso.connectors.pickup import folder as places
from banso.connectors.pickup.running import pick_up
from banso.connectors.queries import hidden_batches
from banso.events.store import workspace_lake
from banso.execution.today.digest import digest
from banso.journey.day import close_days, days_to_close
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.post.queries import is_set
from banso.workspace.schedule.works import Turn, Work, register
from banso.workspace.viewer import Viewer

_STANDS = Text(
    ja="ワークスペースの時計が止まっています。",
    en="The workspace's clock stands.",
)

_NO_SERVER = Text(
    ja="メールの送信サーバーが設定されていません。",
    en="No server for outgoing mail is set.",
)


def clock_stands(now: datetime) -> Text | None:
    """Why nothing of the day happens by itself: a standing clock is moved by hand only (rules.md R0)."""
    return _STANDS if workspace.clock(wall=now).stands else None


def no_digest(now: datetime) -> Text | None:
    """Why no digest goes out as things stand."""
    if not is_set():
        return _NO_SERVER
    return clock_stands(now)


def run_close(turn: Turn) -> dict[str, Any]:
    """Close every day that waits, oldest first, in one pass; a night that was slept through comes along.

    Asked for while the clock stands, it closes up to the clock's day and does not move it.
    """
    span = days_to_close(wall=turn.now)
    if span is None:
        return {"days": 0}
    closed = close_days(
        lake=workspace_lake(),
        first=span[0],
        last=span[1],
        now=turn.now,
        progress=turn.progress,
        hidden=hidden_batches(),
    )
    if closed.first is None or closed.last is None:
        return {"days": 0}
    return {
        "days": (closed.last - closed.first).days + 1,
        "first": closed.first.isoformat(),
        "last": closed.last.isoformat(),
    }


def run_pickup(turn: Turn) -> dict[str, Any]:
    """Take in what lies in the folder, then tell those who want to know."""
    folder = places.folder_of(turn.options)
    found = pick_up(folder=folder, now=turn.now, progress=turn.progress)
    told = report_pickups(slot=turn.slot, now=turn.now)
    return {**found, "told": told}


PICKUP = Work(
    key="files.pickup",
    name=Text(ja="フォルダーからの取り込み", en="Files from the folder"),
    says=Text(
        ja="フォルダーに置かれたファイルを、前回と同じ読み方で取り込みます。",
        en="Takes in the files left in the folder, read as they were read before.",
    ),
    run=run_pickup,
    at=time(2, 0),
    rank=10,
    outside=True,
)
CLOSE = Work(
    key="day.close",
    name=Text(ja="日次の締め", en="Close of the day"),
    says=Text(
        ja="前日までの指標とフェーズを確定します。止まっていた日があれば、古い日から順に締めます。",
        en="Makes metrics and phases of the day before final; days that were missed follow in order.",
    ),
    run=run_close,
    rests=clock_stands,
    rank=20,
)


def run_digest(turn: Turn) -> dict[str, Any]:
    """Mail each person their own day: the local day of the slot."""
    day = workspace.clock(wall=turn.now).local_day(turn.slot)
    return send_digests(content=digest, day=day, now=turn.now).as_json()


DIGEST = Work(
    key="mail.digest",
    name=Text(ja="朝のまとめメール", en="Morning digest"),
    says=Text(
        ja="営業日の朝に、担当顧客の動きと今日の予定を、それぞれの言語で送ります。",
        en="On the morning of business days, mails each person their own day in their language.",
    ),
    run=run_digest,
    at=time(8, 45),
    business=True,
    keeps=timedelta(hours=6),
    rests=no_digest,
    rank=40,
    outside=True,
)


def run_calendars(turn: Turn) -> dict[str, Any]:
    """Read every calendar that has an address; one that cannot be read keeps why."""
    return calendars.fetch_all(viewer=Viewer.system(), now=turn.now, progress=turn.progress)


def run_mailboxes(turn: Turn) -> dict[str, Any]:
    """Read every mailbox and the folder for mails; one that cannot be read keeps why."""
    return mailboxes.fetch_all(viewer=Viewer.system(), now=turn.now, progress=turn.progress)


CALENDARS = Work(
    key="calendars.fetch",
    name=Text(ja="カレンダーの読み込み", en="Calendars"),
    says=Text(
        ja="登録されたカレンダーを読み直します。", en="Reads the calendars that are connected."
    ),
    run=run_calendars,
    every=60,
    rank=30,
    outside=True,
)
MAILBOXES = Work(
    key="mail.fetch",
    name=Text(ja="メールの読み込み", en="Incoming mail"),
    says=Text(
        ja="登録されたメールボックスと、メール用フォルダーを読みます。",
        en="Reads the mailboxes that are connected, and the folder for mails.",
    ),
    run=run_mailboxes,
    every=15,
    rank=31,
    outside=True,
)


def register_all() -> None:
    """Called when the apps are ready."""
    for work in (PICKUP, CLOSE, CALENDARS, MAILBOXES, DIGEST):
        register(work)
