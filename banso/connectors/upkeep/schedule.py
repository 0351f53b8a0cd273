"""When the worker sees to the lake: between two pieces of work, never beside one."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from banso.connectors.upkeep.operations import Upkept, due, upkeep
from banso.events.store import workspace_lake
from banso.lib.problems import BansoError
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

log = logging.getLogger("banso.upkeep")
_LOOK = timedelta(minutes=1)


class Ticks:
    """Called again and again by the worker while nothing waits; looks once a minute."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def tick(self, *, now: datetime) -> Upkept | None:
        """This function will run the upkeep if it is due, and never raise: the next tick tries again."""
        if self._next is not None and self._next - _LOOK <= now < self._next:
            return None
        self._next = now + _LOOK
        try:
            done = run_if_due(now=now)
        except BansoError as refused:
            log.warning("upkeep of the lake: %s", refused)
        except Exception:
            log.exception("upkeep of the lake failed")
        else:
            for each in done.problems if done else ():
                log.warning("upkeep of the lake: %s [%s]", each.in_("en"), each.id)
            return done
        return None


def run_if_due(*, now: datetime) -> Upkept | None:
    """This function will run the upkeep of this workspace's lake if it is time; None if it is not."""
    if not workspace.exists():
        return None
    lake = workspace_lake()
    clock = workspace.clock(wall=now)
    settle = workspace.workspace(viewer=Viewer.system()).settle_hours
    if not due(lake=lake, clock=clock, settle_hours=settle, now=now):
        return None
    return upkeep(lake=lake, clock=clock, settle_hours=settle, now=now)
