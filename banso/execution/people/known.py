"""What one person alone knows (属人化): accounts and topics only one of us, or only one of them, spoke of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from banso.customers.people.queries import TalkRow

LOOK_BACK = 365
_TIMES = 3  # so many touchpoints make an account or a topic known at all


@dataclass(frozen=True, slots=True)
class AloneAccount:
    """An account known by one person. ``side`` ours: of us; theirs: we know one of them."""

    account_id: int
    side: Literal["ours", "theirs"]
    person: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class AloneTopic:
    """A topic of ``accounts`` that only one of us spoke of."""

    topic: str
    person: str
    accounts: tuple[int, ...]
    times: int
    last_at: datetime


def known_by_one(rows: Iterable[TalkRow]) -> tuple[list[AloneAccount], list[AloneTopic]]:
    """This function will find accounts and topics known by one person only, the most spoken of first.

    A touchpoint that names nobody tells nothing about who knows; only those with people count.
    """
    ours: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    theirs: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    topics: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    where: dict[str, set[int]] = defaultdict(set)
    last: dict[object, datetime] = {}
    for row in rows:
        for side, people in ((ours, row.ours), (theirs, row.theirs)):
            for person in _people(people):
                side[row.account_id][person] += row.times
        last[row.account_id] = max(row.last_at, last.get(row.account_id, row.last_at))
        if row.topic:
            for person in _people(row.ours):
                topics[row.topic][person] += row.times
            where[row.topic].add(row.account_id)
            key = ("topic", row.topic)
            last[key] = max(row.last_at, last.get(key, row.last_at))
    sides: tuple[tuple[Literal["ours", "theirs"], dict[int, dict[str, int]]], ...]
    sides = (("ours", ours), ("theirs", theirs))
    accounts = [
        AloneAccount(account, name, *next(iter(people.items())), last[account])
        for name, side in sides
        for account, people in side.items()
        if len(people) == 1 and sum(people.values()) >= _TIMES
    ]
    alone = [
        AloneTopic(topic, person, tuple(sorted(where[topic])), times, last["topic", topic])
        for topic, people in topics.items()
        if len(people) == 1 and (times := sum(people.values())) >= _TIMES
        for person in people
    ]
    accounts.sort(key=lambda a: (-a.times, a.account_id, a.side))
    return accounts, sorted(alone, key=lambda t: (-len(t.accounts), -t.times, t.topic))


def _people(addresses: str) -> list[str]:
    return [a.strip().casefold() for a in addresses.split(";") if a.strip()]


# Seasons of transfers --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Season:
    """Transfers that count from ``day``: 1 April, 1 July, 1 October. News come from ``first`` on."""

    day: date

    @property
    def key(self) -> str:
        return f"{self.day:%Y-%m}"

    @property
    def first(self) -> date:
        """From the month before on people hear of it (内示)."""
        year, month = (self.day.year, self.day.month - 1) if self.day.month > 1 else (self.day.year - 1, 12)  # fmt: skip
        return date(year, month, 1)

    @property
    def last(self) -> date:
        """Two months on, those who followed are known."""
        return date(self.day.year, self.day.month + 2, 1)


def seasons(day: date) -> list[Season]:
    """This function will give the seasons around a day: two gone or running, the next, and one more."""
    every = [Season(date(y, m, 1)) for y in range(day.year - 2, day.year + 3) for m in (4, 7, 10)]
    at = current(day)
    place = every.index(at)
    return every[place - 2 : place + 2]


def current(day: date) -> Season:
    """This function will give the season a day belongs to: the running one, else the next."""
    every = [Season(date(y, m, 1)) for y in range(day.year - 1, day.year + 2) for m in (4, 7, 10)]
    return next(s for s in every if day < s.last)
