"""A story of one account, told in daily facts: the engine walks it, the tests read where it stood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from banso.journey.check import check
from banso.journey.engine import walk
from banso.journey.results import DayResult, Move, Order, Succeeded
from banso.journey.rules import Rules
from banso.journey.standing import Standing, from_json, to_json
from banso.lib.problems import Level
from banso.metrics.conditions.names import Kind, NameTable, NameType

START = date(2025, 4, 1)  # a Tuesday

_KINDS = {
    Kind.CHOICE: "life leaving_intent plan",
    Kind.DATE: "notice_given_on setup_done_on first_value_on exit_interview_on offboarding_done_on "
    "service_start_on signed_on billing_start_on",
    Kind.RATE: "setup_progress_rate initial_use_rate feature_use_rate active_seat_rate_28d "
    "login_rate_28d seats_used_rate plan_limit_used_rate",
    Kind.NUMBER: "use_vs_own_baseline csat_90d nps_last",
    Kind.BOOL: "churn_cause_solved do_not_contact",
    Kind.DAYS: "tenure_days term_days contract_gap_days days_to_decision "
    "next_term_settled_days_ago expansion_signed_days_ago setup_done_days ttv_days "
    "days_since_login oldest_urgent_ticket_days days_since_touch days_since_review "
    "approval_lead_days champion_left_days",
    Kind.COUNT: "term_months seats logins_7d logins_28d active_days_7d active_users_28d "
    "features_used_28d weeks_running_3_days departments_active_28d exports_28d tickets_open "
    "tickets_opened_28d urgent_tickets_open sessions_attended_90d responses_90d voices_90d "
    "champions_active_28d goals_reached_365d",
    Kind.MONEY: "mrr",
}
NAMES = NameTable(
    {word: NameType(kind) for kind, words in _KINDS.items() for word in words.split()}
)

Facts = Callable[[int], Mapping[str, Any]]


def template(key: str = "six-phases") -> str:
    return files("banso.journey").joinpath("templates", f"{key}.yaml").read_text("utf-8")


def rules_of(text: str) -> Rules:
    checked = check(text, names=NAMES, file="journey.yaml")
    wrong = [p for p in checked.problems if p.level is Level.ERROR]
    assert checked.rules is not None, "\n".join(f"{p.place} {p.in_('en')}" for p in wrong)
    return checked.rules


@cache
def six() -> Rules:
    return rules_of(template())


@dataclass
class Story:
    """Days are counted from 0 at ``START``; every standing goes through JSON, as it does in life."""

    rules: Rules = field(default_factory=six)
    standing: Standing = field(default_factory=Standing)
    start: date = START
    days: int = 0
    places: list[str] = field(default_factory=list)
    results: list[DayResult] = field(default_factory=list)

    def on(self, n: int) -> date:
        return self.start + timedelta(days=n)

    def walk(
        self,
        until: int,
        facts: Facts,
        *,
        orders: Mapping[int, Order] | None = None,
        waiting: range | None = None,
        give_back: int | None = None,
    ) -> Story:
        """Walk on up to and including day ``until``."""
        for n in range(self.days, until + 1):
            day = self.on(n)
            result = walk(
                self.rules,
                self.standing,
                facts(n),
                day=day,
                business=day.weekday() < 5,
                waiting=waiting is not None and n in waiting,
                order=(orders or {}).get(n),
                give_back=give_back == n,
            )
            self.standing = from_json(to_json(result.standing))
            self.places.append(self.standing.place)
            self.results.append(result)
        self.days = until + 1
        return self

    def entered(self) -> list[tuple[int, str]]:
        """Every move as (day, place), in order."""
        return [((m.day - self.start).days, m.target) for m in self.moves]

    @property
    def moves(self) -> list[Move]:
        return [m for r in self.results for m in r.moves]

    @property
    def successes(self) -> list[Succeeded]:
        return [s for r in self.results for s in r.successes]

    def track(self, n: int) -> str:
        return self.results[n].track.value
