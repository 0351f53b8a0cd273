"""The clock of a workspace (rules.md R0): every "today", ``now`` and due date comes from it.

A clock is live (wall clock in the workspace's time zone) or stands at a day, which is the default
for data whose time is over and for the demo. It moves only by ``banso daily``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clock:
    mode: str  # 'live' or 'stands'
    zone: str
    today: date  # the workspace's today, local
    now: datetime  # aware, UTC: what "now" means here
    closed_day: date | None  # the last day whose rows are final

    @property
    def stands(self) -> bool:
        return self.mode == "stands"

    def local_day(self, instant: datetime) -> date:
        """The local calendar day of an aware instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()


def read_clock(
    *,
    mode: str,
    zone: str,
    stands_at: date | None,
    closed_day: date | None,
    wall: datetime,
) -> Clock:
    """This function will turn the settings and the wall clock (aware) into the workspace's clock.

    A clock that stands at D shows D as today, and its ``now`` is the end of D, so that everything
    dated D has happened.
    """
    tz = ZoneInfo(zone)
    if mode == "stands" and stands_at is not None:
        end_of_day = datetime.combine(stands_at, time(23, 59, 59), tzinfo=tz)
        return Clock("stands", zone, stands_at, end_of_day.astimezone(UTC), closed_day)
    return Clock("live", zone, wall.astimezone(tz).date(), wall.astimezone(UTC), closed_day)


def closable_day(*, wall: datetime, zone: str, settle_hours: int) -> date:
    """The newest local day that may be closed: yesterday, once ``settle_hours`` after midnight have passed."""
    local = wall.astimezone(ZoneInfo(zone)) - timedelta(hours=settle_hours)
    return local.date() - timedelta(days=1)
