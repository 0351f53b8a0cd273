"""What happens to everybody at once: incidents of ours and group sessions we hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.calendar import is_worked
from simulator.engine.population import Floats, Span
from simulator.engine.usage import Outage
from simulator.scenario.reading import Scenario
from simulator.seeds import stream

CSMS = (
    "sakura.minegishi@banso.example",
    "daichi.tokura@banso.example",
    "emma.reed@banso.example",
)
_SEVERITIES = ("urgent", "high", "normal")
_LOST = {"urgent": 0.8, "high": 0.45, "normal": 0.15}
_FEATURES = ("", "reports", "exports", "sources")
_TITLES = {
    "urgent": "全機能が利用できない障害",
    "high": "表示に時間がかかる障害",
    "normal": "一部の機能の不具合",
}
_SESSIONS = (
    ("training", "はじめての設定・勉強会"),
    ("webinar", "レポート活用ウェビナー"),
    ("workshop", "ダッシュボードの作り方・実践会"),
    ("user_group", "ユーザー会"),
    ("webinar", "Getting more out of reports"),
)


@dataclass(frozen=True)
class Incident:
    """``accounts``: whom it struck, None for everybody; times are seconds from midnight of day 0, UTC."""

    key: str
    title: str
    severity: str
    start: int
    minutes: int
    feature: str
    accounts: frozenset[int] | None

    @property
    def outage(self) -> Outage:
        whole = 0.5 if self.feature else 1.0
        return Outage(self.start // 86_400, _LOST[self.severity] * whole, self.accounts)


@dataclass(frozen=True)
class GroupSession:
    key: str
    type: str
    title: str
    day: int
    hour: int  # UTC
    minutes: int
    host: str
    capacity: int
    japanese: bool


def incidents_of(scenario: Scenario, seed: int, span: Span) -> list[Incident]:
    """The incidents of the span, by time."""
    rng = stream(seed, "incidents")
    n = int(rng.poisson(scenario.number("incidents_a_year") * span.days / 365.25))
    days = np.sort(rng.integers(0, span.days, n))
    accounts = scenario.whole("accounts")
    found = []
    for number, day in enumerate(days):
        severity = _SEVERITIES[int(rng.choice(3, p=[0.2, 0.35, 0.45]))]
        some = rng.random() < 0.5
        hit = np.flatnonzero(rng.random(accounts) < 0.2) if some else None
        found.append(
            Incident(
                f"I{number + 1:03d}", _TITLES[severity], severity,
                int(day) * 86_400 + int(rng.integers(0, 9 * 3_600)),
                int(rng.integers(20, 400 if severity == "urgent" else 200)),
                "" if severity == "urgent" else _FEATURES[int(rng.integers(0, 4))],
                None if hit is None or not len(hit) else frozenset(map(int, hit)),
            )
        )  # fmt: skip
    return found


def weights(incidents: list[Incident], span: Span) -> Floats:
    """How heavily each month weighs on satisfaction, over everybody."""
    found = np.zeros(len(span.months))
    for incident in incidents:
        share = 1.0 if incident.accounts is None else 0.2
        found[span.month_of_day[incident.outage.day]] += incident.outage.lost * share
    return found


def sessions_of(scenario: Scenario, seed: int, span: Span) -> list[GroupSession]:
    """Group sessions on working days, by time."""
    rng = stream(seed, "sessions")
    found: list[GroupSession] = []
    worked = [d for d in range(span.days) if is_worked(span.day(d))]
    n = int(rng.poisson(scenario.number("group_sessions") * len(span.months)))
    for number, day in enumerate(sorted(rng.choice(worked, min(n, len(worked)), replace=False))):
        type_, title = _SESSIONS[int(rng.integers(0, len(_SESSIONS)))]
        japanese = not title.isascii()
        host = CSMS[int(rng.integers(0, 2))] if japanese else CSMS[2]
        found.append(
            GroupSession(
                f"S{number + 1:03d}", type_, title, int(day), int(rng.integers(1, 8)),
                int(rng.choice([45, 60, 90])), host, int(rng.choice([30, 100, 300])), japanese,
            )
        )  # fmt: skip
    return found


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"
