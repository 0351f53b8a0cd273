"""What is in the calendars around the last day: today's meetings, those of the next week, a weekly one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from simulator.calendar import is_worked
from simulator.engine.deals import Deal
from simulator.engine.population import Span
from simulator.engine.staff import Person, Staff
from simulator.scenario.reading import Scenario

_DAY = timedelta(days=1)
_STARTS = (time(10), time(11), time(13, 30), time(14, 30), time(15, 30), time(16, 30))
_TITLES = {
    "ja": ("定例ミーティング", "導入状況の確認", "四半期レビュー", "更新に向けた打ち合わせ", "課題の整理"),
    "en": ("Regular meeting", "Set-up review", "Quarterly review", "Renewal talk", "Open issues"),
}  # fmt: skip
_WEEKLY = {"ja": "週次の確認", "en": "Weekly check-in"}
_VISIT = {"ja": "現場訪問", "en": "Site visit"}
_PLACES = {"ja": ("オンライン", "先方会議室", "当社会議室"), "en": ("Online", "Their office", "Our office")}  # fmt: skip
_WEEKLY_SHARE, _VISIT_SHARE, _CANCELLED_SHARE = 0.12, 0.06, 0.2


@dataclass(frozen=True)
class Meeting:
    """``starts`` and ``ends`` are local to Tokyo; a whole day has no times. ``weeks``: how often it recurs."""

    uid: str
    csm: str
    title: str
    place: str
    day: date
    starts: datetime | None
    ends: datetime | None
    attendees: tuple[tuple[str, str], ...]  # (name, address)
    weeks: int = 0
    cancelled: bool = False


class Diary:
    """Draws the meetings of one account after another; each has a stream of its own."""

    def __init__(self, scenario: Scenario, span: Span) -> None:
        self.span = span
        self.today = scenario.number("meetings_today")
        self.week = scenario.number("meetings_week")
        self.days = _working_days(span.last)
        self._booked: dict[tuple[str, date], int] = {}

    def of(
        self, key: str, name: str, csm: str, language: str, deal: Deal, staff: Staff, rng: np.random.Generator
    ) -> list[Meeting]:  # fmt: skip
        """The meetings of account ``key``, none once it has left."""
        draws = rng.random(8)
        if deal.left and deal.left <= self.span.last and not deal.returned:
            return []
        people = _present(staff, self.span.last)
        if not people:
            return []
        if draws[0] < self.today:
            day = self.span.last
        elif draws[0] < self.today + self.week:
            day = self.days[int(draws[1] * len(self.days))]
        else:
            return []
        there = people[: 1 + int(draws[2] * 2)]
        place = _PLACES[language][int(draws[3] * 3)]
        weekly = draws[4] < _WEEKLY_SHARE
        visit = not weekly and draws[5] < _VISIT_SHARE
        titles = _TITLES[language]
        title = _WEEKLY[language] if weekly else _VISIT[language] if visit else titles[int(draws[6] * len(titles))]  # fmt: skip
        start = None if visit else self._start(csm, day)
        first = day - timedelta(weeks=8) if weekly else day
        return [
            Meeting(
                uid=f"{key}-{day:%Y%m%d}@banso.example",
                csm=csm,
                title=f"{name} {title}",
                place=place,
                day=first,
                starts=datetime.combine(first, start) if start else None,
                ends=datetime.combine(first, start) + timedelta(minutes=45) if start else None,
                attendees=tuple((_name(p), p.email) for p in there),
                weeks=16 if weekly else 0,
                cancelled=not weekly and day != self.span.last and draws[7] < _CANCELLED_SHARE,
            )
        ]

    def _start(self, csm: str, day: date) -> time:
        """One after the other, so that nobody sits in two meetings before the day is full."""
        at = self._booked.get((csm, day), 0)
        self._booked[csm, day] = at + 1
        return _STARTS[at % len(_STARTS)]


def _working_days(last: date) -> list[date]:
    """The five working days after ``last``."""
    found: list[date] = []
    day = last
    while len(found) < 5:
        day += _DAY
        if is_worked(day):
            found.append(day)
    return found


def _present(staff: Staff, day: date) -> list[Person]:
    here = [p for p in staff.people if p.since <= day and (p.until is None or day <= p.until)]
    return sorted(here, key=lambda p: ("champion", "admin", "decision_maker").index(p.role))


def _name(person: Person) -> str:
    japanese = not person.family[0].isascii()
    parts = (person.family[0], person.given[0])
    return " ".join(parts if japanese else reversed(parts))
