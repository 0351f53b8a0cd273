"""The one date of all screens, and by which knowledge it is looked at (rules.md R11).

By today's knowledge, or as we saw it on that day. Addresses carry both in one value: ``2026-04-01``
or ``2026-04-01.seen``; the picker sends them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from banso.lib.problems import BansoError, problem
from banso.workspace.clock import Clock

PARAMETER = "as_of"
KNOWN = "known"  # of the picker: "then" or "today"
_SEEN = ".seen"


class AsOfNotADay(BansoError):
    """The address asks for a day that is no calendar day."""


class PastIsReadOnly(BansoError):
    """Somebody tried to write while looking at a past day."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """``day`` is the day looked at. ``rows_day`` is the day whose rows of the lake to read: the
    newest closed day that is not after ``day``, or None while nothing has been closed yet.

    ``seen``: where accounts stood is shown as we saw it on that day; ``seen_at`` is the instant,
    None where the day was never closed."""

    day: date
    past: bool
    rows_day: date | None
    seen: bool = False
    seen_at: datetime | None = None

    @property
    def text(self) -> str:
        """The value in addresses; empty for today, so that plain links stay plain."""
        if not self.past:
            return ""
        return self.day.isoformat() + (_SEEN if self.seen else "")

    @property
    def text_today(self) -> str:
        """The same day by today's knowledge."""
        return self.day.isoformat() if self.past else ""

    @property
    def text_seen(self) -> str:
        """The same day as we saw it."""
        return self.text_today + _SEEN if self.past else ""

    def require_today(self) -> None:
        """Refuse with :class:`PastIsReadOnly` while a past day is shown."""
        if self.past:
            raise PastIsReadOnly(
                problem(
                    "as-of.read-only",
                    ja=f"{self.day.isoformat()} 時点を表示しているため、変更できません。",
                    en=f"You are looking at {self.day.isoformat()}; the past cannot be changed.",
                    remedy_ja="基準日を今日に戻してから、もう一度行ってください。",
                    remedy_en="Go back to today and try again.",
                )
            )


def read_as_of(*, asked: str | None, clock: Clock, known: str | None = None) -> AsOf:
    """This function will turn the address's ``as_of`` into a day; empty and future days mean today.

    ``known`` ('then' or 'today') is what the picker chose; it decides over the value's own ending.
    """
    day, asked = clock.today, asked or ""
    seen = known == "then" if known in ("then", "today") else asked.endswith(_SEEN)
    asked = asked.removesuffix(_SEEN)
    if asked:
        try:
            day = min(date.fromisoformat(asked), clock.today)
        except ValueError as refused:
            raise AsOfNotADay(
                problem(
                    "as-of.not-a-day",
                    ja="基準日として読めない値がアドレスに含まれています。",
                    en="The address holds an as-of date that is no date.",
                    remedy_ja="2026-04-01 のように、年-月-日で指定してください。",
                    remedy_en="Write it as year-month-day, for example 2026-04-01.",
                    path="as_of",
                    sample=asked[:20],
                )
            ) from refused
    closed = clock.closed_day
    return AsOf(
        day=day,
        past=day < clock.today,
        rows_day=min(day, closed) if closed is not None else None,
        seen=seen and day < clock.today,
    )
