"""What can be scheduled: each piece of work says its name, its usual rhythm, and what it does.

Packages above register theirs when the apps are ready. A piece of work must be safe to run again:
killed anywhere and run once more for the same slot, it ends as if it had run once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from banso.lib.problems import BansoError, problem
from banso.lib.text import Text
from banso.workspace.progress import Progress, Silent


class WorkUnknown(BansoError):
    """Nothing that can be scheduled has this key."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One time of a piece of work. ``slot``: the regular time it is done for (aware, UTC); ``now``:
    when it begins. Both are given, so nights can be walked through without waiting for them."""

    now: datetime
    slot: datetime
    options: dict[str, Any] = field(default_factory=dict)
    progress: Progress = field(default_factory=Silent)
    asked: bool = False  # by a person, just now


@dataclass(frozen=True, slots=True)
class Work:
    """``at`` None: once the day has settled (rules.md R2). ``every``: minutes, instead of a time of
    day. ``keeps``: how late a slot may still be done; None: however late. ``rests``: why there is
    nothing to do as things stand (the clock stands, no mail server); the slot then waits. ``rank``
    decides between slots of the same time. ``outside``: it reaches beyond this workspace, so a
    restored copy does not begin with it by itself."""

    key: str
    name: Text
    says: Text
    run: Callable[[Turn], dict[str, Any]]
    at: time | None = None
    every: int | None = None
    business: bool = False
    keeps: timedelta | None = None
    rests: Callable[[datetime], Text | None] = lambda now: None
    rank: int = 50
    outside: bool = False


_WORKS: dict[str, Work] = {}


def register(work: Work) -> Work:
    """This function will make a piece of work known; the same key again replaces it."""
    _WORKS[work.key] = work
    return work


def works() -> list[Work]:
    """This function will list what can be scheduled, in the order of rank."""
    return sorted(_WORKS.values(), key=lambda w: (w.rank, w.key))


def work_of(key: str) -> Work:
    """This function will find a piece of work. Raises :class:`WorkUnknown`."""
    if key not in _WORKS:
        raise WorkUnknown(
            problem(
                "schedule.unknown",
                ja=f"定期処理「{key[:40]}」がありません。",
                en=f"There is no scheduled work '{key[:40]}'.",
                remedy_ja="一覧から選び直してください。",
                remedy_en="Choose it from the list again.",
            )
        )
    return _WORKS[key]
