"""The people of an account: who decides, who drives it, who uses it, and who follows whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from simulator.engine.latent import Latent
from simulator.engine.population import NEVER, Population, Span
from simulator.names import words
from simulator.scenario.reading import Scenario
from simulator.seeds import stream

T = TypeVar("T")
_DAY = timedelta(days=1)
_SEASONS = {4: "april", 7: "july", 10: "october"}


@dataclass
class Person:
    """A contact. ``user``: number of the product user who is the same person, −1 without one."""

    key: str
    family: tuple[str, str]
    given: tuple[str, str]
    email: str
    department: str
    title: str
    role: str
    influence: int
    since: date
    until: date | None = None
    user: int = -1
    opted_out: bool = False


@dataclass
class User:
    """A product user: day numbers of the first and the first day no longer, and how keen."""

    key: str
    email: str
    department: str
    role: str
    join: int
    leave: int
    keen: float
    pace: float  # 1: becomes an expert in the usual time


@dataclass
class Staff:
    people: list[Person] = field(default_factory=list)
    users: list[User] = field(default_factory=list)


class Registrar:
    """Draws the people of one account after another."""

    _HERALD = 7  # days before the first of a month

    def __init__(
        self, scenario: Scenario, seed: int, span: Span, people: Population, latent: Latent
    ) -> None:
        self.scenario, self.span, self.people, self.latent = scenario, span, people, latent
        self.seed = seed
        after = (span.months[-1] + timedelta(days=32)).replace(day=1)
        season = scenario.number(f"transfer_{_SEASONS.get(after.month, 'other')}")
        near = (
            after - span.last
        ).days <= self._HERALD  # the end of the data is the eve of a transfer
        self.ahead = season if near else 0.0
        self.silence = scenario.whole("silence_days")
        self.chances = [
            (m, scenario.number(f"transfer_{_SEASONS.get(m.month, 'other')}")) for m in span.months
        ]

    def staff(self, i: int, key: str, domain: str, rng: np.random.Generator) -> Staff:
        """The contacts and users of account number ``i``."""
        found = Staff()
        start = self.span.day(self.people.start[i])
        japanese = self.people.country[i] == 0
        self._users(found, i, key, domain, japanese, rng)
        self._champions(found, i, key, domain, start, japanese, rng)
        self._deciders(found, key, domain, start, japanese, rng)
        self._person(
            found, key, domain, "admin", start, japanese, rng, user=min(1, len(found.users) - 1)
        )
        return found

    # Users ---------------------------------------------------------------------------------------

    def _users(
        self, found: Staff, i: int, key: str, domain: str, japanese: bool, rng: np.random.Generator
    ) -> None:
        """User 0 is the champion, user 1 the admin; the others come once they are invited."""
        n = int(self.people.users[i])
        start, invited = int(self.people.start[i]), int(self.people.steps[i, 1])
        waits = rng.exponential(25.0, n)
        keen = np.exp(
            rng.normal(rng.normal(0, 0.45), 0.5, n)
        )  # the company's habit, then each user's
        pace = np.exp(rng.normal(0, 0.3, n))
        places = rng.integers(0, 3, n)
        for u in range(n):
            join = (
                start
                if u == 0
                else start + int(waits[u] / 10)
                if u == 1
                else invited + int(waits[u])
            )
            department = words.DEPARTMENTS[int(places[u])][0 if japanese else 1]
            role = "admin" if u == 1 else "editor" if u % 3 == 0 else "viewer"
            keenness = max(1.3, float(keen[u])) if u == 0 else float(keen[u])
            found.users.append(
                User(f"u{u}", f"{key.lower()}.u{u}@{domain}", department, role, join, NEVER, keenness, float(pace[u]))
            )  # fmt: skip

    def _successor(self, found: Staff, key: str, domain: str, day: int, japanese: bool) -> int:
        u = len(found.users)
        department = words.DEPARTMENTS[0][0 if japanese else 1]
        found.users.append(
            User(
                f"u{u}", f"{key.lower()}.u{u}@{domain}", department, "editor", day, NEVER, 1.3, 1.0
            )
        )
        return u

    # Contacts ------------------------------------------------------------------------------------

    def _champions(
        self,
        found: Staff,
        i: int,
        key: str,
        domain: str,
        start: date,
        japanese: bool,
        rng: np.random.Generator,
    ) -> None:
        """One champion after another. Before a transfer the use of that person falls silent."""
        latent, months = self.latent, self.span.months
        gone, back = latent.transfers[i], latent.arrivals[i]
        now: Person | None = None
        here = bool(latent.champion[i, 0] and not back[0]) or bool(gone[0])
        if here or start >= self.span.first:
            now = self._person(found, key, domain, "champion", start, japanese, rng, user=0)
        for m in np.flatnonzero(gone | back):
            month = months[int(m)]
            if month <= start + timedelta(days=31) or month <= self.span.first:
                continue
            if gone[m] and now is not None:
                now.until = month - _DAY
                if now.user >= 0:
                    silent = int(self.span.month_starts[m]) - int(
                        self.silence * (0.6 + 0.8 * rng.random())
                    )
                    found.users[now.user].leave = silent
                now = None
            elif back[m] and now is None:
                user = self._successor(
                    found, key, domain, int(self.span.month_starts[m]) + 3, japanese
                )
                now = self._person(found, key, domain, "champion", month, japanese, rng, user=user)
        self._about_to_go(found, i, now)

    def _about_to_go(self, found: Staff, i: int, now: Person | None) -> None:
        """Some champions leave with the month after the data: nothing says so but their silence."""
        if now is None or now.user < 0 or not self.ahead:
            return
        draws = stream(self.seed, "about-to-go", i).random(2)
        if draws[0] < self.ahead:
            silent = self.span.days - int(self.silence * (0.6 + 0.8 * draws[1]))
            found.users[now.user].leave = min(found.users[now.user].leave, silent)

    def _deciders(
        self,
        found: Staff,
        key: str,
        domain: str,
        start: date,
        japanese: bool,
        rng: np.random.Generator,
    ) -> None:
        """The decision maker is followed at once."""
        now = self._person(found, key, domain, "decision_maker", start, japanese, rng)
        draws = rng.random(len(self.chances))
        for (month, chance), draw in zip(self.chances, draws, strict=True):
            if (
                draw < chance * 0.8
                and month > now.since + timedelta(days=80)
                and month > self.span.first
            ):
                now.until = month - _DAY
                now = self._person(found, key, domain, "decision_maker", month, japanese, rng)

    def _person(
        self,
        found: Staff,
        key: str,
        domain: str,
        role: str,
        since: date,
        japanese: bool,
        rng: np.random.Generator,
        *,
        user: int = -1,
    ) -> Person:
        number = len(found.people)
        a, b, c, d, e = rng.random(5)
        if japanese:
            family, given = _pick(words.FAMILY, a), _pick(words.GIVEN, b)
        else:
            family, given = (
                (_pick(words.ENGLISH_FAMILY, a), ""),
                (_pick(words.ENGLISH_GIVEN, b), ""),
            )
        language = 0 if japanese else 1
        email = found.users[user].email if user >= 0 else f"{key.lower()}.p{number}@{domain}"
        department = (
            found.users[user].department if user >= 0 else _pick(words.DEPARTMENTS, c)[language]
        )
        if role == "admin":
            department = words.DEPARTMENTS[1][language]
        influence = {"decision_maker": 3, "champion": 2, "admin": 2}[role] - (d < 0.3)
        person = Person(
            f"{key}-P{number}", family, given, email, department,
            _pick(words.TITLES[role], e)[language], role, influence, since, None, user, d > 0.96,
        )  # fmt: skip
        found.people.append(person)
        return person


def _pick(choices: Sequence[T], draw: float) -> T:
    return choices[int(draw * len(choices))]
