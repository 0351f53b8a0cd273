"""What passes between an account and the vendor: tickets, voices, answers, meetings, attendance.

Satisfaction s and value v of the month colour everything: the mood of a text is 0.5 s + 0.15 v + 0.6
of the theme's usual mood + noise, cut at −1 and 1; unhappy accounts write more tickets; the content answer surveys more
often (response bias), so the mean of the answers is above the mean of the accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from simulator import product
from simulator.calendar import is_worked
from simulator.engine.deals import Deal
from simulator.engine.events_of_ours import CSMS, GroupSession
from simulator.engine.latent import Latent, logistic, logit
from simulator.engine.population import NEVER, Population, Span
from simulator.engine.staff import Person, Staff
from simulator.scenario.reading import Scenario
from simulator.texts import THEMES, write

Row = tuple[object, ...]
_MEETINGS = ("meeting", "call", "mail", "visit", "qbr")
_CHANNELS = ("support", "meeting", "survey", "community", "review", "mail")
_KEYS = tuple(THEMES)
_SEVERITY = ("urgent", "high", "normal", "low")


@dataclass
class Told:
    """Rows for the files, each without the names of its columns, and the truth of the texts."""

    tickets: list[Row] = field(default_factory=list)
    responses: list[Row] = field(default_factory=list)
    voices: list[Row] = field(default_factory=list)
    touchpoints: list[Row] = field(default_factory=list)
    attendance: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    feels: list[tuple[int, str]] = field(default_factory=list)


class Carer:
    """Walks the months of one account after another."""

    def __init__(
        self,
        scenario: Scenario,
        span: Span,
        people: Population,
        latent: Latent,
        sessions: list[GroupSession],
    ) -> None:
        self.scenario, self.span, self.people = scenario, span, people
        self.latent, self.sessions = latent, sessions
        self.rates = [scenario.number(f"{k}_rate") for k in ("tickets", "voices", "touches")]
        self.nps_every = scenario.whole("nps_every_months")
        self.worked = np.array([is_worked(span.day(d)) for d in range(span.days)])

    def told(self, i: int, key: str, deal: Deal, staff: Staff, rng: np.random.Generator) -> Told:
        """Everything of account number ``i``."""
        found, span = Told(), self.span
        first = max(0, int(self.people.start[i]))
        end = (deal.left - span.first).days if deal.left else span.days
        language = "ja" if self.people.country[i] == 0 else "en"
        csm = CSMS[i % 2] if language == "ja" else CSMS[2]
        months = range(int(span.month_of_day[min(first, span.days - 1)]), len(span.months))
        v, s = self.latent.value[i], self.latent.satisfaction[i]
        counts = rng.poisson(
            np.array(self.rates)[:, None]
            * np.stack([np.exp(-0.45 * s), np.ones_like(s), np.exp(0.1 * v)])
        )
        sheet = _Sheet(key, language, csm, staff, rng)
        for m in months:
            low = max(first, int(span.month_starts[m]))
            high = min(end, span.days, int(span.month_starts[m]) + 28)
            if low >= high:
                continue
            sheet.leaning = self._leaning(i, m, deal)
            for _ in range(counts[0, m]):
                self._ticket(found, sheet, self._day(low, high, rng), v[m], s[m])
            for _ in range(counts[1, m]):
                self._voice(found, sheet, self._day(low, high, rng), v[m], s[m])
            for _ in range(counts[2, m]):
                self._touch(found, sheet, self._day(low, high, rng), v[m], s[m])
            if self.nps_every and m % self.nps_every == self.nps_every - 1:
                self._nps(found, sheet, low, v[m], s[m])
            if rng.random() < 0.08:
                feel = 0.6 * s[m] + 0.4 * v[m] + 0.5 * rng.standard_normal()
                found.feels.append(
                    (low, "low" if feel < -0.5 else "fair" if feel < 0.4 else "good")
                )
        self._attend(found, sheet, first, min(end, span.days), i, rng)
        return found

    def _day(self, low: int, high: int, rng: np.random.Generator) -> int:
        """A working day from ``low`` to before ``high``, where there is one."""
        day = int(rng.integers(low, high))
        while day < high - 1 and not self.worked[day]:
            day += 1
        return day

    def _at(self, day: int, rng: np.random.Generator) -> str:
        return (
            f"{self.span.iso(day)}T{int(rng.integers(0, 9)):02d}:{int(rng.integers(0, 60)):02d}:00Z"
        )

    # Texts ---------------------------------------------------------------------------------------

    def _mood(self, theme: str, v: float, s: float, rng: np.random.Generator) -> float:
        usual = THEMES[theme].usual
        mood = 0.5 * s + 0.15 * v + 0.6 * usual + 0.3 * rng.standard_normal()
        return float(np.round(np.clip(mood, -1, 1), 3))

    def _theme(self, leaning: tuple[str, ...], rng: np.random.Generator) -> str:
        """What a text is about: half of the time what weighs on the account, else anything."""
        a, b = rng.random(2)
        chosen = leaning if leaning and a < 0.5 else _KEYS
        return chosen[int(b * len(chosen))]

    def _leaning(self, i: int, m: int, deal: Deal) -> tuple[str, ...]:
        """What weighs on account number ``i`` in month ``m``."""
        day = int(self.span.month_starts[m]) + 14
        found: list[str] = []
        steps = self.people.steps[i]
        if self.people.obstacle[i] and steps[product.OBSTACLE - 1] <= day < steps[product.OBSTACLE]:
            found += ["security", "setup"]
        if float(self.latent.signals["price_rise"][i, m]):
            found.append("pricing")
        if not self.latent.champion[i, m]:
            found.append("handover")
        if self.latent.incidents[m] > 0.3:
            found += ["reliability", "performance"]
        if deal.decided and not deal.sudden and (deal.decided - self.span.first).days <= day:
            found.append("leaving")
        if self.latent.value[i, m] > 0.8:
            found += ["outcome", "feature"]
        if 0 <= day - int(self.people.start[i]) < 60:
            found += ["setup", "training"]
        return tuple(found)

    def _ticket(self, found: Told, of: _Sheet, day: int, v: float, s: float) -> None:
        rng, key = of.rng, f"{of.key}-T{len(found.tickets) + 1}"
        theme = self._theme(of.leaning, rng)
        mood = self._mood(theme, v, s, rng)
        text = write(rng, what="ticket", theme=theme, sentiment=mood, language=of.language)
        draw = rng.random(5)
        severity = _SEVERITY[int(np.searchsorted([0.05, 0.2, 0.75], draw[0]))]
        closed = day + int(rng.exponential(2.0 if severity in ("urgent", "high") else 4.5))
        done = closed < self.span.days
        opened = f"{self.span.iso(day)}T{int(draw[1] * 5):02d}:{int(draw[2] * 60):02d}:00Z"
        closed_at = f"{self.span.iso(closed)}T{int(6 + draw[3] * 3):02d}:30:00Z" if done else ""
        score: int | str = ""
        if done and draw[4] < logistic(logit(self.scenario.number("csat_response")) + 0.2 * s):
            score = int(
                np.clip(np.rint(3.7 + 0.8 * mood + 0.3 * s + 0.6 * rng.standard_normal()), 1, 5)
            )
            self._response(found, of, "サポートの対応" if of.language == "ja" else "Support", "csat", closed, score, mood, theme, closed)  # fmt: skip
        found.tickets.append((key, of.key, text.subject, severity, "closed" if done else "open", opened, closed_at, score, text.body))  # fmt: skip
        found.texts.append((key, "ticket", of.key, of.language, theme, mood))

    def _voice(self, found: Told, of: _Sheet, day: int, v: float, s: float) -> None:
        rng, key = of.rng, f"{of.key}-V{len(found.voices) + 1}"
        theme = self._theme(of.leaning, rng)
        mood = self._mood(theme, v, s, rng)
        text = write(rng, what="voice", theme=theme, sentiment=mood, language=of.language)
        channel = _CHANNELS[int(rng.integers(0, len(_CHANNELS)))]
        found.voices.append((key, of.key, of.someone(self.span.day(day)), channel, self._at(day, rng), text.body, of.language))  # fmt: skip
        found.texts.append((key, "voice", of.key, of.language, theme, mood))

    def _touch(self, found: Told, of: _Sheet, day: int, v: float, s: float) -> None:
        rng, key = of.rng, f"{of.key}-M{len(found.touchpoints) + 1}"
        theme = self._theme(of.leaning, rng)
        mood = self._mood(theme, v, s, rng)
        kind = _MEETINGS[int(np.searchsorted([0.4, 0.65, 0.85, 0.92], rng.random()))]
        text = write(rng, what="minutes", theme=theme, sentiment=mood, language=of.language)
        minutes = {"mail": 0, "visit": 90, "qbr": 60, "call": 20, "meeting": 45}[kind]
        effort = int(rng.integers(10, 40)) + 2 * (minutes or 5)
        feel = "bad" if mood < -0.3 else "good" if mood > 0.3 else "fair"
        there = ";".join(p.email for p in of.present(self.span.day(day))[: 1 + (kind == "qbr")])
        opened = "them" if rng.random() < 0.3 else "us"
        found.touchpoints.append((key, of.key, kind, self._at(day, rng), minutes or "", effort, text.subject, text.body, of.csm, there, opened, feel, "", THEMES[theme].name.in_(of.language)))  # fmt: skip
        found.texts.append((key, "minutes", of.key, of.language, theme, mood))

    # Answers -------------------------------------------------------------------------------------

    def _nps(self, found: Told, of: _Sheet, day: int, v: float, s: float) -> None:
        rng = of.rng
        name = "NPS調査" if of.language == "ja" else "NPS survey"
        asked = of.present(self.span.day(day))[:3]
        chance = float(
            logistic(
                logit(self.scenario.number("nps_response"))
                + self.scenario.number("response_bias") * s
            )
        )
        for person in asked:
            if person.opted_out:
                continue
            if rng.random() >= chance or day + 1 >= self.span.days:
                self._unanswered(found, of, name, day, person)
                continue
            score = int(
                np.clip(np.rint(7.2 + 1.5 * s + 0.6 * v + 1.3 * rng.standard_normal()), 0, 10)
            )
            theme = self._theme(of.leaning, rng)
            mood = float(np.round(np.clip((score - 7) / 4 + 0.2 * rng.standard_normal(), -1, 1), 3))
            answered = min(day + int(rng.integers(0, 10)), self.span.days - 1)
            self._response(found, of, name, "nps", day, score, mood, theme, answered, person)

    def _unanswered(self, found: Told, of: _Sheet, survey: str, day: int, person: Person) -> None:
        key = f"{of.key}-R{len(found.responses) + 1}"
        found.responses.append((key, of.key, person.email, survey, "nps", self.span.iso(day), "", "", "", of.language))  # fmt: skip

    def _response(
        self,
        found: Told,
        of: _Sheet,
        survey: str,
        kind: str,
        asked: int,
        score: int,
        mood: float,
        theme: str,
        answered: int,
        person: Person | None = None,
    ) -> None:
        rng, key = of.rng, f"{of.key}-R{len(found.responses) + 1}"
        comment = ""
        if rng.random() < 0.6:
            comment = write(
                rng, what="comment", theme=theme, sentiment=mood, language=of.language
            ).body
            found.texts.append((key, "comment", of.key, of.language, theme, mood))
        email = person.email if person else of.someone(self.span.day(asked))
        found.responses.append((key, of.key, email, survey, kind, self.span.iso(asked), self._late(answered, rng), score, comment, of.language))  # fmt: skip

    def _late(self, day: int, rng: np.random.Generator) -> str:
        return f"{self.span.iso(day)}T{int(rng.integers(9, 14)):02d}:{int(rng.integers(0, 60)):02d}:00Z"

    def _attend(
        self, found: Told, of: _Sheet, first: int, end: int, i: int, rng: np.random.Generator
    ) -> None:
        """Who came to our group sessions; the fond and the new come more often."""
        draws = rng.random((len(self.sessions), 4))
        for session, draw in zip(self.sessions, draws, strict=True):
            if not first <= session.day < end or session.japanese != (of.language == "ja"):
                continue
            m = int(self.span.month_of_day[session.day])
            new = 0.8 if session.day - int(self.people.start[i]) < 90 else 0.0
            if draw[0] >= logistic(-2.4 + 0.5 * self.latent.value[i, m] + new):
                continue
            people = of.present(self.span.day(session.day))
            if not people:
                continue
            came = draw[1] < 0.72
            booked = max(first, session.day - 1 - int(draw[2] * 14))
            minutes = int(session.minutes * (0.5 + 0.5 * draw[3])) if came else 0
            who = people[int(draw[3] * len(people))].email
            found.attendance.append((session.key, of.key, who, f"{self.span.iso(booked)}T02:00:00Z", "yes" if came else "no", minutes))  # fmt: skip


@dataclass
class _Sheet:
    """What the rows of one account share."""

    key: str
    language: str
    csm: str
    staff: Staff
    rng: np.random.Generator
    leaning: tuple[str, ...] = ()

    def present(self, day: date) -> list[Person]:
        """The contacts in place on ``day``, the champion first."""
        here = [
            p for p in self.staff.people if p.since <= day and (p.until is None or day <= p.until)
        ]
        return sorted(here, key=lambda p: ("champion", "admin", "decision_maker").index(p.role))

    def someone(self, day: date) -> str:
        here = self.present(day)
        return here[int(self.rng.random() * len(here))].email if here else ""


def fields_of(
    key: str, deal: Deal, told: Told, span: Span, rng: np.random.Generator, annual: bool
) -> Iterator[Row]:
    """Dated values of an account: intent, feel, approval, and what is done when it leaves."""
    draw = rng.random(8)
    if annual:
        yield key, "approval_lead_days", int(20 + 5 * int(draw[0] * 11)), ""
    for day, feel in told.feels:
        yield key, "csm_feel", feel, span.iso(day)
    if deal.decided and not deal.sudden and draw[1] < 0.6:
        told_on = (deal.decided - span.first).days + int(draw[2] * 25)
        if told_on < span.days and (deal.left is None or span.day(told_on) < deal.left):
            yield (
                key,
                "leaving_intent",
                "considering" if draw[3] < 0.65 else "comparing",
                span.iso(told_on),
            )
    if deal.left and deal.left <= span.last:
        after = (deal.left - span.first).days
        for name, chance, days in (
            ("exit_interview_on", 0.55, -5),
            ("offboarding_done_on", 0.85, 4),
        ):
            on = min(after + days, span.days - 1)
            if draw[4 if days < 0 else 5] < chance:
                yield key, name, span.iso(on), span.iso(on)
        if deal.returned:
            yield key, "churn_cause_solved", "yes", span.iso((deal.returned - span.first).days - 20)
    if draw[6] < 0.02:
        yield key, "do_not_contact", "yes", span.iso(int(draw[7] * (span.days - 1)))


__all__ = ["NEVER", "Carer", "Told", "fields_of"]
