"""Conditions people begin with: questions a CSM asks, kept only where the workspace can answer them."""

from __future__ import annotations

from dataclasses import dataclass

from banso.lib.text import Text
from banso.metrics.conditions.condition import Condition
from banso.metrics.conditions.names import NameTable
from banso.metrics.conditions.parse import parse


@dataclass(frozen=True, slots=True)
class Example:
    question: Text
    text: str
    condition: Condition


_ALL = (
    ("今のフェーズで止まっている", "Stuck in their phase", "track = 'stuck'"),
    (
        "更新の判断が90日以内なのに、席が半分も使われていない",
        "Decision within 90 days, less than half the seats in use",
        "days_to_decision between 0 and 90 and active_seat_rate_28d < 0.5",
    ),
    ("2週間以上だれもログインしていない", "Nobody has logged in for two weeks", "days_since_login >= 14"),
    ("いつもより利用が大きく減った", "Use has dropped well below their usual", "use_vs_own_baseline <= -1.5"),
    (
        "契約から30日たっても初期設定が終わらない",
        "Not set up 30 days into the contract",
        "tenure_days > 30 and setup_done_on is null",
    ),
    (
        "設定は終わったのに、成果がまだ出ていない",
        "Set up, but no first value yet",
        "setup_done_on is not null and first_value_on is null",
    ),
    ("席がまもなく埋まる（増席の相談）", "Seats nearly full: time to talk of more", "seats_used_rate >= 0.9"),
    (
        "緊急の問い合わせがあるか、未解決が5件以上",
        "An urgent ticket open, or five of any kind",
        "urgent_tickets_open > 0 or tickets_open >= 5",
    ),
    ("推進者がだれも使っていない", "No champion is using it", "champions_active_28d = 0"),
    (
        "推進者が最近60日に離任した",
        "A champion left within 60 days",
        "champion_left_days between 0 and 60",
    ),
    ("解約の申出があった", "Notice has been given", "notice_given_on is not null"),
    ("他社を検討している", "Looking at others", "leaving_intent in ('considering', 'comparing')"),
    (
        "使える機能の3割も使っていない、契約中の企業",
        "In contract, using less than 30 % of what they could",
        "life = 'active' and feature_use_rate < 0.3",
    ),
    ("満足度が低い", "Unhappy with support", "csat_90d < 3"),
)  # fmt: skip


def examples(names: NameTable, *, limit: int = 10) -> tuple[Example, ...]:
    """This function will give the questions that can be asked over ``names``, all of whose names have a source."""
    found = []
    for ja, en, text in _ALL:
        condition = parse(text, names=names).condition
        if condition is not None and all(names[n].available for n in condition.names):
            found.append(Example(Text(ja=ja, en=en), text, condition))
    return tuple(found[:limit])
