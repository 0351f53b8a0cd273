"""The scheduled work of this installation: what, when, and why it may rest."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from banso.connectors.nightly.report import report_pickups
from banso.connectors.pickup import folder as places
from banso.connectors.pickup.running import pick_up
from banso.connectors.queries import hidden_batches
from banso.events.store import workspace_lake
from banso.journey.day import close_days, days_to_close
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.schedule.works import Turn, Work, register

_STANDS = Text(
    ja="ワークスペースの時計が止まっています。",
    en="The workspace's clock stands.",
)


def clock_stands(now: datetime) -> Text | None:
    """Why nothing of the day happens by itself: a standing clock is moved by hand only (rules.md R0)."""
    return _STANDS if workspace.clock(wall=now).stands else None


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


def register_all() -> None:
    """Called when the apps are ready."""
    for work in (PICKUP, CLOSE):
        register(work)
