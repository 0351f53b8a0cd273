"""The one topic of a prepared page: the most urgent that is known, and its reason."""

from __future__ import annotations

import pytest

from banso.execution.meetings.topic import Facts, suggested_topic

EVERYTHING = {
    "ours_late": ("見積りを送る", 2),
    "urgent_ticket_days": 5,
    "leaving_intent": "considering",
    "days_to_decision": 40,
    "champion_left_days": 10,
    "active_users_28d": 0,
    "use_vs_own_baseline": -2.0,
    "setup_progress_rate": 0.5,
    "first_value_seen": False,
    "theirs_late": ("資料を送る", 3),
    "seats_used_rate": 0.95,
}
ORDER = (
    "ours-late ticket leaving decision champion idle drop setup first-value theirs-late seats goal"
)


def test_it_names_the_most_urgent_first() -> None:
    """Each solved one lets the next come up."""
    left = {**EVERYTHING, "approval_lead_days": 45}
    found = [suggested_topic(Facts(**left)).key]  # type: ignore[arg-type]
    for name in EVERYTHING:
        del left[name]
        found.append(suggested_topic(Facts(**left)).key)  # type: ignore[arg-type]
    assert found == ORDER.split()


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),  # what is not known makes no topic
        Facts(urgent_ticket_days=1),
        Facts(days_to_decision=200, approval_lead_days=45),
        Facts(days_to_decision=-3),
        Facts(champion_left_days=400),
        Facts(active_users_28d=3, use_vs_own_baseline=-0.5),
        Facts(setup_progress_rate=1.0, first_value_seen=True, seats_used_rate=0.5),
        Facts(leaving_intent="staying"),
    ],
)
def test_it_finds_nothing_urgent_where_nothing_is(facts: Facts) -> None:
    assert suggested_topic(facts).key == "goal"


def test_it_says_why_in_both_languages() -> None:
    found = suggested_topic(Facts(ours_late=("見積りを送る", 2)))
    assert "見積りを送る" in found.text.in_("ja") and "2日" in found.reason.in_("ja")
    assert "2 days" in found.reason.in_("en")
