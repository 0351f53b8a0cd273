"""A withdrawn notice leads back to where the account was, with clock and success (rules.md R6)."""

from __future__ import annotations

from typing import Any

from tests.journey.story import Story


def facts(n: int) -> dict[str, Any]:
    return {
        "life": "active",
        "term_months": 12,
        "days_to_decision": 300 - n,
        "approval_lead_days": 45,
        "leaving_intent": "considering" if 100 <= n < 110 else "staying" if n >= 130 else None,
        "notice_given_on": "given" if 110 <= n < 130 else None,
        "setup_done_on": "done" if n >= 5 else None,
        "first_value_on": "seen" if n >= 7 else None,
        "weeks_running_3_days": n // 7,
        "feature_use_rate": 0.2,
    }


def test_it_is_back_on_the_day_of_the_withdrawal() -> None:
    story = Story().walk(140, facts)
    assert story.entered()[2:] == [
        (100, "churn.considering"),
        (110, "churn.notice"),
        (130, "adoption"),
    ]


def test_the_stay_is_the_same_and_its_clock_goes_on() -> None:
    story = Story().walk(140, facts)
    before = story.results[99].standing.stay
    after = story.standing.stay
    assert before is not None and after is not None
    assert after.number == before.number
    assert after.clock == before.clock + 1 + 10


def test_retention_survives_a_doubt_and_its_success_is_seen_while_away() -> None:
    """Settled while "considering": without this the account would sit in retention for a year."""

    def doubting(n: int) -> dict[str, Any]:
        settled = n >= 40
        return {
            "life": "active",
            "term_months": 12,
            "tenure_days": 300 + n,
            "approval_lead_days": 45,
            "days_to_decision": (445 if settled else 80) - n,
            "next_term_settled_days_ago": n - 40 if settled else None,
            "leaving_intent": "considering" if 6 <= n < 55 else "staying",
        }

    story = Story().walk(70, doubting)
    assert story.entered() == [
        (0, "onboarding"),
        (5, "retention"),
        (6, "churn.considering"),
        (55, "retention"),
        (56, "onboarding"),
    ]
    retention = story.moves[1].stay
    assert retention is not None
    assert [(s.day, s.number) for s in story.successes] == [(story.on(40), retention.number)]


def test_churn_is_not_counted_by_previous() -> None:
    """From churn by hand of an arrow into retention: previous leads past churn."""
    from tests.journey.story import rules_of, template

    text = template().replace(
        "          - {to: previous, when: leaving_intent = 'staying'}",
        "          - {to: retention, when: leaving_intent = 'staying'}",
    )

    def facts_of(n: int) -> dict[str, Any]:
        return {"life": "active", "leaving_intent": "considering" if n < 5 else "staying",
                "next_term_settled_days_ago": n - 9 if n >= 9 else None}  # fmt: skip

    story = Story(rules=rules_of(text)).walk(12, facts_of)
    assert story.entered() == [
        (0, "onboarding"),
        (0, "churn.considering"),
        (5, "retention"),
        (9, "onboarding"),
    ]
